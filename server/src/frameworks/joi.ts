import { api, arg, defineFramework, either } from './model.ts';

const joi = api('joi', '@hapi/joi');
const celebrate = api('celebrate');
const library = either(joi, celebrate.member('Joi'));
const schema = library.within();
const segments = { body: 'body', query: 'query', params: 'params', headers: 'headers', cookies: 'cookies', signedcookies: 'cookies' } as const;

/** `validate` never throws: whoever doesn't look at `error` has validated nothing. */
export default defineFramework({
  name: 'Joi',
  packages: ['joi', '@hapi/joi', 'celebrate'],
  docs: 'https://joi.dev/api/',
  isUniversal: true,
  checks: [
    { at: library.member('attempt', 'assert'), value: arg(0), says: 'throws' },
    { at: schema.member('validateAsync'), value: arg(0), says: 'rejects' },
    { at: schema.member('validate'), value: arg(0), says: 'result' },
  ],
  roles: [
    { at: celebrate.member('celebrate').call(), role: 'validator', inputs: segments },
    { at: celebrate.member('celebrator').call().within(), role: 'validator' },
    { at: api('express-joi-validation').member('createValidator').call().anyMember().call(), role: 'validator' },
  ],
  schemaWriting: {
    exported: '=', name: 'Joi', field: '{{name}}: Joi.string().required()',
    check: 'const {{result}} = Joi.object({ {{fields}} }).unknown().validate({{value}})',
    fails: '{{result}}.error', reason: '{{result}}.error.message',
  },
});
