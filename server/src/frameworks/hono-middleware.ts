import { api, defineFramework, either } from './model.ts';

const validators = either(
  api('hono/validator').member('validator'),
  api('@hono/zod-validator').member('zValidator'),
  api('@hono/standard-validator').member('sValidator'),
  api('@hono/valibot-validator').member('vValidator'),
  api('@hono/typebox-validator').member('tbValidator'),
  api('@hono/arktype-validator').member('arktypeValidator'),
  api('@hono/effect-validator').member('effectValidator'),
  api('hono-openapi').member('validator'),
);

/** What Hono brings, or others make for it, to know who is calling. */
export default defineFramework({
  name: 'Hono middleware',
  packages: ['@hono/clerk-auth', '@hono/auth-js', '@hono/oidc-auth', '@hono/firebase-auth', '@hono/cloudflare-access', '@hono/stytch-auth'],
  docs: 'https://github.com/honojs/middleware',
  impliesUsers: true,
  roles: [
    { at: either(api('hono/jwt').member('jwt').call(), api('hono/jwk').member('jwk').call()), role: 'authentication', unless: { option: ['allow_anon', true] } },
    { at: api('hono/bearer-auth').member('bearerAuth').call(), role: 'authentication' },
    { at: api('hono/basic-auth').member('basicAuth').call(), role: 'authentication' },
    { at: api('hono/jwt').member('verify', 'verifyWithJwks'), role: 'verifier' },
    { at: api('hono/jwt').member('decode', 'decodeHeader'), role: 'decoder' },
    { at: api('@hono/clerk-auth').member('clerkMiddleware').call(), role: 'neutral' },
    { at: api('@hono/clerk-auth').member('getAuth'), role: 'identity' },
    { at: api('@hono/auth-js').member('verifyAuth').call(), role: 'authentication' },
    { at: api('@hono/auth-js').member('initAuthConfig', 'authHandler').call(), role: 'neutral' },
    { at: api('@hono/oidc-auth').member('oidcAuthMiddleware').call(), role: 'authentication' },
    { at: api('@hono/oidc-auth').member('initOidcAuthMiddleware').call(), role: 'neutral' },
    { at: api('@hono/oidc-auth').member('getAuth'), role: 'caller' },
    { at: api('@hono/firebase-auth').member('verifyFirebaseAuth', 'verifySessionCookieFirebaseAuth').call(), role: 'authentication' },
    { at: api('@hono/firebase-auth').member('getFirebaseToken'), role: 'caller' },
    { at: api('@hono/cloudflare-access').member('cloudflareAccess').call(), role: 'authentication' },
    { at: api('@hono/stytch-auth').member('Consumer', 'B2B').member('authenticateSessionLocal', 'authenticateSessionRemote', 'authenticateOAuthToken').call(), role: 'authentication' },
    { at: api('hono-rate-limiter').member('rateLimiter').call(), role: 'rate-limiter' },
    { at: validators.call(), role: 'validator', inputs: { json: 'body', form: 'body', query: 'query', param: 'params', header: 'headers', cookie: 'cookies' } },
  ],
  neutralPackages: ['@hono/otel', '@hono/prometheus', '@hono/sentry', '@hono/swagger-ui', '@hono/session', '@hono/structured-logger', '@hono/node-ws', 'hono-pino', 'hono-sessions', '@hono/react-renderer', '@scalar/hono-api-reference'],
});
