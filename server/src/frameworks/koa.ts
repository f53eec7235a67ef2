import { address, answer, ASSERT, IDENTITY, IDENTITY_NAMES, input, members, part, PASS, reader, REDIRECT, SESSION, STATUS, throwing } from './vocabulary/conversation.ts';
import { answered, HANDED_ON, OUT_OF_SIGHT, tooLate, unseen, type Endings, type FrameworkAnswer } from './vocabulary/endings.ts';
import { api, arg, argsFrom, defineFramework, either, option } from './model.ts';

const koa = api('koa');
// `koa-websocket` gives back the application that it is given.
const app = either(koa.instance(), koa.member('default').instance(), api('koa-websocket').call());
const routers = api('@koa/router', 'koa-router');
const router = either(routers.instance(), routers.call(), routers.member('Router').instance(), routers.member('Router').call());

/** Every method name of Node's HTTP parser that people use; `del` is DELETE. */
const VERBS = {
  get: 'GET', head: 'HEAD', post: 'POST', put: 'PUT', delete: 'DELETE', del: 'DELETE', patch: 'PATCH', options: 'OPTIONS', trace: 'TRACE',
  all: 'ALL', link: 'LINK', unlink: 'UNLINK', query: 'QUERY', propfind: 'PROPFIND', purge: 'PURGE', search: 'SEARCH', copy: 'COPY', move: 'MOVE', lock: 'LOCK', unlock: 'UNLOCK',
};
/** Registering gives the application or router itself, to be registered on again. */
const anyApp = app.fluent('use', 'on');
const anyRouter = router.fluent('use', 'param', 'prefix', 'redirect', ...Object.keys(VERBS));

/** What the context and its request have in common: the context hands on. */
const REQUEST = {
  headers: input('headers'), header: input('headers'), get: reader('headers'), query: input('query'), path: address('url'), url: address('url'), originalUrl: address('url'), method: address('method'),
};
const RESPONSE = { status: STATUS, body: answer(), redirect: REDIRECT };

const DEFAULT_ANSWER: FrameworkAnswer = { status: 500, by: 'Koa', tells: 'nothing' };
const NOT_FOUND = answered({ status: 404, by: 'Koa', tells: 'nothing' });
/** The error handler of Koa is a middleware that stands before the others, and catches. */
const ENDINGS: Endings = {
  answer: DEFAULT_ANSWER,
  of: {
    handlerThrows: HANDED_ON, handlerRejects: HANDED_ON, middlewareThrows: HANDED_ON, middlewareRejects: HANDED_ON, dropsNext: unseen({ status: 404 }),
    // What is set on the context isn't sent before all middleware is done.
    rejectsOnceAnswered: HANDED_ON, rejectsWhileAnswering: tooLate('left open', true),
    neverAnswers: NOT_FOUND, resolvesNothing: NOT_FOUND, errorHandlerThrows: answered(DEFAULT_ANSWER),
    ...OUT_OF_SIGHT,
  },
};

export default defineFramework({
  name: 'Koa',
  packages: ['koa', '@koa/router', 'koa-router'],
  docs: 'https://koajs.com',
  routing: {
    calls: {
      applications: app,
      routers: router,
      routes: [
        { on: anyRouter, verbs: VERBS, path: arg(0), handlers: argsFrom(1), mayBeNamed: true },
        { on: anyRouter, verbs: { register: 'ALL' }, methods: arg(1), path: arg(0), handlers: arg(2) },
      ],
      mounts: [
        // A router hands its own middleware to its own routes only, however it is mounted on the application.
        { on: anyApp, methods: ['use'], path: arg(0), children: argsFrom(0), contains: true },
        { on: anyRouter, methods: ['use'], path: arg(0), children: argsFrom(0), copies: true },
      ],
      parameters: [{ on: anyRouter, method: 'param', handlers: argsFrom(1) }],
      listen: ['listen'],
      mountedAs: either(anyRouter, anyRouter.member('routes', 'middleware').call(), app, app.member('middleware'), app.member('callback').call()),
      prefix: { on: anyRouter, option: option(0, 'prefix'), method: 'prefix' },
      order: 'sequential',
    },
    endings: [ENDINGS],
    rejectionPatches: [],
    nextPromises: true,
    conversation: {
      shapes: [{ parameters: [part('context'), PASS] }],
      parts: {
        context: {
          members: {
            ...members(IDENTITY_NAMES, IDENTITY), ...REQUEST, ...RESPONSE, session: SESSION, state: part('state'),
            request: part('request'), response: part('response'), req: part('raw'), res: part('rawResponse'),
            cookies: input('cookies'), params: input('params'), files: input('files'), file: input('files'),
            throw: throwing(arg(0)), assert: ASSERT, isAuthenticated: { is: 'test', stranger: false }, isUnauthenticated: { is: 'test', stranger: true },
          },
        },
        request: { members: { ...REQUEST, body: input('body'), files: input('files'), ctx: part('context') } },
        response: { members: RESPONSE },
        raw: { members: { ...members(IDENTITY_NAMES, IDENTITY), headers: input('headers'), session: SESSION } },
        rawResponse: { members: { writeHead: STATUS, statusCode: STATUS, end: answer(), write: answer() } },
        state: { members: { ...members(IDENTITY_NAMES, IDENTITY), session: SESSION } },
      },
      answersByReturning: true,
      requestTypes: ['Context', 'ParameterizedContext', 'ExtendableContext', 'RouterContext'],
      nextType: 'Next',
    },
  },
  roles: [
    { at: anyRouter.member('allowedMethods').call(), role: 'neutral' },
  ],
});
