import { api, defineFramework, either } from './model.ts';

/** What Node itself brings and middleware is written with. */
export default defineFramework({
  name: 'Node.js',
  packages: ['node'],
  docs: 'https://nodejs.org/api/async_context.html#asynclocalstoragerunstore-callback-args',
  forms: [api('node:util').member('promisify')],
  roles: [
    {
      role: 'runner',
      at: either(
        api('node:async_hooks').member('AsyncLocalStorage').instance().member('run', 'exit'),
        api('(global)').member('setTimeout', 'setImmediate', 'queueMicrotask'), api('(global)').member('process').member('nextTick'),
      ),
    },
  ],
});
