import { api, defineFramework, either } from './model.ts';

const transport = either(api('nodemailer').member('createTransport').call(), api('nodemailer').member('Transporter').instance());

const mail = either(
  transport.member('sendMail'),
  api('@sendgrid/mail').member('send', 'sendMultiple'), api('@sendgrid/mail').member('MailService').instance().member('send', 'sendMultiple'),
  api('mailgun.js').instance().member('client').call().member('messages').member('create'), api('mailgun-js').call().member('messages').call().member('send'),
  api('postmark').member('ServerClient').instance().member('sendEmail', 'sendEmailWithTemplate', 'sendEmailBatch'),
  api('resend').member('Resend').instance().member('emails', 'batch').member('send', 'create'),
  api('email-templates').instance().member('send'),
  api('@nestjs-modules/mailer').member('MailerService').instance().member('sendMail'),
  api('@aws-sdk/client-ses', '@aws-sdk/client-sesv2').anyMember().instance().member('send', 'sendEmail'),
);
const texts = either(
  api('twilio').call().member('messages', 'calls').member('create'), api('twilio').call().member('verify').anyMember().member('services').call().member('verifications').member('create'),
  api('twilio').member('Twilio').instance().member('messages', 'calls').member('create'),
  api('@vonage/server-sdk').member('Vonage').instance().member('sms').member('send'),
  api('@aws-sdk/client-sns').anyMember().instance().member('send', 'publish'),
);
/** They say what went wrong in what they give, and never reject. */
const harmless = api('resend').member('Resend').instance().member('emails', 'batch').member('send', 'create');

/** Mail and text messages: each costs money or reputation, and reaches somebody. */
export default defineFramework({
  name: 'Mail and text messages',
  packages: ['nodemailer', '@sendgrid/mail', 'mailgun.js', 'mailgun-js', 'postmark', 'resend', 'email-templates', '@nestjs-modules/mailer', '@aws-sdk/client-ses', '@aws-sdk/client-sesv2', '@aws-sdk/client-sns', 'twilio', 'vonage'],
  docs: 'https://nodemailer.com/usage',
  promises: { started: [{ at: either(mail, texts) }], harmless },
  effects: [{ effect: 'sendsMail', at: mail }, { effect: 'sendsMessage', at: texts }],
});
