import { address, answer, IDENTITY, IDENTITY_NAMES, input, members, part, PASS, reader, REDIRECT, SESSION, STATUS } from './vocabulary/conversation.ts';
import { HANDED_ON, HANGS, OUT_OF_SIGHT, tooLate, unseen, type Endings } from './vocabulary/endings.ts';
import { api, arg, argsFrom, defineFramework, either } from './model.ts';

const express = api('express');
const app = either(express.call(), express.member('Application', 'Express').instance(), api('express-serve-static-core').member('Application', 'Express').instance());
const promiseRouter = api('express-promise-router').call();
const router = either(
  express.member('Router').call(),
  express.member('Router').instance(),
  api('express-serve-static-core').member('Router').instance(),
  api('router').call(),
  api('router').instance(),
  promiseRouter,
);

/** Every method name of Node's HTTP parser that people use, and `all`; `del` is Express 4 only. */
const VERBS = {
  get: 'GET', head: 'HEAD', post: 'POST', put: 'PUT', delete: 'DELETE', del: 'DELETE', patch: 'PATCH', options: 'OPTIONS', trace: 'TRACE',
  all: 'ALL', query: 'QUERY', propfind: 'PROPFIND', purge: 'PURGE', search: 'SEARCH', copy: 'COPY', move: 'MOVE', lock: 'LOCK', unlock: 'UNLOCK',
};
/** Registering gives the application or router itself, to be registered on again. */
const host = either(app, router).fluent('use', 'param', 'set', 'enable', 'disable', 'engine', ...Object.keys(VERBS));
const response = either(express.member('Response').instance(), api('express-serve-static-core').member('Response').instance())
  .fluent('status', 'set', 'header', 'type', 'vary', 'append', 'links', 'location', 'cookie', 'clearCookie');
const routeObject = host.member('route').call();

const EXPRESS_4: Endings = {
  answer: { status: 500, by: "Express's default error handler", tells: 'stack', tellsInProduction: 'nothing' },
  of: {
    handlerThrows: HANDED_ON, handlerRejects: unseen('waits'), middlewareThrows: HANDED_ON, middlewareRejects: unseen('waits'), passesError: HANDED_ON,
    throwsOnceAnswered: tooLate('whole', true), rejectsOnceAnswered: unseen({ status: 200 }), rejectsWhileAnswering: unseen('left open'),
    neverAnswers: HANGS, resolvesNothing: HANGS,
    // There may be another one behind it.
    errorHandlerThrows: HANDED_ON, errorHandlerRejects: unseen('waits'),
    ...OUT_OF_SIGHT,
  },
};
const EXPRESS_5: Endings = {
  ...EXPRESS_4,
  since: { package: 'express', since: '5.0.0-beta.1' },
  of: {
    ...EXPRESS_4.of, handlerRejects: HANDED_ON, middlewareRejects: HANDED_ON, errorHandlerRejects: HANDED_ON,
    rejectsOnceAnswered: tooLate('whole', true), rejectsWhileAnswering: tooLate('broken off', true),
  },
};

export default defineFramework({
  name: 'Express',
  packages: ['express', 'express-promise-router', 'router'],
  docs: 'https://expressjs.com/en/api.html',
  events: {
    emitters: [
      { at: either(host.member('use', ...Object.keys(VERBS)).callback(0), express.member('Request').instance()), sends: ['data', 'end', 'close'] },
      { at: either(host.member('use', ...Object.keys(VERBS)).callback(1), response) },
    ],
  },
  routing: {
    calls: {
      applications: app,
      routers: router,
      routes: [
        { on: host, verbs: VERBS, path: arg(0), handlers: argsFrom(1) },
        { on: routeObject.fluent(...Object.keys(VERBS)), verbs: VERBS, pathFrom: { call: routeObject, path: arg(0) }, handlers: argsFrom(0) },
      ],
      mounts: [{ on: host, methods: ['use'], path: arg(0), children: argsFrom(0) }],
      parameters: [{ on: host, method: 'param', handlers: argsFrom(1) }],
      listen: ['listen'],
      order: 'sequential',
    },
    endings: [EXPRESS_5, EXPRESS_4],
    seesRejectionsOn: promiseRouter,
    rejectionPatches: ['express-async-errors'],
    errorMiddleware: {
      method: 'use',
      parameters: [['err', 'Error'], ['req', 'Request'], ['res', 'Response'], ['next', 'NextFunction']],
      body: ['if (res.headersSent) return next(err);', "res.status(500).json({ error: 'Internal Server Error' });"],
    },
    conversation: {
      shapes: [
        { arity: 4, error: 0, parameters: [undefined, part('request'), part('response'), PASS] },
        { parameters: [part('request'), part('response'), PASS] },
      ],
      parts: {
        request: {
          members: {
            ...members(IDENTITY_NAMES, IDENTITY), ...members(['session', 'signedCookies', 'oidc'], SESSION),
            cookies: input('cookies'), headers: input('headers'), query: input('query'), params: input('params'), body: input('body'), file: input('files'), files: input('files'),
            path: address('path'), url: address('path'), originalUrl: address('url'), method: address('method'),
            get: reader('headers'), header: reader('headers'), isAuthenticated: { is: 'test', stranger: false }, isUnauthenticated: { is: 'test', stranger: true },
          },
        },
        response: {
          isChainable: true,
          members: {
            locals: part('locals'), status: STATUS, statusCode: STATUS, sendStatus: answer(arg(0)), redirect: REDIRECT,
            // `res.send(401)` of old Express takes a status.
            send: { is: 'answer', status: arg(0), orBody: true }, ...members(['json', 'jsonp', 'end', 'render', 'sendFile', 'download', 'sendfile', 'write'], answer()),
          },
        },
        locals: { members: members(IDENTITY_NAMES, IDENTITY) },
      },
      requestTypes: ['Request', 'Response'],
      nextType: 'NextFunction',
      refusal: '{{response}}.status(400).json({ error: {{reason}} })',
    },
  },
  roles: [
    { at: express.member('json', 'urlencoded', 'raw', 'text', 'static').call(), role: 'neutral' },
    { at: api('express-async-handler').call(), role: 'wrapper' },
  ],
  bodyLimits: [{ at: express.member('json', 'urlencoded', 'raw', 'text'), options: 0, limits: [['limit']] }],
  staticFiles: [{ at: express.member('static'), options: 0 }],
  cookies: [{ at: response.member('cookie'), handed: { on: { by: 'express', parameter: 1 }, path: ['cookie'] }, name: 0, value: 1, options: 2, defaults: { httpOnly: false, secure: false } }],
  headers: ['setHeader', 'header', 'set'].map((name) => ({ at: response.member(name), handed: { on: { by: 'express', parameter: 1 }, path: [name] } })),
});
