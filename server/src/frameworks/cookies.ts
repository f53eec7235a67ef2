import { api, defineFramework, either } from './model.ts';
import type { CookieRow } from './vocabulary/options.ts';

const next = api('next/server').member('NextResponse');
const nextResponse = either(next.instance(), next.member('json', 'next', 'redirect', 'rewrite', 'error').call());
const VERBS = ['get', 'post', 'put', 'patch', 'delete', 'all', 'head', 'options'];
const fastify = either(api('fastify').call(), api('fastify').member('fastify', 'Fastify').call(), api('fastify').member('FastifyInstance').instance());
const reply = either(fastify.member(...VERBS).callback(1), api('fastify').member('FastifyReply').instance());
const koaContext = either(
  api('koa').instance().member('use').callback(0),
  api('@koa/router', 'koa-router').instance().member(...VERBS, 'use').callback(0),
  api('koa').member('Context', 'ParameterizedContext', 'DefaultContext').instance(),
);
const honoContext = either(api('hono').member('Hono').instance().member(...VERBS, 'use').callback(0), api('hono').member('Context').instance());

const BARE = { httpOnly: false, secure: false };
const AS_METHOD = { name: 0, value: 1, options: 2, defaults: BARE } satisfies Partial<CookieRow>;

/** Calls that set a cookie on an answer, besides Express's own, and what the cookie has where nobody says so. */
export default defineFramework({
  name: 'Cookies',
  packages: ['@fastify/cookie', 'fastify', 'koa', 'hono', 'next', 'cookie', 'cookies-next'],
  docs: 'https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie',
  cookies: [
    { ...AS_METHOD, at: reply.member('setCookie', 'cookie'), handed: { on: { by: 'fastify', parameter: 1 }, path: ['setCookie'] } },
    // Koa decides by the connection whether the cookie is `secure`.
    { ...AS_METHOD, at: koaContext.member('cookies').member('set'), handed: { on: { by: 'koa', parameter: 0 }, path: ['cookies', 'set'] }, defaults: { httpOnly: true, secure: true } },
    { at: api('hono/cookie').member('setCookie'), name: 1, value: 2, options: 3, defaults: BARE },
    { at: api('hono/cookie').member('setSignedCookie'), name: 1, value: 2, options: 4, defaults: BARE },
    { ...AS_METHOD, at: api('next/headers').member('cookies').call().member('set') },
    { ...AS_METHOD, at: nextResponse.member('cookies').member('set') },
    { ...AS_METHOD, at: api('cookie').member('serialize') },
    { ...AS_METHOD, at: api('cookies-next', 'cookies-next/server').member('setCookie'), answerBy: ['res', 'cookies'] },
  ],
  headers: [
    { at: reply.member('header'), handed: { on: { by: 'fastify', parameter: 1 }, path: ['header'] } },
    { at: koaContext.member('set'), handed: { on: { by: 'koa', parameter: 0 }, path: ['set'] } },
    { at: honoContext.member('header'), handed: { on: { by: 'hono', parameter: 0 }, path: ['header'] } },
  ],
});
