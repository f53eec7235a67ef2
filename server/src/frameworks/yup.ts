import { api, arg, defineFramework } from './model.ts';

const schema = api('yup').within();

/** `validate` gives a promise: not awaited, it stops nobody. `cast` converts and doesn't check. */
export default defineFramework({
  name: 'Yup',
  packages: ['yup'],
  docs: 'https://github.com/jquense/yup#schema',
  isUniversal: true,
  checks: [
    { at: schema.member('validate', 'validateAt'), value: arg(0), says: 'rejects' },
    { at: schema.member('validateSync', 'validateSyncAt'), value: arg(0), says: 'throws' },
    { at: schema.member('isValid', 'isValidSync'), value: arg(0), says: 'result' },
  ],
});
