import { api, defineFramework, either } from './model.ts';

const passport = either(api('passport', 'koa-passport'), api('passport').member('Passport', 'Authenticator').instance());

const PACKAGES = [
  'local', 'jwt', 'http', 'http-bearer', 'custom', 'google-oauth20', 'google-oauth', 'google-oauth2', 'github', 'github2', 'gitlab2', 'facebook', 'twitter', 'linkedin-oauth2', 'discord', 'oauth2', 'azure-ad', 'saml', 'magic-link',
  'apple', 'microsoft', 'spotify', 'slack', 'cookie', 'headerapikey', 'ldapauth',
];
const strategies = api(...PACKAGES.map((name) => `passport-${name}`), '@node-saml/passport-saml', 'passport-jwt-cookiecombo');

export default defineFramework({
  name: 'Passport',
  packages: ['passport'],
  docs: 'https://www.passportjs.org/concepts/authentication/middleware/',
  impliesUsers: true,
  events: {
    callbacks: [
      // They are told the result by a callback: what the function promises is ignored.
      { at: either(strategies, strategies.anyMember()), ending: 'unhandled' },
      { at: passport.member('serializeUser', 'deserializeUser'), position: 0, ending: 'unhandled' },
    ],
  },
  roles: [
    // With a callback of its own, `authenticate` refuses nobody: the callback gets (error, user, info) and decides.
    { at: passport.member('authenticate', 'authorize').call(), role: 'authentication', callback: ['nothing', 'nothing', 'something'], unless: { literal: 'anonymous' } },
    { at: passport.member('initialize', 'session').call(), role: 'neutral' },
    { at: api('connect-ensure-login').member('ensureLoggedIn', 'ensureAuthenticated').call(), role: 'authentication' },
    { at: api('connect-ensure-login').member('ensureLoggedOut').call(), role: 'neutral' },
  ],
});
