import { api, defineFramework } from './model.ts';

/** What Node itself brings and middleware is written with. */
export default defineFramework({
  name: 'Node.js',
  packages: ['node'],
  docs: 'https://nodejs.org/api/async_context.html#asynclocalstoragerunstore-callback-args',
  roles: [{ at: api('node:async_hooks').member('AsyncLocalStorage').instance().member('run', 'exit'), role: 'runner' }],
});
