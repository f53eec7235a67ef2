import { ASSERT } from './vocabulary/conversation.ts';
import { api, arg, argsFrom, defineFramework, either, option } from './model.ts';

const jwt = either(api('koa-jwt').call(), api('koa-jwt').member('default').call());
const basicAuth = api('koa-basic-auth').call();
const combined = api('koa-combine-routers').call();

/** What people put between Koa and their routes. */
export default defineFramework({
  name: 'Koa middleware',
  packages: ['koa-jwt', 'koa-basic-auth', 'koa-passport'],
  docs: 'https://github.com/koajs/koa/wiki',
  impliesUsers: true,
  roles: [
    { at: jwt, role: 'authentication', unless: { option: ['passthrough', true] } },
    { at: basicAuth, role: 'authentication' },
    { at: api('koa-ratelimit').call(), role: 'rate-limiter' },
    { at: api('koa2-ratelimit').member('RateLimit').member('middleware').call(), role: 'rate-limiter' },
  ],
  compounds: [
    { at: api('koa-compose').call(), parts: argsFrom(0) },
    { at: combined.call(), madeBy: combined, parts: argsFrom(0) },
    { at: api('koa-mount').call(), parts: argsFrom(0), under: arg(0) },
    // `unless` is koa-unless on koa-jwt: the path of the whole request is compared.
    { at: either(jwt, basicAuth, api('koa-unless')).member('unless').call(), parts: 'receiver', except: { paths: option(0, 'path'), methods: option(0, 'method'), custom: option(0, 'custom'), matching: 'whole' } },
    { at: api('koa-unless').call(), parts: 'receiver', except: { paths: option(0, 'path'), methods: option(0, 'method'), custom: option(0, 'custom'), matching: 'whole' } },
  ],
  meanings: [{ at: api('http-assert'), means: ASSERT }],
  neutralPackages: [
    'koa-bodyparser', '@koa/bodyparser', 'koa-body', 'koa-body-parser', '@koa/multer', 'koa-multer', 'koa-static', 'koa-send', 'koa-static-cache', 'koa-logger', 'koa-pino-logger', 'koa-morgan', 'koa-winston',
    'koa-helmet', '@koa/cors', 'koa-cors', 'koa2-cors', 'kcors', 'koa-compress', 'koa-session', 'koa-generic-session', 'koa-session-minimal', 'koa-session2', 'koa-redis', 'koa-response-time', 'koa-json', 'koa-json-error',
    'koa-error', 'koa-onerror', 'koa-etag', 'koa-conditional-get', 'koa-favicon', 'koa-views', '@ladjs/koa-views', 'koa-ejs', 'koa-pug', '@koa/ejs', 'koa-hbs', 'koa-flash', 'koa-connect-flash', 'koa-csrf', 'koa-i18n', 'koa-locale',
    'koa-requestid', 'koa-request-id', 'koa-x-request-id', 'koa-useragent', 'koa-userid', 'koa-range', 'koa-sslify', 'koa-ssl', 'koa-rewrite', 'koa2-swagger-ui', 'koa-swagger-decorator', 'koa-better-body', 'koa-history-api-fallback',
    'koa2-connect-history-api-fallback', 'koa-webpack', 'koa-webpack-dev-middleware', 'koa-livereload', 'koa-cache-control', 'koa-cash', 'koa-timeout-v2', 'koa-overload-protection', 'koa-qs', 'koa-respond', 'koa-parameter',
  ],
});
