import { api, defineFramework, either } from './model.ts';

const auth = api('next-auth').call().member('auth');
/** The callback of the options that says whether a request is let through; without it, nobody is asked. */
const authorized = { path: ['callbacks', 'authorized'], as: 'authorized' };
const middleware = either(api('next-auth/middleware'), api('next-auth/middleware').member('withAuth'));

/** Auth.js, which was NextAuth: its own routes are where callers become known. What asks for the session refuses nobody by itself. */
export default defineFramework({
  name: 'Auth.js',
  packages: ['next-auth', '@auth/core'],
  docs: 'https://authjs.dev/getting-started/session-management/protecting',
  impliesUsers: true,
  roles: [
    { at: either(api('next-auth').member('getServerSession', 'unstable_getServerSession'), api('next-auth/next').member('getServerSession', 'unstable_getServerSession')), role: 'caller' },
    { at: either(api('next-auth/jwt').member('getToken'), api('next-auth/react').member('getSession'), api('next-auth/client').member('getSession')), role: 'caller' },
    { at: auth, role: 'caller', decidedBy: authorized },
    { at: auth.call(), role: 'wrapper' },
    { at: middleware, role: 'authentication' },
    { at: middleware.call(), role: 'authentication', decidedBy: authorized },
    { at: either(api('next-auth'), api('next-auth').call(), api('next-auth/next')), role: 'neutral' },
    { at: api('next-auth').call().member('handlers').member('GET', 'POST'), role: 'neutral' },
    { at: api('next-auth').call().member('GET', 'POST'), role: 'neutral' },
  ],
});
