import { api, arg, defineFramework } from './model.ts';

const superstruct = api('superstruct');

export default defineFramework({
  name: 'Superstruct',
  packages: ['superstruct'],
  docs: 'https://docs.superstructjs.org/api-reference/core',
  isUniversal: true,
  checks: [
    { at: superstruct.member('assert', 'create', 'mask'), value: arg(0), says: 'throws' },
    { at: superstruct.member('is', 'validate'), value: arg(0), says: 'result' },
    { at: superstruct.within().member('assert', 'create', 'mask'), value: arg(0), says: 'throws' },
    { at: superstruct.within().member('is', 'validate'), value: arg(0), says: 'result' },
  ],
});
