import { checked, IDENTITY, IDENTITY_NAMES, input, members, part, reader, SESSION } from './vocabulary/conversation.ts';
import { ONCE } from './vocabulary/fields.ts';
import { SEES_REJECTIONS } from './vocabulary/endings.ts';
import { api, defineFramework, either, option } from './model.ts';

const apollo = either(
  api('@apollo/server', 'apollo-server', 'apollo-server-express', 'apollo-server-koa', 'apollo-server-fastify', 'apollo-server-core', 'apollo-server-micro', 'apollo-server-lambda').member('ApolloServer').instance(),
);
const schema = either(
  api('@graphql-tools/schema', 'graphql-tools', 'apollo-server', 'apollo-server-express').member('makeExecutableSchema').call(),
  api('graphql-yoga', '@graphql-yoga/node').member('createSchema').call(),
  api('@apollo/subgraph', '@apollo/federation').member('buildSubgraphSchema', 'buildFederatedSchema').call(),
);
const yoga = api('graphql-yoga', '@graphql-yoga/node').member('createYoga', 'createServer').call();
const yogaOne = api('graphql-yoga').member('GraphQLServer').instance();

const servers = either(apollo, schema, yogaOne);
const joins = api('@graphql-tools/merge', 'graphql-tools', 'merge-graphql-schemas').member('mergeResolvers').call();
const utilities = api('@graphql-tools/utils', 'graphql-tools');
const integrations = api('@apollo/server/express4', '@as-integrations/express4', '@as-integrations/express5', '@as-integrations/koa', '@as-integrations/next', '@as-integrations/fastify');
const contexts = [
  { at: either(apollo, yoga, yogaOne), context: option(0, 'context') },
  { at: api('@apollo/server/standalone').member('startStandaloneServer').call(), context: option(1, 'context') },
  { at: integrations.anyMember().call(), context: option(1, 'context') },
];

const request = { members: { ...members(IDENTITY_NAMES, IDENTITY), session: SESSION, headers: input('headers'), cookies: input('cookies'), get: reader('headers'), header: reader('headers') } };

/** Servers whose resolvers stand in a map by type and field. What a resolver throws becomes an error of the answer. */
export default defineFramework({
  name: 'GraphQL',
  packages: [
    '@apollo/server', 'apollo-server', 'apollo-server-express', 'apollo-server-koa', 'apollo-server-fastify', 'apollo-server-core', 'apollo-server-micro', 'apollo-server-lambda',
    '@graphql-tools/schema', '@graphql-tools/merge', 'graphql-tools', 'graphql-yoga', '@graphql-yoga/node', '@apollo/subgraph', '@apollo/federation', 'graphql-shield', 'graphql-middleware', 'graphql-resolvers', '@graphql-tools/utils',
    '@as-integrations/express4', '@as-integrations/express5', '@as-integrations/koa', '@as-integrations/next', '@as-integrations/fastify', 'merge-graphql-schemas',
  ],
  docs: 'https://www.apollographql.com/docs/apollo-server/data/resolvers',
  routing: {
    resolvers: {
      servers: [{ at: servers, resolvers: option(0, 'resolvers') }],
      contexts,
      joins,
      chains: api('graphql-resolvers').member('combineResolvers', 'pipeResolvers').call(),
      shields: either(api('graphql-shield').member('shield').call(), api('graphql-middleware').member('applyMiddleware').call()),
      directives: {
        asks: { at: utilities.member('getDirective').call(), name: 2 },
        changes: utilities.member('mapSchema').call(),
        classes: option(0, 'schemaDirectives'),
        elsewhere: ['authenticated', 'requiresScopes', 'policy'],
      },
      operations: { Query: 'QUERY', Mutation: 'MUTATION', Subscription: 'SUBSCRIPTION' },
      functions: ['resolve', 'subscribe'],
      contextKind: 'context',
      resolverKind: 'resolver',
    },
    endings: SEES_REJECTIONS,
    rejectionPatches: [],
    conversation: {
      shapes: [
        { of: 'context', parameters: [part('request context')], passes: 'returning' },
        { of: 'resolver', parameters: [undefined, checked('body'), part('context')], passes: 'returning' },
      ],
      parts: {
        'request context': { members: { req: part('request'), request: part('request'), ctx: part('request context') } },
        request,
        context: { members: { ...members([...IDENTITY_NAMES, 'me', 'viewer', 'currentUserId', 'isAuth', 'isAuthenticated', 'authenticated'], IDENTITY), session: SESSION, req: part('request'), request: part('request') } },
      },
      answersByReturning: true,
      requestTypes: [],
      nextType: '',
    },
  },
  fieldResolvers: {
    maps: [{ at: servers, option: option(0, 'resolvers') }],
    contexts: contexts.map(({ at, context }) => ({ at, option: context })),
    joins,
    functions: ['resolve'],
    reference: { field: '__resolveReference' },
    once: ONCE,
  },
});
