import { IDENTITY, IDENTITY_NAMES, input, members, part, PASS, reader, SESSION } from './vocabulary/conversation.ts';
import { ONCE } from './vocabulary/fields.ts';
import { SEES_REJECTIONS } from './vocabulary/endings.ts';
import { api, arg, argsFrom, defineFramework, option } from './model.ts';

const graphql = api('type-graphql');
const BUILDERS = ['buildSchema', 'buildSchemaSync', 'buildTypeDefsAndResolvers'];
const schema = graphql.member(...BUILDERS).call();
const OPERATIONS = { Query: 'QUERY', Mutation: 'MUTATION', Subscription: 'SUBSCRIPTION' };

/** Resolvers that are methods of decorated classes. `@Authorized()` asks the function that the schema is built with. */
export default defineFramework({
  name: 'TypeGraphQL',
  packages: ['type-graphql'],
  docs: 'https://typegraphql.com/docs/resolvers.html',
  routing: {
    calls: { applications: schema, routers: graphql, routes: [], mounts: [], parameters: [], listen: [], settings: [{ on: graphql, methods: BUILDERS }], order: 'sequential' },
    decorated: {
      applications: [{ at: schema, options: arg(0) }],
      options: { holders: 'resolvers', prefix: 'prefix', before: { key: 'globalMiddlewares', at: graphql.member('Middleware').call(), method: 'use', unless: ['type', 'after'] } },
      holders: [{ at: graphql.member('Resolver').call() }],
      handlers: [{ at: graphql.member(...Object.keys(OPERATIONS)), methods: OPERATIONS, paths: [option(0, 'name'), option(1, 'name')], isNamedByMethod: true, isHttp: false, transport: 'graphql' }],
      layers: [
        { at: graphql.member('UseMiddleware').call(), given: argsFrom(0), as: 'middleware', method: 'use' },
        { at: graphql.member('Authorized').call(), option: 'authChecker', as: 'checker', method: 'check' },
      ],
      parameters: [
        { at: graphql.member('Arg', 'Args').call(), means: input('arguments') },
        { at: graphql.member('Ctx').call(), means: part('context') },
      ],
      handlerKind: 'handler',
      checksTypes: true,
    },
    endings: SEES_REJECTIONS,
    rejectionPatches: [],
    conversation: {
      shapes: [
        { of: 'checker', parameters: [part('resolution')], passes: 'truth' },
        { of: 'middleware', parameters: [part('resolution'), PASS] },
        { of: 'handler', parameters: [] },
      ],
      parts: {
        resolution: { members: { context: part('context'), args: input('arguments') } },
        context: { members: { ...members([...IDENTITY_NAMES, 'me', 'viewer'], IDENTITY), session: SESSION, req: part('request'), request: part('request') } },
        request: { members: { ...members(IDENTITY_NAMES, IDENTITY), session: SESSION, headers: input('headers'), cookies: input('cookies'), get: reader('headers') } },
      },
      answersByReturning: true,
      requestTypes: [],
      nextType: '',
    },
  },
  roles: [{ at: graphql.member('Authorized').call(), role: 'authentication' }],
  fieldResolvers: { methods: graphql.member('FieldResolver', 'Field').call(), types: graphql.member('Resolver', 'ObjectType').call(), once: ONCE },
});
