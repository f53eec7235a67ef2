import { api, defineFramework, either } from './model.ts';

const passport = either(api('passport', 'koa-passport'), api('passport').member('Passport', 'Authenticator').instance());

export default defineFramework({
  name: 'Passport',
  packages: ['passport'],
  docs: 'https://www.passportjs.org/concepts/authentication/middleware/',
  impliesUsers: true,
  roles: [
    // With a callback of its own, `authenticate` refuses nobody: the callback gets (error, user, info) and decides.
    { at: passport.member('authenticate', 'authorize').call(), role: 'authentication', callback: ['nothing', 'nothing', 'something'], unless: { literal: 'anonymous' } },
    { at: passport.member('initialize', 'session').call(), role: 'neutral' },
    { at: api('connect-ensure-login').member('ensureLoggedIn', 'ensureAuthenticated').call(), role: 'authentication' },
    { at: api('connect-ensure-login').member('ensureLoggedOut').call(), role: 'neutral' },
  ],
});
