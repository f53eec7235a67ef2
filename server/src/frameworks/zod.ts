import { api, arg, defineFramework, either } from './model.ts';

const zod = api('zod', 'zod/v3', 'zod/v4', 'zod/mini', 'zod/v4-mini', 'zod/v4/core');
/** A schema: whatever was made with the package, or is annotated with one of its types. */
const schema = zod.within();
/** The functions that take the schema as an argument are those of `zod/mini`. */
const functions = either(zod, zod.member('z'));

export default defineFramework({
  name: 'Zod',
  packages: ['zod'],
  docs: 'https://zod.dev/basics',
  isUniversal: true,
  checks: [
    { at: functions.member('parse'), value: arg(1), says: 'throws' },
    { at: functions.member('parseAsync'), value: arg(1), says: 'rejects' },
    { at: functions.member('safeParse', 'safeParseAsync'), value: arg(1), says: 'result' },
    { at: schema.member('parse', 'decode', 'parseAsync', 'decodeAsync'), value: arg(0), says: 'throws' },
    { at: schema.member('safeParse', 'safeParseAsync', 'spa', 'safeDecode', 'safeDecodeAsync'), value: arg(0), says: 'result' },
  ],
  roles: [
    // Middleware for Express that is given a schema for each part of a request.
    { at: api('zod-express-middleware').member('validateRequest', 'processRequest').call(), role: 'validator', inputs: { body: 'body', query: 'query', params: 'params' } },
    { at: api('zod-express-middleware').anyMember().call(), role: 'validator' },
    { at: api('express-zod-safe').call(), role: 'validator', inputs: { body: 'body', query: 'query', params: 'params' } },
    { at: api('express-zod-safe').member('validate').call(), role: 'validator', inputs: { body: 'body', query: 'query', params: 'params' } },
  ],
  schemaWriting: {
    exported: 'z', name: 'z', field: '{{name}}: z.string()',
    check: 'const {{result}} = z.object({ {{fields}} }).safeParse({{value}})',
    fails: '!{{result}}.success', reason: '{{result}}.error.message',
  },
});
