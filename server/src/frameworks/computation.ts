import { defineFramework } from './model.ts';

/** Packages that only compute: what they are asked changes nothing anywhere. */
export default defineFramework({
  name: 'Computation',
  packages: [],
  docs: 'https://nodejs.org/api/crypto.html',
  purePackages: [
    'bcrypt', 'bcryptjs', 'argon2', 'node:crypto', 'node:path', 'node:util', 'node:url', 'uuid', 'nanoid', 'lodash', 'ramda', 'date-fns', 'dayjs', 'moment', 'luxon', 'validator', 'zod', 'joi', 'yup',
    'class-validator', 'class-transformer', 'jsonwebtoken', 'http-errors', 'slugify', 'ms', 'qs', 'query-string', 'semver',
  ],
});
