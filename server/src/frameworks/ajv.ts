import { api, arg, defineFramework, either } from './model.ts';

const library = api('ajv', 'ajv/dist/2019', 'ajv/dist/2020', 'ajv/dist/jtd');
const ajv = either(library, library.member('Ajv', 'Ajv2019', 'Ajv2020')).instance();

/** What `compile` gives answers yes or no; the errors stand beside it. */
export default defineFramework({
  name: 'Ajv',
  packages: ['ajv'],
  docs: 'https://ajv.js.org/api.html',
  isUniversal: true,
  checks: [
    { at: ajv.member('compile', 'getSchema').call(), value: arg(0), says: 'result' },
    { at: ajv.member('compileAsync').call(), value: arg(0), says: 'result' },
    { at: ajv.member('validate', 'validateSchema'), value: arg(1), says: 'result' },
  ],
  roles: [
    { at: api('express-json-validator-middleware').member('validate').call(), role: 'validator', inputs: { body: 'body', query: 'query', params: 'params' } },
    { at: api('express-json-validator-middleware').member('Validator').instance().member('validate').call(), role: 'validator', inputs: { body: 'body', query: 'query', params: 'params' } },
  ],
});
