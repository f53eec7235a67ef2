import { api, arg, defineFramework, either } from './model.ts';

const type = either(api('arktype').member('type').call(), api('arktype').member('scope').call().within());

/** A type is a function that never throws: it gives the value, or errors in its place. */
export default defineFramework({
  name: 'ArkType',
  packages: ['arktype'],
  docs: 'https://arktype.io/docs/type-api',
  isUniversal: true,
  checks: [
    { at: type.within().member('assert', 'from'), value: arg(0), says: 'throws' },
    { at: type.within().member('allows'), value: arg(0), says: 'result' },
    { at: type, value: arg(0), says: 'result' },
  ],
});
