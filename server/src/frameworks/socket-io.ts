import { api, defineFramework, either } from './model.ts';

const library = api('socket.io');
const server = either(library.call(), library.instance(), library.member('Server').instance(), library.member('Server', 'listen').call());
/** A namespace is listened to as the server is. */
const space = either(server, server.member('of').call(), server.member('sockets'), library.member('Namespace').instance());
const socket = either(
  space.fluent('on', 'use').member('on', 'once').callback(0), space.member('use').callback(0), library.member('Socket').instance(),
);

/** Listeners of sockets run as they are: what they throw or reject with ends the process. */
export default defineFramework({
  name: 'Socket.IO',
  packages: ['socket.io'],
  docs: 'https://socket.io/docs/v4/listening-to-events/#error-handling',
  // Without an adapter of its own a server has all rooms in memory.
  promises: { harmless: either(space, socket).fluent('to', 'in', 'except', 'volatile', 'broadcast').member('emit', 'join', 'leave', 'disconnect', 'send') },
  events: {
    callbacks: [
      { at: space.fluent('on', 'use').member('use'), position: 0, ending: 'unhandled', isSent: true },
      { at: socket.member('use', 'onAny', 'prependAny'), position: 0, ending: 'unhandled', isSent: true },
    ],
    emitters: [{ at: space, sends: ['connection'] }, { at: socket, sends: ['*'] }],
  },
});
