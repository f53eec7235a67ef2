import { answer, checked, getter, IDENTITY, IDENTITY_NAMES, input, members, NONE, part, PASS, reader, REDIRECT, SESSION, STATUS, throwing, TRANSPORT, type Meaning } from './vocabulary/conversation.ts';
import { ONCE } from './vocabulary/fields.ts';
import { answered, HANDED_ON, OUT_OF_SIGHT, tooLate, unseen, type Endings } from './vocabulary/endings.ts';
import { api, arg, argsFrom, defineFramework, either, option } from './model.ts';

const common = api('@nestjs/common');
const core = api('@nestjs/core');
const microservices = api('@nestjs/microservices');
const websockets = api('@nestjs/websockets');
const graphql = api('@nestjs/graphql');

const factory = core.member('NestFactory');
const application = either(
  factory.member('create', 'createMicroservice').call(),
  common.member('INestApplication', 'INestMicroservice').instance(),
  api('@nestjs/platform-express').member('NestExpressApplication').instance(),
  api('@nestjs/platform-fastify').member('NestFastifyApplication').instance(),
);
const SETTINGS = ['setGlobalPrefix', 'enableVersioning', 'useGlobalGuards', 'useGlobalInterceptors', 'useGlobalPipes'];
const app = application.fluent('use', ...SETTINGS, 'useGlobalFilters', 'enableCors', 'enableShutdownHooks', 'set', 'useStaticAssets');
const consumer = common.member('MiddlewareConsumer').instance().fluent('apply', 'exclude', 'forRoutes');
const reflector = core.member('Reflector').instance();

/** Passport's guard as a class, whose subclass may say itself what becomes of a caller who isn't known. */
const passport = api('@nestjs/passport').member('AuthGuard').call();
const DECISION = { method: 'handleRequest', as: 'decision' };
const NO_ANONYMOUS = { literal: 'anonymous' };
const throttler = api('@nestjs/throttler').member('ThrottlerGuard');

const HTTP = {
  Get: 'GET', Post: 'POST', Put: 'PUT', Patch: 'PATCH', Delete: 'DELETE', Options: 'OPTIONS', Head: 'HEAD', All: 'ALL', Search: 'SEARCH', Sse: 'GET', QueryMethod: 'QUERY',
  Propfind: 'PROPFIND', Proppatch: 'PROPPATCH', Mkcol: 'MKCOL', Copy: 'COPY', Move: 'MOVE', Lock: 'LOCK', Unlock: 'UNLOCK',
};
const METADATA: Meaning = { is: 'metadata', key: 0, targets: 1 };

/** Refuses what doesn't fit the class that a parameter's type is. */
const validationPipe = common.member('ValidationPipe');
const pipes = common.member('ParseIntPipe', 'ParseUUIDPipe', 'ParseBoolPipe', 'ParseArrayPipe', 'ParseEnumPipe', 'ParseFloatPipe', 'ParseDatePipe', 'StandardSchemaValidationPipe');

/** Guards, interceptors, pipes and filters are classes, and routes are methods of classes; what stands before a route is found through the graph of modules. */
const NOTHING = answered({ status: 200, by: 'Nest', tells: 'nothing' });
/** On Express. The error handler of Nest is an exception filter. */
const NEST_11: Endings = {
  since: { package: '@nestjs/core', since: '11.0.0-next.1' },
  answer: { status: 500, by: "Nest's default exception filter", tells: 'nothing' },
  of: {
    handlerThrows: HANDED_ON, handlerRejects: HANDED_ON, middlewareThrows: HANDED_ON, middlewareRejects: HANDED_ON,
    guardThrows: HANDED_ON, guardRejects: HANDED_ON, passesError: HANDED_ON,
    rejectsOnceAnswered: tooLate('whole', true), rejectsWhileAnswering: tooLate('shortened', true), neverAnswers: NOTHING, resolvesNothing: NOTHING,
    // Nobody waits for a filter.
    errorHandlerThrows: answered({ status: 500, by: "Express's default error handler", tells: 'stack', tellsInProduction: 'nothing' }), errorHandlerRejects: unseen('waits'),
    ...OUT_OF_SIGHT,
  },
};
/** Express 4 waits for nobody. */
const NEST_10: Endings = { answer: NEST_11.answer, of: { ...NEST_11.of, errorHandlerThrows: unseen('waits') } };

