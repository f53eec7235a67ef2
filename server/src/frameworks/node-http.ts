import { api, arg, argsFrom, defineFramework } from './model.ts';

const http = api('node:http', 'node:https', 'node:http2');

/**
 * Servers without a framework: the function that `createServer` is given is called for each request, and nobody looks at what it returns.
 * There are no routes in it to be seen; an Express application that is given to it has its own.
 */
export default defineFramework({
  name: "Node's HTTP server",
  packages: ['node:http', 'node:https', 'node:http2'],
  docs: 'https://nodejs.org/api/http.html#httpcreateserveroptions-requestlistener',
  routing: {
    applications: http,
    routers: api(),
    routes: [],
    mounts: [{ on: http, methods: ['createServer', 'createSecureServer'], path: arg(0), children: argsFrom(0) }],
    parameters: [],
    listen: [],
    order: 'sequential',
    seesRejections: 'never',
    rejectionPatches: [],
    conversation: {
      shapes: [{ request: 0, response: 1, next: -1 }], // there is no `next`
      identity: [],
      credentials: [],
      inputs: ['headers'],
      headerReaders: [],
      identityTests: {},
      requestTypes: ['IncomingMessage', 'ServerResponse'],
      nextType: '',
      status: ['writeHead'],
      sendStatus: [],
      redirect: [],
      answers: ['end', 'write'],
    },
  },
});
