import { api, defineFramework, either } from './model.ts';

const flexible = api('rate-limiter-flexible').anyMember();

/**
 * Packages that refuse a caller who comes too often. What only slows callers down (`express-slow-down`), or limits the calls that the
 * server makes itself (`limiter`, `bottleneck`), refuses nobody and isn't here. Load shedding refuses everyone when there is too much to do: it bounds the work.
 */
export default defineFramework({
  name: 'Rate limiters',
  packages: ['express-rate-limit', 'express-brute', 'express-limiter', 'rate-limiter-flexible', 'toobusy-js', 'koa-ratelimit', 'koa2-ratelimit', 'hono-rate-limiter', '@nestjs/throttler', '@upstash/ratelimit'],
  // Within its bucket it waits, and never rejects.
  promises: { harmless: api('limiter').member('RateLimiter').instance().member('removeTokens') },
  docs: 'https://express-rate-limit.mintlify.app/reference/configuration',
  neutralPackages: ['limiter', 'bottleneck', 'axios-rate-limit', 'p-limit', 'p-throttle', 'p-ratelimit', 'throttled-queue', 'promise-throttle'],
  countingNobody: [
    'express-openapi-validator', 'express-static-gzip', 'express-openapi-validate', 'express-jwt-authz', 'express-jwt-permissions', 'express-http-proxy', 'http-proxy-middleware', 'express-unless', 'connect-roles', 'accesscontrol',
    'express-graphql', 'graphql-http', 'graphql-upload', 'apollo-server-express', '@apollo/server', '@bull-board/express', 'express-basic-auth', 'http-auth', 'http-auth-connect', 'samlify', 'openid-client', 'swagger-stats',
  ],
  roles: [
    {
      role: 'rate-limiter',
      at: either(
        api('express-rate-limit').call(), api('express-rate-limit').member('rateLimit').call(),
        api('express-brute').instance().member('prevent'), api('express-brute').instance().member('getMiddleware').call(),
        api('express-limiter').call().call(),
        api('koa-ratelimit').call(), api('koa2-ratelimit').member('RateLimit').member('middleware').call(),
        api('hono-rate-limiter').member('rateLimiter').call(),
        api('@nestjs/throttler').member('ThrottlerGuard'), api('@nestjs/throttler').member('ThrottlerGuard').instance(), api('@nestjs/throttler').member('ThrottlerGuard').instance().member('canActivate'),
      ),
    },
  ],
  limits: [
    { at: flexible.instance().member('consume'), by: 'rejecting' },
    { at: either(api('@upstash/ratelimit').member('Ratelimit').instance().member('limit', 'blockUntilReady'), api('@upstash/ratelimit').instance().member('limit', 'blockUntilReady')), by: 'telling' },
    { at: api('toobusy-js'), by: 'telling' },
  ],
  tooMany: api('@nestjs/throttler').member('ThrottlerException'),
  limiterCode: {
    package: 'express-rate-limit',
    exported: 'rateLimit',
    code: 'rateLimit({ windowMs: 15 * 60 * 1000, limit: 20 })',
    before: { version: '7.0.0', code: 'rateLimit({ windowMs: 15 * 60 * 1000, max: 20 })' }, // version 6 knows only `max`
  },
});
