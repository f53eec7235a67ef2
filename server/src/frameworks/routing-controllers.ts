import { answer, IDENTITY, IDENTITY_NAMES, input, members, part, PASS, reader, REDIRECT, SESSION, STATUS } from './vocabulary/conversation.ts';
import { SEES_REJECTIONS } from './vocabulary/endings.ts';
import { api, arg, argsFrom, defineFramework } from './model.ts';

const controllers = api('routing-controllers');
const server = controllers.member('createExpressServer', 'createKoaServer').call();
const VERBS = { Get: 'GET', Post: 'POST', Put: 'PUT', Patch: 'PATCH', Delete: 'DELETE', Head: 'HEAD', All: 'ALL' };

const request = {
  ...members(IDENTITY_NAMES, IDENTITY), ...members(['session', 'signedCookies'], SESSION),
  cookies: input('cookies'), headers: input('headers'), query: input('query'), params: input('params'), body: input('body'), file: input('files'), files: input('files'),
  ...members(['get', 'header'], reader('headers')), isAuthenticated: { is: 'test', stranger: false },
} as const;

/** Routes are methods of classes, served by Express or Koa. `@Authorized()` asks the function that the server is made with. */
export default defineFramework({
  name: 'routing-controllers',
  packages: ['routing-controllers', 'routing-controllers-openapi'],
  docs: 'https://github.com/typestack/routing-controllers#readme',
  routing: {
    calls: {
      applications: server,
      routers: controllers,
      routes: [],
      mounts: [{ on: server, methods: ['use'], path: arg(0), children: argsFrom(0) }],
      parameters: [],
      listen: ['listen'],
      settings: [{ on: controllers, methods: ['useExpressServer', 'useKoaServer'] }],
      order: 'sequential',
    },
    decorated: {
      applications: [
        { at: server, options: arg(0) },
        { at: controllers.member('useExpressServer', 'useKoaServer').call(), onto: arg(0), options: arg(1) },
      ],
      options: { holders: 'controllers', prefix: 'routePrefix', before: { key: 'middlewares', at: controllers.member('Middleware').call(), method: 'use', unless: ['type', 'after'] } },
      holders: [{ at: controllers.member('Controller', 'JsonController').call(), path: arg(0) }],
      handlers: [{ at: controllers.member(...Object.keys(VERBS)), methods: VERBS, paths: [arg(0)], isHttp: true, transport: 'http' }],
      layers: [
        { at: controllers.member('UseBefore').call(), given: argsFrom(0), method: 'use' },
        { at: controllers.member('UseInterceptor').call(), given: argsFrom(0), as: 'interceptor', method: 'intercept' },
        { at: controllers.member('Authorized').call(), option: 'authorizationChecker', as: 'checker', method: 'check' },
      ],
      parameters: [
        { at: controllers.member('Req').call(), means: part('request') },
        { at: controllers.member('Res').call(), means: part('response') },
        { at: controllers.member('Body').call(), means: input('body') },
        { at: controllers.member('BodyParam').call(), means: input('body'), entriesOf: 'body' },
        { at: controllers.member('QueryParam', 'QueryParams').call(), means: input('query'), entriesOf: 'query' },
        { at: controllers.member('Param', 'Params').call(), means: input('params') },
        { at: controllers.member('HeaderParam', 'HeaderParams').call(), means: input('headers'), entriesOf: 'headers' },
        { at: controllers.member('CookieParam', 'CookieParams').call(), means: input('cookies') },
        { at: controllers.member('Session', 'SessionParam').call(), means: SESSION },
        { at: controllers.member('CurrentUser').call(), means: IDENTITY, mayRefuse: true },
      ],
      handlerKind: 'handler',
      checksTypes: true,
    },
    endings: SEES_REJECTIONS,
    rejectionPatches: [],
    conversation: {
      shapes: [
        { of: 'checker', parameters: [part('action')], passes: 'truth' },
        { of: 'interceptor', parameters: [], passes: 'returning', isHarmless: true },
        { of: 'handler', parameters: [] },
        { arity: 4, error: 0, parameters: [undefined, part('request'), part('response'), PASS] },
        { parameters: [part('request'), part('response'), PASS] },
      ],
      parts: {
        action: { members: { request: part('request'), response: part('response'), context: part('action') } },
        request: { members: request },
        response: {
          isChainable: true,
          members: { status: STATUS, statusCode: STATUS, sendStatus: answer(arg(0)), redirect: REDIRECT, ...members(['send', 'json', 'end', 'render', 'sendFile', 'download', 'write'], answer()) },
        },
      },
      answersByReturning: true,
      requestTypes: ['Request', 'Response'],
      nextType: 'NextFunction',
    },
  },
  roles: [
    { at: controllers.member('Authorized').call(), role: 'authentication' },
    { at: controllers.member('CurrentUser').call(), role: 'authentication', onlyIf: { option: ['required', true] } },
  ],
});
