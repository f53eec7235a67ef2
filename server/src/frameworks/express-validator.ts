import { api, defineFramework, either } from './model.ts';

const library = api('express-validator', 'express-validator/check');
const starts = ['body', 'check', 'query', 'param', 'header', 'cookie', 'checkSchema', 'oneOf', 'checkExact', 'buildCheckFunction'];

/** Chains only collect what is wrong: without somebody who asks for it, the handler runs with whatever came. */
export default defineFramework({
  name: 'express-validator',
  packages: ['express-validator'],
  docs: 'https://express-validator.github.io/docs/guides/validation-chain',
  collects: {
    chains: library.member(...starts).call().within(),
    inputs: { body: 'body', query: 'query', param: 'params', header: 'headers', cookie: 'cookies' },
    asks: either(library.member('validationResult'), library.member('validationResult').member('withDefaults').call()),
  },
});
