import { api, defineFramework, either } from './model.ts';

const globals = api('(global)');
const http = api('node:http', 'node:https', 'node:http2');
const files = api('node:fs', 'fs-extra');
const net = api('node:net', 'node:tls');

/** What emits for an `http` request: nothing to listen for, as the server answers for it; its body is read by events. */
const incoming = either(http.member('createServer', 'createSecureServer').callback(0), http.member('get', 'request').callback(0), http.member('IncomingMessage').instance());
const child = api('node:child_process').member('spawn', 'fork', 'exec', 'execFile').call();
const listening = ['on', 'once', 'addListener', 'prependListener', 'prependOnceListener'];

/** Node's events: what emits them, and what an `'error'` that nobody listens for does. */
export default defineFramework({
  name: "Node's events",
  packages: ['node:events', 'node:stream', 'node:fs', 'node:net', 'node:tls', 'node:http', 'node:https', 'node:child_process', 'node:worker_threads', 'node:zlib', 'node:readline', 'node:process', 'node:timers'],
  docs: 'https://nodejs.org/api/events.html#error-events',
  // They answer yes or no, or with the emitter; awaiting that waits for nothing.
  promises: { harmless: either(api('node:events').instance(), api('node:events').member('EventEmitter').instance()).member('emit', 'on', 'once', 'off', 'addListener', 'removeListener', 'removeAllListeners', 'listenerCount') },
  events: {
    callbacks: [
      { at: globals.member('setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'), position: 0, ending: 'unhandled', isUncaught: true },
      { at: api('node:timers').member('setTimeout', 'setInterval', 'setImmediate'), position: 0, ending: 'unhandled', isUncaught: true },
      { at: either(globals.member('process'), api('node:process')).member('nextTick'), position: 0, ending: 'unhandled', isUncaught: true },
      { at: net.member('createServer'), ending: 'unhandled', isUncaught: true },
      { at: globals.member('Promise'), position: 0, ending: 'unsettled' },
      { at: either(globals.member('AbortSignal').anyMember().call(), globals.member('AbortController').instance().member('signal'), globals.member('EventTarget').instance()).member('addEventListener'), position: 1, ending: 'unhandled' },
      { at: api('lodash').member('forEach', 'each', 'forOwn', 'forIn', 'times'), position: 1, ending: 'unhandled' },
    ],
    emitters: [
      { at: either(api('node:events').instance(), api('node:events').member('EventEmitter').instance()), handlesRejections: { index: 0, key: 'captureRejections' } },
      { at: either(globals.member('process'), api('node:process')) },
      { at: either(globals.member('process'), api('node:process')).member('stdin', 'stdout', 'stderr'), sends: ['data'] },
      { at: incoming, sends: ['data', 'end', 'close'] },
      { at: http.member('createServer').callback(1) },
      { at: http.member('createServer', 'createSecureServer').call(), error: 'thrown by what is listened to', sends: ['upgrade', 'connect'] },
      { at: http.member('request', 'get').call(), error: 'thrown' },
      { at: files.member('createReadStream', 'createWriteStream').call(), error: 'thrown', sends: ['data', 'end', 'close'] },
      { at: files.member('watch').call() },
      { at: net.member('connect', 'createConnection').call(), error: 'thrown', sends: ['data', 'end'] },
      { at: net.member('Socket', 'TLSSocket').instance(), error: 'thrown', sends: ['data', 'end'] },
      { at: net.member('createServer').call(), error: 'thrown by what is listened to' },
      { at: net.member('createServer').callback(0), error: 'thrown', sends: ['data', 'end'] },
      { at: net.member('createServer').call().member(...listening).callback(0), events: ['connection', 'secureConnection'], error: 'thrown', sends: ['data', 'end'] },
      { at: api('node:dgram').member('createSocket').call(), error: 'thrown', sends: ['message'] },
      { at: api('node:child_process').member('spawn', 'fork').call(), error: 'thrown', sends: ['message'] },
      { at: child, sends: ['message'] },
      { at: child.member('stdin', 'stdout', 'stderr'), sends: ['data', 'end', 'close'] },
      { at: api('node:worker_threads').member('Worker').instance(), error: 'thrown', sends: ['message'] },
      { at: api('node:worker_threads').member('parentPort', 'MessagePort'), sends: ['message'] },
      { at: api('node:zlib').member('createGzip', 'createGunzip', 'createUnzip', 'createInflate', 'createDeflate', 'createInflateRaw', 'createDeflateRaw', 'createBrotliCompress', 'createBrotliDecompress').call(), error: 'thrown', sends: ['data', 'end'] },
      { at: api('node:stream').member('Readable').member('from').call() },
      { at: api('node:stream').member('Readable', 'Writable', 'Duplex', 'Transform', 'PassThrough').instance() },
      { at: api('node:readline').member('createInterface').call(), sends: ['line', 'close'] },
    ],
    hear: either(
      api('node:stream').member('pipeline', 'finished'), api('node:stream').member('promises').member('pipeline', 'finished'), api('node:stream/promises').member('pipeline', 'finished'),
      api('node:events').member('once'), api('pump', 'end-of-stream', 'pumpify'),
    ),
    leave: either(globals.member('console').anyMember(), globals.member('JSON').member('stringify'), globals.member('Boolean'), api('node:util').member('inspect')),
    awaitingLists: api('node:stream', 'async', 'bluebird', 'rxjs', 'p-map', 'p-each-series', 'p-iteration', 'modern-async').within(),
    parses: either(globals.member('JSON').member('parse'), globals.member('URL', 'BigInt', 'decodeURIComponent', 'decodeURI'), api('node:url').member('URL')),
  },
});
