import { api, defineFramework, either } from './model.ts';

const library = api('express-openapi-validator');

/** Middleware that holds requests against a description of the whole interface. */
export default defineFramework({
  name: 'OpenAPI validators',
  packages: ['express-openapi-validator', 'openapi-validator-middleware', 'express-openapi-validate', 'swagger-express-validator'],
  docs: 'https://github.com/cdimascio/express-openapi-validator',
  roles: [
    { at: either(library.member('middleware').call(), library.member('OpenApiValidator').member('middleware').call()), role: 'validator' },
    { at: either(api('openapi-validator-middleware').member('validate'), api('swagger-express-validator').call()), role: 'validator' },
    { at: api('express-openapi-validate').member('OpenApiValidator').instance().member('validate', 'match').call(), role: 'validator' },
  ],
});
