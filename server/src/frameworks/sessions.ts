import { api, defineFramework, either } from './model.ts';

/** Sessions in cookies. Where `secure` isn't written, some look at the connection, others send the cookie over any. */
export default defineFramework({
  name: 'Sessions',
  packages: ['express-session', 'cookie-session', 'koa-session', '@fastify/session', '@fastify/secure-session', 'iron-session'],
  docs: 'https://expressjs.com/en/resources/middleware/session.html',
  sessions: [
    { at: api('express-session'), options: 0, cookie: ['cookie'], defaults: { httpOnly: true, secure: false } },
    { at: api('cookie-session'), options: 0, cookie: [], defaults: { httpOnly: true, secure: true } },
    { at: either(api('koa-session'), api('koa-session').member('createSession')), options: 0, cookie: [], defaults: { httpOnly: true, secure: true } },
    { at: api('@fastify/session', 'fastify-session'), handedOver: 'register', options: 1, cookie: ['cookie'], defaults: { httpOnly: true, secure: true } },
    { at: api('@fastify/secure-session', 'fastify-secure-session'), handedOver: 'register', options: 1, cookie: ['cookie'], defaults: { httpOnly: true, secure: false } },
    { at: api('iron-session').member('getIronSession'), options: 2, cookie: ['cookieOptions'], defaults: { httpOnly: true, secure: true } },
  ],
});
