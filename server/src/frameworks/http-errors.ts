import { api, arg, defineFramework } from './model.ts';

const boom = api('@hapi/boom', 'boom');
const errors = api('http-errors');

/** Errors with a status, which frameworks answer with. */
export default defineFramework({
  name: 'HTTP errors',
  packages: ['http-errors', '@hapi/boom', 'boom'],
  docs: 'https://github.com/jshttp/http-errors#readme',
  meanings: [
    { at: boom.member('unauthorized'), means: { is: 'error', status: 401 } },
    { at: boom.member('forbidden'), means: { is: 'error', status: 403 } },
    {
      at: boom.member('badRequest', 'paymentRequired', 'notFound', 'methodNotAllowed', 'notAcceptable', 'conflict', 'resourceGone', 'preconditionFailed', 'unsupportedMediaType', 'teapot', 'badData', 'locked', 'tooManyRequests', 'illegal'),
      means: { is: 'error', status: 400 },
    },
    { at: boom.member('badImplementation', 'internal', 'notImplemented', 'badGateway', 'serverUnavailable', 'gatewayTimeout'), means: { is: 'error', status: 500 } },
    { at: errors.member('Unauthorized'), means: { is: 'error', status: 401 } },
    { at: errors.member('Forbidden'), means: { is: 'error', status: 403 } },
    { at: errors.member('BadRequest', 'NotFound', 'Conflict', 'Gone', 'UnprocessableEntity', 'TooManyRequests', 'MethodNotAllowed', 'PaymentRequired'), means: { is: 'error', status: 400 } },
    { at: errors.member('InternalServerError', 'NotImplemented', 'BadGateway', 'ServiceUnavailable'), means: { is: 'error', status: 500 } },
    { at: errors, means: { is: 'error', status: arg(0) } },
  ],
});
