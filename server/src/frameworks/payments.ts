import { api, defineFramework, either } from './model.ts';

const stripe = either(api('stripe').instance(), api('stripe').member('Stripe').instance(), api('stripe').call());

/** Resources of Stripe's API; `webhooks`, which only computes, isn't one. */
const stripeResource = stripe.member(
  'accounts', 'accountLinks', 'balance', 'billingPortal', 'charges', 'checkout', 'coupons', 'customers', 'invoices', 'invoiceItems', 'paymentIntents', 'paymentLinks', 'paymentMethods',
  'payouts', 'prices', 'products', 'promotionCodes', 'refunds', 'setupIntents', 'subscriptions', 'subscriptionItems', 'tokens', 'transfers',
);

const CALLS = ['create', 'retrieve', 'update', 'list', 'del', 'cancel', 'capture', 'confirm', 'search', 'attach', 'detach', 'pay', 'finalizeInvoice'];

const paying = either(
  stripeResource.member(...CALLS), stripeResource.anyMember().member(...CALLS),
  api('braintree').member('BraintreeGateway').instance().anyMember().member('sale', 'create', 'generate', 'find', 'refund', 'update', 'cancel'),
  api('razorpay').instance().anyMember().member('create', 'fetch', 'all', 'capture', 'refund', 'edit', 'cancel'),
  api('@paypal/checkout-server-sdk').member('core').member('PayPalHttpClient').instance().member('execute'),
  api('@mollie/api-client').member('createMollieClient').call().anyMember().member('create', 'get', 'update', 'cancel', 'page'),
);

/** Payment providers: slow calls that are counted, and may cost money. */
export default defineFramework({
  name: 'Payments',
  packages: ['stripe', 'braintree', 'razorpay', '@paypal/checkout-server-sdk', '@mollie/api-client', 'square'],
  docs: 'https://docs.stripe.com/rate-limits',
  promises: {
    started: [
      { at: paying },
      // Its functions took callbacks before; now what is given one doesn't call it: https://github.com/stripe/stripe-node/blob/master/CHANGELOG.md
      { at: either(stripeResource.member(...CALLS), stripeResource.anyMember().member(...CALLS)), versions: { package: 'stripe', since: '22.0.0' }, takesFunctions: true },
    ],
  },
  effects: [
    {
      effect: 'pays',
      at: paying,
    },
  ],
});