export default defineFramework({
  name: 'NestJS',
  packages: [
    '@nestjs/common', '@nestjs/core', '@nestjs/platform-express', '@nestjs/platform-fastify', '@nestjs/graphql', '@nestjs/microservices', '@nestjs/websockets', '@nestjs/passport',
    '@nestjs/jwt', '@nestjs/throttler', '@nestjs/swagger', '@nestjs/cache-manager', '@nestjs/schedule', '@nestjs/event-emitter', '@nestjs/config', '@nestjs/terminus', '@nestjs/bull', '@nestjs/bullmq',
    '@nestjs/serve-static', '@nestjs/axios', '@nestjs/mapped-types', '@nestjs/cqrs', '@nestjs/typeorm', '@nestjs/mongoose', '@nestjs/sequelize', '@nestjs/platform-ws', '@nestjs/platform-socket.io',
  ],
  docs: 'https://docs.nestjs.com/controllers',
  neutralPackages: ['class-validator', 'class-transformer', 'nestjs-pino', 'nestjs-zod', 'nestjs-i18n', '@mikro-orm/nestjs', '@golevelup/nestjs-webhooks', '@nestjs/devtools-integration', 'nest-winston', 'nestjs-prisma', 'reflect-metadata'],
  routing: {
    calls: {
      applications: app,
      routers: api(),
      routes: [],
      mounts: [{ on: app, methods: ['use'], path: arg(0), children: argsFrom(0) }],
      parameters: [],
      listen: ['listen', 'init', 'startAllMicroservices'],
      settings: [{ on: app, methods: SETTINGS }],
      order: 'sequential',
    },
    decorated: {
      applications: [{ at: factory.member('create', 'createMicroservice').call(), module: arg(0) }],
      settings: {
        prefix: { method: 'setGlobalPrefix', path: arg(0), except: option(1, 'exclude') },
        versions: { method: 'enableVersioning', kind: option(0, 'type'), inPath: common.member('VersioningType').member('URI'), first: option(0, 'defaultVersion'), mark: option(0, 'prefix'), defaultMark: 'v' },
        layers: [
          { method: 'useGlobalGuards', as: 'guard', calls: 'canActivate' },
          { method: 'useGlobalInterceptors', as: 'interceptor', calls: 'intercept' },
          { method: 'useGlobalPipes', as: 'pipe', calls: 'transform' },
        ],
      },
      modules: {
        at: common.member('Module').call(),
        imports: 'imports', holders: ['controllers'], providers: 'providers', of: 'module',
        global: [
          { token: core.member('APP_GUARD'), as: 'guard', method: 'canActivate' },
          { token: core.member('APP_INTERCEPTOR'), as: 'interceptor', method: 'intercept' },
          { token: core.member('APP_PIPE'), as: 'pipe', method: 'transform' },
        ],
        token: 'provide', classes: ['useClass', 'useExisting'], factory: 'useFactory', value: 'useValue',
        prefixes: core.member('RouterModule').member('register').call(),
        prefixKeys: { path: 'path', module: 'module', children: 'children' },
        same: common.member('mixin').call(),
        deferred: common.member('forwardRef').call(),
        configure: 'configure',
        middleware: { bind: consumer.member('forRoutes').call(), except: 'exclude', apply: 'apply', method: 'use' },
        requestMethods: common.member('RequestMethod').anyMember(),
      },
      holders: [
        { at: common.member('Controller').call(), path: arg(0), pathOption: 'path', versionOption: 'version' },
        { at: either(graphql.member('Resolver').call(), websockets.member('WebSocketGateway').call()) },
      ],
      handlers: [
        { at: common.member(...Object.keys(HTTP)), methods: HTTP, paths: [arg(0)], isHttp: true, transport: 'http' },
        { at: graphql.member('Query', 'Mutation', 'Subscription'), methods: { Query: 'QUERY', Mutation: 'MUTATION', Subscription: 'SUBSCRIPTION' }, paths: [option(1, 'name'), option(0, 'name'), arg(0)], isNamedByMethod: true, isHttp: false, transport: 'graphql' },
        { at: microservices.member('MessagePattern', 'GrpcMethod', 'GrpcStreamMethod'), methods: { MessagePattern: 'MESSAGE', GrpcMethod: 'MESSAGE', GrpcStreamMethod: 'MESSAGE' }, paths: [arg(0)], isHttp: false, transport: 'rpc' },
        { at: microservices.member('EventPattern'), methods: { EventPattern: 'EVENT' }, paths: [arg(0)], isHttp: false, isUnanswered: true, transport: 'rpc' },
        { at: websockets.member('SubscribeMessage'), methods: { SubscribeMessage: 'SUBSCRIBE' }, paths: [arg(0)], isHttp: false, transport: 'ws' },
      ],
      version: { at: common.member('Version').call(), none: common.member('VERSION_NEUTRAL') },
      layers: [
        { at: common.member('UseGuards').call(), given: argsFrom(0), as: 'guard', method: 'canActivate' },
        { at: common.member('UseInterceptors').call(), given: argsFrom(0), as: 'interceptor', method: 'intercept' },
        { at: common.member('UsePipes').call(), given: argsFrom(0), as: 'pipe', method: 'transform' },
      ],
      composition: common.member('applyDecorators').call(),
      metadata: { set: common.member('SetMetadata').call(), made: core.member('Reflector').member('createDecorator').call(), define: api('(global)').member('Reflect').member('defineMetadata').call() },
      parameters: [
        { at: common.member('Req', 'Request').call(), means: part('request') },
        { at: common.member('Res', 'Response').call(), means: part('response') },
        { at: common.member('Next').call(), means: PASS },
        { at: common.member('Session').call(), means: SESSION },
        { at: common.member('Body').call(), means: input('body'), entriesOf: 'body' },
        { at: common.member('Query').call(), means: input('query'), entriesOf: 'query' },
        { at: common.member('Param').call(), means: input('params'), entriesOf: 'params' },
        { at: common.member('Headers').call(), means: input('headers'), entriesOf: 'headers' },
        { at: common.member('UploadedFile', 'UploadedFiles').call(), means: input('files') },
        { at: graphql.member('Args').call(), means: checked('body') },
        { at: either(microservices.member('Payload').call(), websockets.member('MessageBody').call()), means: input('body'), entriesOf: 'body' },
        { at: graphql.member('Context').call(), means: part('graphql context') },
        { at: websockets.member('ConnectedSocket').call(), means: part('client') },
      ],
      parameterMaker: common.member('createParamDecorator').call(),
      pipes: { as: 'pipe', method: 'transform' },
      handlerKind: 'handler',
    },
    endings: [NEST_11, NEST_10],
    rejectionPatches: [],
    conversation: {
      shapes: [
        { of: 'guard', parameters: [part('context')], passes: 'truth' },
        { of: 'decision', parameters: [NONE, IDENTITY], passes: 'returning' },
        { of: 'interceptor', parameters: [part('context')], passes: 'returning', isHarmless: true },
        { of: 'pipe', parameters: [input('body')], passes: 'returning', isHarmless: true },
        { of: 'parameter', parameters: [undefined, part('context')], passes: 'returning' },
        { of: 'handler', parameters: [] },
        { parameters: [part('request'), part('response'), PASS] },
      ],
      parts: {
        context: {
          members: {
            switchToHttp: getter(part('http')), switchToWs: getter(part('ws')), switchToRpc: getter(part('rpc')), getType: TRANSPORT,
            getHandler: getter(part('handler')), getClass: getter(part('class')), getArgs: getter(part('arguments')),
          },
        },
        handler: { members: {} },
        class: { members: {} },
        arguments: { members: { 0: part('request'), 1: part('response'), 2: part('graphql context') } },
        http: { members: { getRequest: getter(part('request')), getResponse: getter(part('response')), getNext: getter(PASS) } },
        ws: { members: { getClient: getter(part('client')), getData: getter(input('body')) } },
        client: { members: { handshake: part('handshake'), ...members(['data', 'user', 'session'], SESSION) } },
        handshake: { members: { headers: input('headers'), query: input('query'), auth: SESSION, session: SESSION } },
        rpc: { members: { getData: getter(input('body')), getContext: getter(part('rpc context')) } },
        'rpc context': { members: {} },
        graphql: { members: { getContext: getter(part('graphql context')), getArgs: getter(input('body')), getType: TRANSPORT, getHandler: getter(part('handler')), getClass: getter(part('class')) } },
        'graphql context': { members: { ...members(IDENTITY_NAMES, IDENTITY), ...members(['req', 'request'], part('request')), ...members(['res', 'reply'], part('response')), headers: input('headers'), session: SESSION, connection: SESSION } },
        request: {
          members: {
            ...members(IDENTITY_NAMES, IDENTITY), ...members(['session', 'signedCookies'], SESSION),
            cookies: input('cookies'), headers: input('headers'), query: input('query'), params: input('params'), body: input('body'), file: input('files'), files: input('files'), raw: part('request'),
            get: reader('headers'), header: reader('headers'), isAuthenticated: { is: 'test', stranger: false }, isUnauthenticated: { is: 'test', stranger: true },
          },
        },
        response: {
          isChainable: true,
          members: { ...members(['status', 'code', 'statusCode'], STATUS), sendStatus: answer(arg(0)), redirect: REDIRECT, ...members(['send', 'json', 'end', 'render', 'sendFile', 'download', 'write'], answer()) },
        },
      },
      answersByReturning: true,
      requestTypes: ['Request', 'Response'],
      nextType: 'NextFunction',
    },
  },
  meanings: [
    { at: either(reflector.member('get', 'getAllAndOverride'), api('(global)').member('Reflect').member('getMetadata')), means: METADATA },
    { at: graphql.member('GqlExecutionContext').member('create'), means: getter(part('graphql')) },
    { at: common.member('UnauthorizedException').instance(), means: throwing(401) },
  ],
  strategies: [{ at: api('@nestjs/passport').member('PassportStrategy').call(), method: 'validate' }],
  roles: [
    { at: either(passport, passport.instance()), role: 'authentication', unless: NO_ANONYMOUS },
    { at: passport.instance().member('canActivate'), role: 'gate', unless: NO_ANONYMOUS, overriddenBy: DECISION },
    { at: passport.instance().member('handleRequest'), role: 'gate' },
    { at: api('@nestjs/jwt').member('JwtService').instance().member('verify', 'verifyAsync'), role: 'verifier' },
    { at: api('@nestjs/jwt').member('JwtService').instance().member('decode'), role: 'decoder' },
    { at: either(throttler, throttler.instance(), throttler.instance().member('canActivate')), role: 'rate-limiter' },
    { at: either(validationPipe, validationPipe.instance(), validationPipe.instance().member('transform')), role: 'validator', byTypes: true },
    { at: either(pipes, pipes.instance(), pipes.instance().member('transform')), role: 'validator' },
  ],
  containers: [app.member('get', 'resolve'), core.member('ModuleRef').instance().member('get', 'resolve', 'create')],
  fieldResolvers: {
    methods: graphql.member('ResolveField', 'ResolveProperty').call(),
    reference: { methods: graphql.member('ResolveReference').call() },
    types: graphql.member('Resolver').call(),
    once: ONCE,
  },
});
