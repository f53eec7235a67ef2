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
const routeObject = host.member('route').call();

export default defineFramework({
  name: 'Express',
  packages: ['express', 'express-promise-router', 'router'],
  docs: 'https://expressjs.com/en/api.html',
  routing: {
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
    seesRejections: { package: 'express', since: '5.0.0-beta.1' },
    seesRejectionsOn: promiseRouter,
    rejectionPatches: ['express-async-errors'],
    conversation: {
      shapes: [
        { arity: 4, error: 0, request: 1, response: 2, next: 3 },
        { request: 0, response: 1, next: 2 },
      ],
      identity: ['user', 'auth', 'currentUser', 'account', 'userId', 'jwt', 'token'],
      credentials: ['session', 'cookies', 'signedCookies', 'oidc'],
      inputs: ['headers', 'query', 'body'],
      headerReaders: ['get', 'header'],
      identityTests: { isAuthenticated: false, isUnauthenticated: true },
      requestTypes: ['Request', 'Response'],
      nextType: 'NextFunction',
      status: ['status'],
      sendStatus: ['sendStatus'],
      redirect: ['redirect'],
      answers: ['json', 'jsonp', 'send', 'end', 'render', 'sendFile', 'download', 'sendfile', 'write'],
    },
  },
  roles: [
    { at: express.member('json', 'urlencoded', 'raw', 'text', 'static').call(), role: 'neutral' },
    { at: api('express-async-handler').call(), role: 'wrapper' },
  ],
});
