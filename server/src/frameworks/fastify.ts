import { address, answer, DECODER, IDENTITY, IDENTITY_NAMES, input, LOGGER, members, part, PASS, reader, REDIRECT, ROUTE_CONFIG, SESSION, STATUS, VERIFIER, type Meaning } from './vocabulary/conversation.ts';
import { answered, HANDED_ON, HANGS, OUT_OF_SIGHT, tooLate, unseen, type Endings, type FrameworkAnswer } from './vocabulary/endings.ts';
import { api, arg, argsFrom, defineFramework, either } from './model.ts';

const fastify = api('fastify');
const app = either(fastify.call(), fastify.member('fastify', 'default').call());
const instance = fastify.member('FastifyInstance').instance();

const VERBS = {
  get: 'GET', head: 'HEAD', post: 'POST', put: 'PUT', delete: 'DELETE', patch: 'PATCH', options: 'OPTIONS', trace: 'TRACE', query: 'QUERY', all: 'ALL',
};
const DECORATORS = { decorate: 'instance', decorateRequest: 'request', decorateReply: 'response' };
/** Almost everything gives the instance back, to be called on again. */
const host = either(app, instance).fluent(
  'register', 'after', 'ready', 'route', 'addHook', 'withTypeProvider', 'setErrorHandler', 'setNotFoundHandler', 'setValidatorCompiler', 'setSerializerCompiler',
  'setSchemaController', 'setReplySerializer', 'addSchema', 'addContentTypeParser', 'addHttpMethod', ...Object.keys(DECORATORS), ...Object.keys(VERBS),
);

/** Answers of `@fastify/sensible`: `reply.unauthorized()`, `reply.notFound()`. */
const SENSIBLE = {
  badRequest: 400, unauthorized: 401, paymentRequired: 402, forbidden: 403, notFound: 404, methodNotAllowed: 405, notAcceptable: 406, proxyAuthenticationRequired: 407,
  requestTimeout: 408, conflict: 409, gone: 410, lengthRequired: 411, preconditionFailed: 412, payloadTooLarge: 413, uriTooLong: 414, unsupportedMediaType: 415,
  imateapot: 418, unprocessableEntity: 422, locked: 423, tooManyRequests: 429, internalServerError: 500, notImplemented: 501, badGateway: 502, serviceUnavailable: 503, gatewayTimeout: 504,
};
const answers: Readonly<Record<string, Meaning>> = Object.fromEntries(Object.entries(SENSIBLE).map(([name, status]) => [name, answer(status)]));
const errors = host.member('httpErrors');

const DEFAULT_ANSWER: FrameworkAnswer = { status: 500, by: "Fastify's default error handler", tells: 'message' };
const FASTIFY_5: Endings = {
  since: { package: 'fastify', since: '5.0.0-alpha.1' },
  answer: DEFAULT_ANSWER,
  of: {
    handlerThrows: HANDED_ON, handlerRejects: HANDED_ON, middlewareThrows: HANDED_ON, middlewareRejects: HANDED_ON, passesError: HANDED_ON,
    throwsOnceAnswered: tooLate('whole', false), rejectsOnceAnswered: tooLate('whole', false), rejectsWhileAnswering: tooLate('broken off', true),
    neverAnswers: HANGS, resolvesNothing: answered({ status: 200, by: 'Fastify', tells: 'nothing' }),
    errorHandlerThrows: answered(DEFAULT_ANSWER), errorHandlerRejects: answered(DEFAULT_ANSWER),
    ...OUT_OF_SIGHT,
  },
};
const FASTIFY_4: Endings = {
  ...FASTIFY_5,
  since: { package: 'fastify', since: '4.0.0-alpha.1' },
  of: { ...FASTIFY_5.of, rejectsWhileAnswering: tooLate('left open', true) },
};
const FASTIFY_3: Endings = {
  answer: DEFAULT_ANSWER,
  of: { ...FASTIFY_4.of, resolvesNothing: HANGS, errorHandlerThrows: unseen('waits') },
};

