import { checked, IDENTITY, IDENTITY_NAMES, input, members, METHOD, part, PATH, type Meaning } from './vocabulary/conversation.ts';
import { SEES_REJECTIONS } from './vocabulary/endings.ts';
import { api, defineFramework, either, option } from './model.ts';

const t = api('@trpc/server').member('initTRPC').fluent('context', 'meta').member('create').call();
const builder = t.member('procedure').fluent('use', 'input', 'output', 'meta', 'concat', 'unstable_concat', 'experimental_caller');
const standalone = api('@trpc/server').member('experimental_standaloneMiddleware', 'experimental_trpcMiddleware').call();
const middleware = either(t.member('middleware').call(), standalone.member('create').call());
const next: Meaning = { is: 'pass' };

/** Procedures and the chains that they are made by. What the context holds of a caller is empty for strangers. */
export default defineFramework({
  name: 'tRPC',
  packages: ['@trpc/server', '@hono/trpc-server', 'trpc-nuxt'],
  docs: 'https://trpc.io/docs/server/procedures',
  routing: {
    procedures: {
      routers: either(t.member('router').call(), t.member('createRouter').call()),
      merged: either(t.member('mergeRouters').call(), api('@trpc/server').member('mergeRouters').call()),
      lazy: api('@trpc/server').member('lazy', 'experimental_lazy').call(),
      builders: builder,
      ends: { query: 'QUERY', mutation: 'MUTATION', subscription: 'SUBSCRIPTION' },
      layers: ['use'],
      joins: ['concat', 'unstable_concat'],
      inputs: ['input'],
      context: { member: 'ctx', next: 'next' },
      middleware: middleware.fluent('unstable_pipe', 'pipe'),
      pipes: ['unstable_pipe', 'pipe'],
      servers: [
        { at: api('@trpc/server/adapters/express').member('createExpressMiddleware').call(), router: option(0, 'router') },
        { at: api('@trpc/server/adapters/fetch').member('fetchRequestHandler').call(), router: option(0, 'router') },
        { at: api('@trpc/server/adapters/next').member('createNextApiHandler').call(), router: option(0, 'router') },
        { at: api('@trpc/server/adapters/next-app-dir').anyMember().call(), router: option(0, 'router') },
        { at: api('@trpc/server/adapters/standalone').member('createHTTPServer', 'createHTTPHandler').call(), router: option(0, 'router') },
        { at: api('@trpc/server/adapters/node-http').member('createHTTPHandler', 'nodeHTTPRequestHandler').call(), router: option(0, 'router') },
        { at: api('@trpc/server/adapters/aws-lambda').member('awsLambdaRequestHandler').call(), router: option(0, 'router') },
        { at: api('@trpc/server/adapters/ws').member('applyWSSHandler').call(), router: option(0, 'router') },
        { at: api('@hono/trpc-server').member('trpcServer').call(), router: option(0, 'router') },
      ],
      handedOn: { plugin: api('@trpc/server/adapters/fastify').member('fastifyTRPCPlugin'), path: ['trpcOptions', 'router'] },
      layerKind: 'layer',
      procedureKind: 'procedure',
    },
    // A rejection becomes an error of the answer.
    endings: SEES_REJECTIONS,
    rejectionPatches: [],
    conversation: {
      shapes: [
        { of: 'layer', parameters: [part('options')] },
        { of: 'procedure', parameters: [part('options')] },
      ],
      parts: {
        options: { members: { ctx: part('context'), next, input: checked('arguments'), rawInput: input('arguments'), type: METHOD, path: PATH } },
        context: { members: { ...members([...IDENTITY_NAMES, 'session', 'sessionUser', 'viewer'], IDENTITY), req: part('request'), request: part('request'), headers: input('headers') } },
        request: { members: { ...members(IDENTITY_NAMES, IDENTITY), session: IDENTITY, headers: input('headers'), cookies: input('cookies') } },
      },
      answersByReturning: true,
      requestTypes: [],
      nextType: '',
    },
  },
  typedParts: [
    { at: either(builder.member('query', 'mutation', 'subscription', 'use'), t.member('middleware')).callback(0).member('ctx'), by: api('@trpc/server').member('initTRPC').member('context').call() },
    { at: standalone.member('create').callback(0).member('ctx'), by: standalone, key: 'ctx' },
  ],
  roles: [
    // What serves a router lets callers on to the procedures, which have guards of their own.
    { at: api('@trpc/server/adapters/express').member('createExpressMiddleware').call(), role: 'neutral' },
    { at: api('@trpc/server/adapters/fetch').member('fetchRequestHandler'), role: 'neutral' },
    { at: api('@trpc/server/adapters/next').member('createNextApiHandler').call(), role: 'neutral' },
    { at: api('@hono/trpc-server').member('trpcServer').call(), role: 'neutral' },
  ],
});
