import { ONCE } from './vocabulary/fields.ts';
import { api, defineFramework, option } from './model.ts';

const mercurius = api('mercurius');

/** A plugin that is given functions by type and field. Its `loaders` are given all objects at once. */
export default defineFramework({
  name: 'Mercurius',
  packages: ['mercurius'],
  docs: 'https://mercurius.dev/#/docs/api/options',
  fieldResolvers: {
    maps: [{ given: mercurius, option: option(1, 'resolvers') }],
    contexts: [{ given: mercurius, option: option(1, 'context') }],
    functions: ['resolve'],
    reference: { field: '__resolveReference' },
    once: ONCE,
  },
});
