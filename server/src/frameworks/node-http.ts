import { answer, IDENTITY, IDENTITY_NAMES, input, members, part, SESSION, STATUS } from './vocabulary/conversation.ts';
import { HANGS, OUT_OF_SIGHT, unseen, type Endings } from './vocabulary/endings.ts';
import { api, arg, argsFrom, defineFramework, either } from './model.ts';

const http = api('node:http', 'node:https', 'node:http2');

/**
 * Servers without a framework: the function that `createServer` is given is called for each request, and nobody looks at what it returns.
 * Its routes are the paths that it compares with literals; an Express application that is given to it has its own.
 */
const ENDINGS: Endings = {
  of: {
    handlerThrows: { end: 'unseen', as: 'exception', client: 'waits' }, handlerRejects: unseen('waits'),
    rejectsOnceAnswered: unseen({ status: 200 }), rejectsWhileAnswering: unseen('left open'), neverAnswers: HANGS, resolvesNothing: HANGS,
    ...OUT_OF_SIGHT,
  },
};

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
    dispatch: {
      request: either(http.member('createServer', 'createSecureServer').callback(0), http.member('IncomingMessage', 'Http2ServerRequest').instance()),
      path: 'url',
      method: 'method',
      parsed: [{ at: api('(global)').member('URL').instance(), member: 'pathname' }, { at: api('node:url').member('URL').instance(), member: 'pathname' }, { at: api('node:url').member('parse').call(), member: 'pathname' }],
    },
    endings: [ENDINGS],
    rejectionPatches: [],
    conversation: {
      shapes: [{ parameters: [part('request'), part('response')] }], // there is no `next`
      parts: {
        request: { members: { headers: input('headers'), ...members(IDENTITY_NAMES, IDENTITY), session: SESSION } },
        response: { isChainable: true, members: { writeHead: STATUS, statusCode: STATUS, end: answer(), write: answer() } },
      },
      requestTypes: ['IncomingMessage', 'ServerResponse'],
      nextType: '',
    },
  },
  headers: [{ at: http.member('ServerResponse').instance().member('setHeader'), handed: { on: { by: 'node:http', parameter: 1 }, path: ['setHeader'] } }],
});
