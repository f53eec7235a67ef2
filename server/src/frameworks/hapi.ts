import { address, answer, getter, IDENTITY, input, members, part, REDIRECT, SESSION, STATUS } from './vocabulary/conversation.ts';
import { answered, HANDED_ON, OUT_OF_SIGHT, tooLate, type Endings, type FrameworkAnswer } from './vocabulary/endings.ts';
import { api, defineFramework, either } from './model.ts';

const hapi = api('@hapi/hapi', 'hapi');
const server = either(hapi.member('server', 'Server').call(), hapi.member('Server').instance());
const auth = server.member('auth');

const DEFAULT_ANSWER: FrameworkAnswer = { status: 500, by: 'hapi', tells: 'nothing' };
/** The error handler of hapi is an extension `onPreResponse`. */
const ENDINGS: Endings = {
  answer: DEFAULT_ANSWER,
  of: {
    handlerThrows: HANDED_ON, handlerRejects: HANDED_ON, middlewareThrows: HANDED_ON, middlewareRejects: HANDED_ON,
    rejectsWhileAnswering: tooLate('left open', true), neverAnswers: HANDED_ON, resolvesNothing: HANDED_ON,
    errorHandlerThrows: answered(DEFAULT_ANSWER), errorHandlerRejects: answered(DEFAULT_ANSWER),
    ...OUT_OF_SIGHT,
  },
};

export default defineFramework({
  name: 'hapi',
  packages: ['@hapi/hapi', 'hapi'],
  docs: 'https://hapi.dev/api/',
  routing: {
    calls: {
      applications: server,
      routers: server,
      routes: [],
      mounts: [],
      parameters: [],
      listen: ['start'],
      order: 'scoped',
      scopes: {
        on: server,
        objects: { methods: ['route'], method: 'method', path: ['path'], any: ['*'] },
        handler: 'handler',
        schemas: { path: ['validate'], inputs: { payload: 'body', query: 'query', params: 'params', headers: 'headers', state: 'cookies' } },
        optionsIn: ['options', 'config'],
        // Extensions before and after authentication, then what the route itself puts before its handler.
        phases: ['onRequest', 'onPreAuth', 'auth', 'onCredentials', 'onPostAuth', 'onPreHandler', 'pre'].map((name) => ({ name, as: 'hook' })),
        hooks: ['ext'],
        functionIn: 'method',
        plugins: {
          methods: ['register'],
          instance: { package: '@hapi/hapi', type: 'Server' },
          prefix: ['routes', 'prefix'],
          heldBy: ['plugin', 'register', 'default'],
          shareHooks: true,
          suspicious: /^$/, // a package's plugin defines schemes, which the server is told to use
        },
        decorators: {},
        harmless: ['log', 'info', 'settings', 'version', 'lookup', 'match'],
        strategies: { on: auth, phase: 'auth', byDefault: 'default', option: 'auth', names: ['strategy', 'strategies'], mode: 'mode', soft: ['try', 'optional'] },
      },
    },
    endings: [ENDINGS],
    rejectionPatches: [],
    conversation: {
      shapes: [
        { of: 'hook', parameters: [part('request'), part('response')], passes: 'returning' },
        { parameters: [part('request'), part('response')] },
      ],
      parts: {
        request: {
          members: {
            auth: part('auth'), yar: SESSION, headers: input('headers'), query: input('query'), params: input('params'), payload: input('body'), state: input('cookies'),
            path: address('url'), url: part('url'), route: part('route'),
          },
        },
        auth: { members: members(['isAuthenticated', 'isAuthorized', 'credentials', 'artifacts'], IDENTITY) },
        url: { members: { pathname: address('url'), path: address('url') } },
        route: { members: { path: address('pattern') } },
        response: { members: { ...members(['response', 'view', 'file', 'proxy'], getter(part('answer'))), redirect: REDIRECT, unauthenticated: answer(401) } },
        // Without `takeover` what stands before a handler only hands it a value.
        answer: { isChainable: true, members: { code: STATUS, statusCode: STATUS, takeover: answer() } },
      },
      answersByReturning: true,
      answeringEnds: true,
      requestTypes: ['Request', 'ResponseToolkit'],
      nextType: '',
    },
  },
  roles: [{ at: auth.member('strategy').call(), role: 'authentication' }],
});
