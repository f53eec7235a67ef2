import { address, answer, checked, IDENTITY, IDENTITY_NAMES, input, getter, lookup, members, part, PASS, reader, REDIRECT, SESSION_OR_NOTHING, STATUS, throwing } from './vocabulary/conversation.ts';
import { answered, HANDED_ON, OUT_OF_SIGHT, tooLate, unseen, type Endings } from './vocabulary/endings.ts';
import { api, arg, argsFrom, defineFramework, either, option } from './model.ts';

const hono = api('hono', 'hono/tiny', 'hono/quick');
const factory = api('hono/factory');
const app = either(hono.member('Hono').instance(), api('@hono/zod-openapi').member('OpenAPIHono').instance(), factory.member('createFactory').call().member('createApp').call());

const VERBS = { get: 'GET', post: 'POST', put: 'PUT', delete: 'DELETE', patch: 'PATCH', options: 'OPTIONS', query: 'QUERY', all: 'ALL' };

/** Everything gives the application itself, or (`basePath`) the same one below a path. */
const host = app.fluent('use', 'on', 'route', 'mount', 'basePath', 'onError', 'notFound', ...Object.keys(VERBS));

/** What a handler is called with, and whose variables the application has the types of. */
const context = host.anyMember().callback(0);

/** Handlers of one's own, made by a function that gives them their types. */
const typed = either(factory.member('createMiddleware').call(), factory.member('createFactory').call().member('createMiddleware').call());

/** An answer: its status stands behind its body, as a number or among the options. */
const ANSWER = answer(option(1, 'status'));

const NOT_FOUND = answered({ status: 404, by: 'Hono', tells: 'nothing' });
const SERVER_ERROR = answered({ status: 500, by: 'the server', tells: 'nothing' });
/** On Node, with `@hono/node-server`. */
const HONO_4: Endings = {
  since: { package: 'hono', since: '4.0.0-rc.1' },
  answer: { status: 500, by: "Hono's default error handler", tells: 'nothing' },
  of: {
    handlerThrows: HANDED_ON, handlerRejects: HANDED_ON, middlewareThrows: HANDED_ON, middlewareRejects: HANDED_ON,
    // A middleware that goes on without waiting is itself an error: there is no answer yet when it is done.
    dropsNext: HANDED_ON,
    rejectsWhileAnswering: tooLate('shortened', false), neverAnswers: NOT_FOUND, resolvesNothing: NOT_FOUND,
    errorHandlerThrows: SERVER_ERROR, errorHandlerRejects: SERVER_ERROR,
    ...OUT_OF_SIGHT,
  },
};
const HONO_3: Endings = { answer: HONO_4.answer, of: { ...HONO_4.of, rejectsWhileAnswering: unseen({ status: 200 }), neverAnswers: SERVER_ERROR } };

export default defineFramework({
  name: 'Hono',
  packages: ['hono', '@hono/zod-openapi', '@hono/node-server'],
  docs: 'https://hono.dev/docs/api/routing',
  routing: {
    calls: {
      applications: app,
      routers: app,
      routes: [
        { on: host, verbs: VERBS, path: arg(0), handlers: argsFrom(1), remembersPath: true },
        { on: host, verbs: { on: 'ALL' }, methods: arg(0), path: arg(1), handlers: argsFrom(2) },
      ],
      mounts: [
        { on: host, methods: ['use'], path: arg(0), children: argsFrom(0), everywhere: '*' },
        { on: host, methods: ['route'], path: arg(0), children: argsFrom(0), copies: true },
      ],
      parameters: [],
      listen: [],
      bases: host.member('basePath').call(),
      matchesPatterns: true,
      order: 'sequential',
    },
    errorSetter: host.member('onError'),
    endings: [HONO_4, HONO_3],
    rejectionPatches: [],
    conversation: {
      shapes: [{ parameters: [part('context'), PASS] }],
      parts: {
        context: {
          members: {
            req: part('request'), var: part('variables'), get: lookup('variables'), session: SESSION_OR_NOTHING, status: STATUS,
            ...members(['json', 'text', 'html', 'body', 'newResponse'], ANSWER), notFound: answer(404), redirect: REDIRECT, ...members(['render'], answer()),
          },
        },
        request: {
          members: {
            path: address('url'), method: address('method'), routePath: address('pattern'), header: reader('headers'), query: reader('query'), queries: reader('query'), param: reader('params'), raw: part('raw'),
            ...members(['json', 'parseBody', 'formData'], getter(input('body'))), valid: getter(checked('body')),
          },
        },
        raw: { members: { headers: input('headers') } },
        variables: { members: { ...members([...IDENTITY_NAMES, 'jwtPayload', 'userID', 'authUser'], IDENTITY), session: SESSION_OR_NOTHING } },
      },
      answersByReturning: true,
      requestTypes: ['Context', 'HonoRequest'],
      nextType: 'Next',
    },
  },
  typedParts: [
    { at: context.member('var'), by: app, key: 'Variables' },
    { at: context.member('get').call(), by: app, key: 'Variables', isNamed: true },
  ],
  roles: [
    { at: typed, role: 'wrapper' },
    ...[
      api('hono/cors').member('cors'), api('hono/csrf').member('csrf'), api('hono/logger').member('logger'), api('hono/etag').member('etag'), api('hono/compress').member('compress'),
      api('hono/secure-headers').member('secureHeaders'), api('hono/pretty-json').member('prettyJSON'), api('hono/powered-by').member('poweredBy'), api('hono/timing').member('timing'),
      api('hono/timeout').member('timeout'), api('hono/body-limit').member('bodyLimit'), api('hono/cache').member('cache'), api('hono/method-override').member('methodOverride'),
      api('hono/request-id').member('requestId'), api('hono/trailing-slash').member('trimTrailingSlash', 'appendTrailingSlash'), api('hono/language').member('languageDetector'),
      api('hono/context-storage').member('contextStorage'), api('hono/jsx-renderer').member('jsxRenderer'), api('hono/ip-restriction').member('ipRestriction'),
      api('hono/serve-static', 'hono/bun', 'hono/deno', 'hono/cloudflare-workers', 'hono/cloudflare-pages', '@hono/node-server/serve-static').member('serveStatic'),
    ].map((at) => ({ at: at.call(), role: 'neutral' as const })),
  ],
  compounds: [
    { at: api('hono/combine').member('every').call(), parts: argsFrom(0) },
    { at: api('hono/combine').member('some').call(), parts: argsFrom(0), isEither: true },
    { at: api('hono/combine').member('except').call(), parts: argsFrom(1), except: { paths: arg(0), matching: 'pattern' } },
    { at: factory.member('createFactory').call().member('createHandlers').call(), parts: argsFrom(0) },
  ],
  meanings: [
    { at: api('hono/http-exception').member('HTTPException'), means: throwing(arg(0)) },
    { at: api('hono/cookie').member('getCookie', 'getSignedCookie'), means: reader('cookies') },
    { at: api('(global)').member('Response'), means: answer(option(1, 'status')) },
  ],
});
