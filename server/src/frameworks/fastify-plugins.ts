import { api, defineFramework, either } from './model.ts';

const fastify = api('fastify');
const host = either(fastify.call(), fastify.member('fastify', 'default').call(), fastify.member('FastifyInstance').instance());
const bearer = either(api('@fastify/bearer-auth', 'fastify-bearer-auth'), api('@fastify/bearer-auth').member('bearerAuthPlugin')).call();
const limiter = either(api('@fastify/rate-limit', 'fastify-rate-limit'), api('@fastify/rate-limit').member('fastifyRateLimit', 'rateLimitPlugin')).call();
const passport = either(api('@fastify/passport'), api('@fastify/passport').member('Authenticator').instance());

/** What Fastify's own plugins do to routes. Most of them block nobody by being registered; they give the instance or the request something to ask with. */
export default defineFramework({
  name: 'Fastify plugins',
  packages: ['@fastify/auth', '@fastify/basic-auth', '@fastify/bearer-auth', '@fastify/jwt', 'fastify-jwt', '@fastify/passport'],
  docs: 'https://fastify.dev/ecosystem/',
  impliesUsers: true,
  neutralPackages: [
    '@fastify/jwt', 'fastify-jwt', '@fastify/auth', 'fastify-auth', '@fastify/basic-auth', '@fastify/session', '@fastify/secure-session', 'fastify-session', 'fastify-secure-session', '@fastify/cookie', 'fastify-cookie',
    '@fastify/sensible', 'fastify-sensible', '@fastify/cors', 'fastify-cors', '@fastify/helmet', 'fastify-helmet', '@fastify/multipart', 'fastify-multipart', 'fastify-multer', '@fastify/static', 'fastify-static',
    '@fastify/swagger', 'fastify-swagger', '@fastify/swagger-ui', '@fastify/under-pressure', '@fastify/compress', '@fastify/formbody', '@fastify/websocket', '@fastify/view', '@fastify/env', 'fastify-env',
    '@fastify/postgres', '@fastify/mysql', '@fastify/mongodb', '@fastify/redis', '@fastify/request-context', '@fastify/etag', '@fastify/circuit-breaker', '@fastify/csrf-protection', '@fastify/oauth2', 'fastify-oauth2',
    '@fastify/schedule', '@fastify/caching', '@fastify/accepts', '@fastify/url-data', '@fastify/awilix', '@fastify/middie', '@fastify/express', '@fastify/http-proxy', '@fastify/reply-from', '@fastify/otel',
    'fastify-metrics', 'fastify-healthcheck', 'fastify-favicon', 'fastify-graceful-shutdown', 'fastify-raw-body', 'fastify-type-provider-zod', 'fastify-zod', 'fastify-socket.io', 'close-with-grace',
    '@scalar/fastify-api-reference', '@bull-board/fastify', '@trpc/server', '@sentry/node', '@as-integrations/fastify', '@immobiliarelabs/fastify-metrics', '@mercuriusjs/gateway',
  ],
  roles: [
    { at: bearer, role: 'authentication', unless: { option: ['addHook', false] } },
    { at: limiter, role: 'rate-limiter' },
    { at: host.member('rateLimit').call(), role: 'rate-limiter' },
    { at: either(host.member('basicAuth', 'verifyBearerAuth'), host.member('verifyBearerAuthFactory').call()), role: 'authentication' },
    { at: passport.member('authenticate', 'authorize').call(), role: 'authentication', unless: { literal: 'anonymous' } },
    { at: passport.member('initialize', 'secureSession').call(), role: 'neutral' },
    { at: host.member('jwt').member('verify'), role: 'verifier', callback: ['something', 'nothing'] },
    { at: host.member('jwt').anyMember().member('verify'), role: 'verifier', callback: ['something', 'nothing'] },
    { at: either(host.member('jwt').member('decode'), host.member('jwt').anyMember().member('decode')), role: 'decoder' },
    { at: either(host.member('csrfProtection'), host.member('multipartErrors')), role: 'neutral' },
    { at: api('@clerk/fastify').member('getAuth'), role: 'identity' },
    { at: api('@clerk/fastify').member('clerkPlugin').call(), role: 'neutral' },
    { at: api('supertokens-node/recipe/session/framework/fastify').member('verifySession').call(), role: 'authentication', unless: { option: ['sessionRequired', false] } },
  ],
  combinations: [{ at: host.member('auth').call(), list: 0, relation: { index: 1, key: 'relation' } }],
  pluginHooks: [
    { at: bearer, phase: 'onRequest', covers: 'scope' },
    // Puts its hook on each route when the route is registered.
    { at: limiter, phase: 'onRequest', covers: 'later', routeOption: ['config', 'rateLimit'], everywhere: 'global' },
  ],
});
