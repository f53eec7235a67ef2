import { api, defineFramework, either } from './model.ts';

/** Who answers for what the handlers of an Express application fail with, and who is given one for another reason. */
export default defineFramework({
  name: 'Express error handling',
  packages: ['errorhandler', 'strong-error-handler', 'api-error-handler', 'express-error-handler'],
  docs: 'https://expressjs.com/en/guide/error-handling.html',
  // OnUnhandledRejection warns, and ends nothing: https://docs.sentry.io/platforms/javascript/guides/node/configuration/integrations/unhandledrejection/
  hearsRejections: { calls: [api('@sentry/node').member('init'), api('@sentry/nestjs', '@sentry/nextjs', '@sentry/bun').member('init')] },
  servesApplication: ['node:http', 'node:https', 'node:http2', 'spdy', 'http2-express-bridge', 'serverless-http', '@vendia/serverless-express', '@codegenie/serverless-express', 'aws-serverless-express', 'firebase-functions', 'greenlock-express'],
  // They list its routes, read its settings, stop it.
  takesApplication: [
    'socket.io', 'ws', 'express-ws', 'supertest', 'nunjucks', 'express-handlebars', 'express-list-endpoints',
    'swagger-ui-express', 'express-jsdoc-swagger', 'express-swagger-generator', 'express-status-monitor', 'helmet', 'http-terminator', 'http-graceful-shutdown', 'stoppable', '@godaddy/terminus', 'apollo-server-express', 'graphql-yoga', 'lightship', 'consolidate', 'express-ejs-layouts', 'prom-client', 'express-prom-bundle', 'portfinder', 'node:util',
  ],
  answersErrorsOf: [
    api('@sentry/node', '@sentry/bun', '@sentry/google-cloud-serverless', '@sentry/aws-serverless').member('setupExpressErrorHandler', 'setupConnectErrorHandler'),
    api('routing-controllers').member('useExpressServer', 'createExpressServer'),
  ],
  roles: [
    { at: either(api('errorhandler'), api('strong-error-handler'), api('api-error-handler'), api('express-error-handler')).call(), role: 'error-handler' },
    { at: api('celebrate').member('errors').call(), role: 'error-handler' },
    { at: api('express-winston').member('errorLogger').call(), role: 'error-handler' },
    { at: api('@sentry/node').member('Handlers').member('errorHandler').call(), role: 'error-handler' },
    { at: api('@sentry/node').member('expressErrorHandler').call(), role: 'error-handler' },
    { at: either(api('@honeybadger-io/js').member('errorHandler'), api('@bugsnag/js').member('getPlugin').call().member('errorHandler'), api('rollbar').instance().member('errorHandler').call()), role: 'error-handler' },
  ],
});
