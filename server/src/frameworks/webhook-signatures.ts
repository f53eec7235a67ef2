import { api, defineFramework, either } from './model.ts';

const stripe = either(api('stripe').instance(), api('stripe').call(), api('stripe').member('Stripe').instance(), api('stripe'), api('stripe').member('Stripe'));
const crypto = api('node:crypto');
const globalCrypto = api('(global)').member('crypto').member('subtle');

/** Who calls back, what their calls are known by, and what verifies that it was them. */
export default defineFramework({
  name: 'Webhook signatures',
  packages: [
    'stripe', 'svix', 'standardwebhooks', '@clerk/express', '@clerk/backend', '@octokit/webhooks', '@octokit/webhooks-methods', '@slack/bolt', '@slack/events-api', 'twilio', '@shopify/shopify-api',
    'paypal-rest-sdk', '@paddle/paddle-node-sdk', 'razorpay', '@sendgrid/eventwebhook', '@workos-inc/node', 'resend', 'square', '@line/bot-sdk', 'discord-interactions', '@adyen/api-library', 'braintree', '@upstash/qstash', 'crypto-js',
  ],
  docs: 'https://docs.stripe.com/webhooks#verify-events',
  webhooks: {
    names: [
      'stripe', 'github', 'gitlab', 'bitbucket', 'slack', 'clerk', 'svix', 'twilio', 'shopify', 'paypal', 'paddle', 'lemonsqueezy', 'lemon', 'razorpay', 'paystack', 'flutterwave', 'mollie', 'adyen', 'braintree', 'square', 'coinbase', 'chargebee',
      'recurly', 'sendgrid', 'mailgun', 'postmark', 'resend', 'mailchimp', 'brevo', 'ses', 'discord', 'telegram', 'whatsapp', 'messenger', 'facebook', 'meta', 'instagram', 'line', 'zoom', 'linear', 'jira', 'asana', 'trello', 'notion', 'airtable', 'vercel', 'netlify',
      'sentry', 'docusign', 'hubspot', 'intercom', 'zendesk', 'calendly', 'typeform', 'plaid', 'workos', 'auth0', 'supabase', 'contentful', 'sanity', 'woocommerce', 'xero', 'quickbooks', 'dwolla', 'wise', 'gocardless', 'klarna', 'mercadopago', 'midtrans', 'xendit', 'revenuecat', 'mux', 'cloudinary', 'openai', 'replicate', 'polar', 'bigcommerce', 'docker', 'dockerhub', 'pagerduty', 'figma', 'webflow', 'persona', 'onfido', 'alchemy', 'plivo', 'vonage', 'nexmo', 'messagebird', 'easypost', 'shippo',
    ],
    headers: [
      'stripe-signature', 'x-github-event', 'x-hub-signature', 'x-hub-signature-256', 'x-gitlab-event', 'x-slack-signature', 'svix-signature', 'svix-id', 'webhook-signature', 'x-twilio-signature', 'x-shopify-topic', 'x-shopify-hmac-sha256', 'paypal-transmission-sig',
      'paddle-signature', 'x-razorpay-signature', 'x-paystack-signature', 'x-event-key', 'x-signature-ed25519', 'x-line-signature', 'linear-signature', 'x-zm-signature',
    ],
    events: /^(checkout\.session\.\w+|payment_intent\.\w+|invoice\.(paid|payment_\w+|created|finalized)|customer\.(created|updated|deleted|subscription\.\w+)|charge\.(succeeded|failed|refunded|dispute\.\w+)|setup_intent\.\w+|url_verification|event_callback|user\.(created|updated|deleted)|organization(Membership)?\.(created|updated|deleted)|PAYMENT\.[A-Z_.]+|CHECKOUT\.ORDER\.[A-Z]+|BILLING\.SUBSCRIPTION\.[A-Z_.]+|transaction\.(completed|paid|updated)|subscription\.(created|activated|updated|canceled|cancelled|charged)|subscription_(created|updated|cancelled|payment_success)|order_created|payment\.(captured|failed|authorized)|charge\.success|pull_request|orders\/(create|paid|updated)|app\/uninstalled)$/,
    confirmations: /verify-webhook-signature|_notify-validate|\/webhooks\/verify/,
  },
  verifies: [{ on: either(api('stripe').instance(), api('stripe').call(), api('stripe').member('Stripe').instance()), method: 'webhooks.constructEvent', header: 'stripe-signature', secret: 'STRIPE_WEBHOOK_SECRET' }],
  roles: [
    { at: stripe.member('webhooks').member('constructEvent', 'constructEventAsync'), role: 'signature' },
    { at: stripe.member('webhooks').member('signature').member('verifyHeader', 'verifyHeaderAsync'), role: 'signature' },
    { at: stripe.member('events').member('retrieve'), role: 'signature' }, // asked by its id, the provider says what happened
    { at: stripe.member('webhooks').member('constructEventWithoutVerification'), role: 'decoder' },
    { at: api('svix', 'standardwebhooks').member('Webhook').instance().member('verify'), role: 'signature' },
    { at: api('@clerk/express/webhooks', '@clerk/backend/webhooks', '@clerk/nextjs/webhooks', '@clerk/fastify/webhooks', '@clerk/astro/webhooks', '@clerk/express', '@clerk/backend').member('verifyWebhook'), role: 'signature' },
    { at: api('@octokit/webhooks').member('Webhooks').instance().member('verify'), role: 'signature', says: 'no' },
    { at: api('@octokit/webhooks').member('Webhooks').instance().member('verifyAndReceive'), role: 'signature' },
    { at: api('@octokit/webhooks').member('createNodeMiddleware', 'createWebMiddleware').call(), role: 'signature' },
    { at: api('@octokit/webhooks-methods').member('verify', 'verifyWithFallback'), role: 'signature', says: 'no' },
    { at: api('@slack/bolt').member('verifySlackRequest'), role: 'signature' },
    { at: api('@slack/bolt').member('isValidSlackRequest'), role: 'signature', says: 'no' },
    { at: api('@slack/events-api').member('verifyRequestSignature'), role: 'signature' },
    { at: api('@slack/events-api').member('createEventAdapter').call().member('expressMiddleware', 'requestListener').call(), role: 'signature' },
    { at: api('twilio').member('validateRequest', 'validateRequestWithBody', 'validateExpressRequest', 'validateIncomingRequest'), role: 'signature', says: 'no' },
    { at: api('twilio').member('webhook').call(), role: 'signature' },
    { at: api('@shopify/shopify-api').member('shopifyApi').call().member('webhooks').member('validate', 'process'), role: 'signature' },
    { at: api('@shopify/shopify-app-express').member('shopifyApp').call().member('processWebhooks').call(), role: 'signature' },
    { at: api('paypal-rest-sdk').member('notification').member('webhookEvent').member('verify', 'getAndVerify'), role: 'signature' },
    { at: api('@paddle/paddle-node-sdk').member('Paddle').instance().member('webhooks').member('unmarshal', 'isSignatureValid'), role: 'signature' },
    { at: either(api('razorpay').member('validateWebhookSignature'), api('razorpay/dist/utils/razorpay-utils').member('validateWebhookSignature')), role: 'signature', says: 'no' },
    { at: api('@sendgrid/eventwebhook').member('EventWebhook').instance().member('verifySignature'), role: 'signature', says: 'no' },
    { at: api('@workos-inc/node').member('WorkOS').instance().member('webhooks').member('constructEvent', 'verifyHeader'), role: 'signature' },
    { at: api('resend').member('Resend').instance().member('webhooks').member('verify'), role: 'signature' },
    { at: api('square').member('WebhooksHelper').member('isValidWebhookEventSignature', 'verifySignature'), role: 'signature', says: 'no' },
    { at: api('@line/bot-sdk').member('validateSignature'), role: 'signature', says: 'no' },
    { at: api('@line/bot-sdk').member('middleware').call(), role: 'signature' },
    { at: api('discord-interactions').member('verifyKey'), role: 'signature', says: 'no' },
    { at: api('discord-interactions').member('verifyKeyMiddleware').call(), role: 'signature' },
    { at: api('@adyen/api-library').member('hmacValidator').instance().member('validateHMAC', 'validateHMACSignature'), role: 'signature', says: 'no' },
    { at: api('braintree').member('BraintreeGateway').instance().member('webhookNotification').member('parse'), role: 'signature' },
    { at: api('@upstash/qstash').member('Receiver').instance().member('verify'), role: 'signature' },
    { at: either(crypto.member('timingSafeEqual'), api('tsscmp', 'scmp', 'secure-compare', 'safe-compare', 'buffer-equal-constant-time')), role: 'signature', says: 'no' },
    { at: globalCrypto.member('verify'), role: 'signature', says: 'no' },
    { at: crypto.member('createHmac', 'createHash', 'createVerify', 'verify', 'hash'), role: 'digest' },
    { at: crypto.member('webcrypto').member('subtle').member('sign', 'digest', 'verify'), role: 'digest' },
    { at: globalCrypto.member('sign', 'digest'), role: 'digest' },
    { at: either(api('crypto-js').member('HmacSHA256', 'HmacSHA1', 'HmacSHA512', 'SHA256', 'SHA512', 'MD5'), api('crypto-js/hmac-sha256', 'crypto-js/hmac-sha1', 'crypto-js/hmac-sha512')), role: 'digest' },
    { at: either(api('tweetnacl').member('sign').member('detached').member('verify'), api('@noble/ed25519').member('verify', 'verifyAsync')), role: 'signature', says: 'no' },
  ],
});
