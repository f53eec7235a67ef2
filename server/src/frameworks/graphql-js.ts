import { ONCE } from './vocabulary/fields.ts';
import { api, defineFramework } from './model.ts';

const graphql = api('graphql');

/** Schemas that are made of objects in code, whose fields bring their functions along. */
export default defineFramework({
  name: 'GraphQL.js',
  packages: ['graphql'],
  docs: 'https://www.graphql-js.org/docs/object-types/',
  fieldResolvers: {
    objects: { at: graphql.member('GraphQLObjectType', 'GraphQLInterfaceType').instance(), type: 'name', fields: 'fields' },
    roots: { at: graphql.member('GraphQLSchema').instance(), keys: ['query', 'mutation', 'subscription'] },
    functions: ['resolve'],
    once: ONCE,
  },
});