export default defineFramework({
  name: 'Fastify',
  packages: ['fastify', 'fastify-plugin', '@fastify/type-provider-typebox', '@fastify/type-provider-json-schema-to-ts', 'fastify-type-provider-zod', '@fastify/autoload', 'fastify-autoload'],
  docs: 'https://fastify.dev/docs/latest/Reference/',
  routing: {
    calls: {
      applications: app,
      routers: instance,
      routes: [{ on: host, verbs: VERBS, path: arg(0), handlers: argsFrom(1) }],
      mounts: [],
      parameters: [],
      listen: ['listen'],
      order: 'scoped',
      scopes: {
        on: host,
        objects: { methods: ['route'], method: 'method', path: ['url', 'path'], any: [] },
        handler: 'handler',
        schemas: { path: ['schema'], inputs: { body: 'body', querystring: 'query', query: 'query', params: 'params', headers: 'headers' } },
        optionsIn: [],
        phases: [{ name: 'onRequest', as: 'hook' }, { name: 'preParsing', as: 'parsing hook' }, { name: 'preValidation', as: 'hook' }, { name: 'preHandler', as: 'hook' }],
        hooks: ['addHook'],
        plugins: {
          methods: ['register'],
          instance: { package: 'fastify', type: 'FastifyInstance' },
          prefix: ['prefix'],
          heldBy: ['default'],
          startedBy: /\bfastify(?:-cli)?\s+start\b[^&|;]*?(\S+\.[cm]?[jt]s)\b/,
          unscoped: api('fastify-plugin').call(),
          folders: {
            at: either(api('@fastify/autoload', 'fastify-autoload'), api('@fastify/autoload').member('fastifyAutoload')),
            folder: 'dir', options: 'options', folderPrefixes: 'dirNameRoutePrefix', matching: 'matchFilter', ignoring: ['ignoreFilter', 'ignorePattern'], maxDepth: 'maxDepth', encapsulate: 'encapsulate',
            hooks: { option: 'autoHooks', cascade: 'cascadeHooks', overwrite: 'overwriteHooks', file: /^[_.]?auto_?hooks\.[cm]?[jt]s$/i },
            parameters: 'routeParams',
            script: /(?:(?:^.?|\.[^d]|[^.]d|[^.][^d])\.ts|\.js|\.cjs|\.mjs|\.cts|\.mts)$/i,
            index: /^index\.[cm]?[jt]s$/i,
            ownPrefix: 'autoPrefix', wholePrefix: 'prefixOverride',
          },
          // A company's own packages stand in a scope of their own.
          suspicious: /^@(?!fastify\/)|auth|jwt|verif|token|guard|acl|permission|session|oidc|keycloak|clerk|api-?key|signature|protect/i,
        },
        decorators: DECORATORS,
        harmless: ['log', 'assert', 'httpErrors', 'to', 'jwt', 'config', 'initialConfig', 'version', 'prefix', 'hasDecorator', 'getSchema', 'getSchemas', 'printRoutes', 'swagger', 'view'],
      },
    },
    errorSetter: host.member('setErrorHandler'),
    endings: [FASTIFY_5, FASTIFY_4, FASTIFY_3],
    rejectionPatches: [],
    conversation: {
      shapes: [
        { of: 'hook', arity: 3, parameters: [part('request'), part('response'), PASS], passes: 'promise' },
        { of: 'hook', parameters: [part('request'), part('response')], passes: 'returning' },
        { of: 'parsing hook', arity: 4, parameters: [part('request'), part('response'), undefined, PASS], passes: 'promise' },
        { of: 'parsing hook', parameters: [part('request'), part('response')], passes: 'returning' },
        { parameters: [part('request'), part('response')] },
      ],
      parts: {
        request: {
          members: {
            ...members(IDENTITY_NAMES, IDENTITY), session: SESSION, cookies: input('cookies'), unsignCookie: reader('cookies'), headers: input('headers'), query: input('query'),
            params: input('params'), body: input('body'), jwtVerify: VERIFIER, jwtDecode: DECODER,
            isAuthenticated: { is: 'test', stranger: false }, isUnauthenticated: { is: 'test', stranger: true },
            url: address('url'), originalUrl: address('url'), method: address('method'), routerPath: address('pattern'), routerMethod: address('method'),
            log: LOGGER, routeOptions: part('routeOptions'), routeConfig: ROUTE_CONFIG, context: part('routeOptions'), raw: part('rawRequest'), req: part('rawRequest'),
          },
        },
        rawRequest: { members: { url: address('url'), method: address('method'), headers: input('headers') } },
        routeOptions: { members: { url: address('pattern'), method: address('method'), config: ROUTE_CONFIG } },
        response: {
          isChainable: true,
          members: {
            ...answers, code: STATUS, status: STATUS, statusCode: STATUS, redirect: REDIRECT, ...members(['send', 'hijack', 'view', 'viewAsync', 'sendFile', 'download', 'callNotFound'], answer()),
            log: LOGGER, raw: part('rawResponse'), res: part('rawResponse'), context: part('routeOptions'), request: part('request'),
          },
        },
        rawResponse: { isChainable: true, members: { ...members(['end', 'write'], answer()), statusCode: STATUS, writeHead: STATUS } },
      },
      answersByReturning: true,
      answeringEnds: true,
      requestTypes: ['FastifyRequest', 'FastifyReply'],
      nextType: 'HookHandlerDoneFunction',
    },
  },
  meanings: [
    { at: host.member('assert'), means: { is: 'assert' } },
    { at: errors.member('unauthorized'), means: { is: 'error', status: 401 } },
    { at: errors.member('forbidden'), means: { is: 'error', status: 403 } },
    { at: errors.anyMember(), means: { is: 'error' } },
  ],
});
