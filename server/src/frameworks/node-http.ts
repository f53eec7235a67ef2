import { answer, input, part, STATUS } from './vocabulary/conversation.ts';
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
    calls: {
      applications: http,
      routers: api(),
      routes: [],
      mounts: [{ on: http, methods: ['createServer', 'createSecureServer'], path: arg(0), children: argsFrom(0) }],
      parameters: [],
      listen: [],
      order: 'sequential',
    },
    seesRejections: 'never',
    rejectionPatches: [],
    conversation: {
      shapes: [{ parameters: [part('request'), part('response')] }], // there is no `next`
      parts: {
        request: { members: { headers: input('headers') } },
        response: { isChainable: true, members: { writeHead: STATUS, statusCode: STATUS, end: answer(), write: answer() } },
      },
      requestTypes: ['IncomingMessage', 'ServerResponse'],
      nextType: '',
    },
  },
  headers: [{ at: http.member('ServerResponse').instance().member('setHeader'), handed: { on: { by: 'node:http', parameter: 1 }, path: ['setHeader'] } }],
});
