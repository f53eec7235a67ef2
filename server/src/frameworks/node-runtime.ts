import { api, arg, defineFramework, either } from './model.ts';

const FILES = [
  'access', 'appendFile', 'chmod', 'chown', 'copyFile', 'cp', 'link', 'lstat', 'mkdir', 'mkdtemp', 'open', 'opendir', 'readdir', 'readFile', 'readlink', 'realpath', 'rename', 'rm', 'rmdir', 'stat', 'symlink',
  'truncate', 'unlink', 'utimes', 'writeFile',
];

/** What Node itself brings and middleware is written with. */
export default defineFramework({
  name: 'Node.js',
  packages: ['node'],
  docs: 'https://nodejs.org/api/async_context.html#asynclocalstoragerunstore-callback-args',
  forms: [api('node:util').member('promisify')],
  promises: {
    started: [
      { at: either(api('node:fs/promises'), api('node:fs').member('promises')).member(...FILES) },
      { at: api('node:stream/promises').member('pipeline', 'finished') },
    ],
    harmless: api('node:timers/promises').member('setTimeout', 'setImmediate'),
  },
  roles: [
    {
      role: 'runner',
      at: either(
        api('node:async_hooks').member('AsyncLocalStorage').instance().member('run', 'exit'),
        api('(global)').member('setTimeout', 'setImmediate', 'queueMicrotask'), api('(global)').member('process').member('nextTick'),
      ),
    },
  ],
  checks: [{ at: either(api('node:assert', 'node:assert/strict'), api('node:assert').anyMember()), value: arg(0), says: 'throws' }],
  probes: [
    api('(global)').member('JSON').member('parse'), api('(global)').member('require').member('resolve'), api('(global)').member('URL', 'decodeURIComponent', 'decodeURI', 'BigInt'),
    api('node:fs/promises').member('access', 'stat', 'lstat', 'unlink', 'rm', 'rmdir', 'mkdir', 'close'),
    api('node:fs').member('promises').member('access', 'stat', 'lstat', 'unlink', 'rm', 'rmdir', 'mkdir'),
    api('node:fs').member('access', 'stat', 'lstat', 'unlink', 'rm', 'exists', 'close', 'mkdir'),
  ],
  interprets: either(api('node:vm').member('runInContext', 'runInNewContext', 'runInThisContext', 'compileFunction', 'Script'), api('(global)').member('eval', 'Function')),
});
