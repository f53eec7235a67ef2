import { defineFramework } from './model.ts';

/**
 * Middleware for Express that every caller gets through, signed in or not. Known so that a route behind `helmet()` isn't *unknown*.
 * Loading a session or parsing a cookie identifies nobody.
 */
export default defineFramework({
  name: 'Connect middleware',
  packages: [],
  docs: 'https://expressjs.com/en/resources/middleware.html',
  neutralPackages: [
    'helmet', 'cors', 'morgan', 'compression', 'cookie-parser', 'body-parser', 'express-session', 'cookie-session', 'multer', 'serve-static',
    'serve-favicon', 'method-override', 'express-fileupload', 'connect-flash', 'express-flash', 'hpp', 'xss-clean', 'express-xss-sanitizer',
    'express-mongo-sanitize', 'express-winston', 'pino-http', 'express-pino-logger', 'response-time', 'swagger-ui-express', 'connect-timeout', 'express-useragent',
    'errorhandler', 'lusca', 'nocache', 'request-ip', 'express-request-id', 'express-status-monitor', 'express-prom-bundle', 'i18n', 'i18next-http-middleware',
    'express-validator', 'celebrate', 'express-ejs-layouts', 'express-handlebars', 'serve-index', 'vhost', 'express-http-context', 'cls-rtracer',
    'express-actuator', 'feature-policy', 'permissions-policy', 'hsts', 'dont-sniff-mimetype', 'frameguard', 'x-xss-protection', 'ienoopen', 'hide-powered-by',
    'express-device', 'express-bearer-token', 'connect-busboy', 'express-formidable', 'express-fingerprint', 'apicache', 'express-slow-down', 'connect-livereload',
    'webpack-dev-middleware', 'webpack-hot-middleware', 'express-routes-versioning', 'express-http-to-https', 'express-enforces-ssl', 'express-sslify', 'locale', 'csurf', 'csrf-csrf', 'csrf-sync', '@sentry/node', 'elastic-apm-node', 'newrelic', 'cookie-encrypter', 'connect-history-api-fallback', 'http-errors',
    'express-robots-txt', 'express-security.txt', 'express-ipfilter', 'on-finished', 'on-headers', 'prom-client', '@supercharge/request-ip', 'swagger-stats',
  ],
});
