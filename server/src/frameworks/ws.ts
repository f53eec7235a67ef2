import { api, defineFramework, either } from './model.ts';

const library = api('ws', 'isomorphic-ws');
const server = either(library.member('WebSocketServer', 'Server').instance(), library.member('WebSocket').member('Server').instance());
const client = either(library.instance(), library.member('WebSocket').instance());

/** WebSockets: nothing catches what their listeners throw, and a socket that nobody listens to ends the process with a bad frame. */
export default defineFramework({
  name: 'ws',
  packages: ['ws'],
  docs: 'https://github.com/websockets/ws/blob/master/doc/ws.md#event-error',
  events: {
    callbacks: [{ at: server.member('handleUpgrade'), position: 3, ending: 'unhandled' }],
    emitters: [
      { at: server, error: 'thrown', sends: ['connection'], unless: { index: 0, key: 'noServer' } },
      { at: client, error: 'thrown', sends: ['message'] },
      { at: server.member('on', 'once', 'addListener').callback(0), events: ['connection'], error: 'thrown', sends: ['message'] },
      { at: server.member('on', 'once', 'addListener').callback(1), events: ['connection'], sends: ['*'] },
      { at: server.member('handleUpgrade').callback(0), error: 'thrown', sends: ['message'] },
    ],
  },
});
