import { api, defineFramework, either } from './model.ts';
import { levelsOf } from './vocabulary/logging.ts';

const winston = api('winston');
const sentry = api('@sentry/node', '@sentry/nestjs', '@sentry/nextjs', '@sentry/bun', '@sentry/core', '@sentry/browser', '@sentry/serverless', '@sentry/aws-serverless', '@sentry/google-cloud-serverless', '@sentry/cloudflare', '@sentry/sveltekit', '@sentry/remix', '@sentry/astro');
const nest = api('@nestjs/common');
const fastify = api('fastify');

/** What gives a logger, and the loggers that these make of themselves. */
const loggers = either(
  api('(global)').member('console'),
  api('pino').call(), api('pino').member('pino', 'default').call(), api('pino').member('Logger', 'BaseLogger').instance(),
  winston, winston.member('createLogger').call(), winston.member('Logger').instance(), winston.member('loggers').member('get', 'add').call(),
  api('bunyan').instance(), api('bunyan').member('createLogger').call(), api('bunyan').member('Logger').instance(), api('bunyan').call(),
  api('log4js').member('getLogger').call(), api('log4js').member('Logger').instance(),
  api('loglevel'), api('loglevel').member('getLogger').call(),
  api('consola'), api('consola').member('consola'), api('consola').member('createConsola', 'create').call(),
  api('tslog').member('Logger').instance(),
  api('signale'), api('signale').member('Signale').instance(),
  api('npmlog'), api('electron-log'), api('electron-log/main', 'electron-log/node'),
  nest.member('Logger', 'ConsoleLogger', 'LoggerService').instance(), nest.member('Logger'),
  api('nestjs-pino').member('PinoLogger', 'Logger').instance(), api('nest-winston').member('WinstonLogger').instance(),
  api('nest-winston').member('WinstonModule').member('createLogger').call(),
  fastify.call().member('log'), fastify.member('fastify').call().member('log'), fastify.member('FastifyBaseLogger').instance(),
  fastify.member('FastifyInstance', 'FastifyRequest', 'FastifyReply').instance().member('log'),
).fluent('child', 'clone', 'withTag', 'withDefaults', 'getSubLogger', 'scope', 'extend');

/** Libraries that log, and services that are told of failures. Middleware that logs requests tells nothing of what fails in a handler. */
export default defineFramework({
  name: 'Loggers',
  packages: ['pino', 'winston', 'bunyan', 'log4js', 'loglevel', 'consola', 'tslog', 'signale', 'debug', 'npmlog', 'electron-log', 'nestjs-pino', 'nest-winston', '@bugsnag/js', 'rollbar', 'newrelic', 'elastic-apm-node', '@honeybadger-io/js'],
  docs: 'https://getpino.io/#/docs/api',
  isUniversal: true,
  loggers: [
    ...levelsOf(loggers),
    { at: api('debug').call().fluent('extend'), level: 'anything' },
    { at: sentry.member('captureException'), level: 'failures' },
    { at: sentry.member('captureMessage', 'captureEvent'), level: 'anything' },
    { at: api('@bugsnag/js', '@honeybadger-io/js').member('notify'), level: 'failures' },
    ...levelsOf(api('rollbar').instance()),
    { at: either(api('newrelic').member('noticeError'), api('elastic-apm-node').member('captureError')), level: 'failures' },
  ],
});
