import { api, defineFramework, either } from './model.ts';
import type { CrossOriginRow } from './vocabulary/options.ts';

const nest = api('@nestjs/core').member('NestFactory');
const nestApplication = either(
  nest.member('create').call(),
  api('@nestjs/common').member('INestApplication').instance(),
  api('@nestjs/platform-express').member('NestExpressApplication').instance(),
  api('@nestjs/platform-fastify').member('NestFastifyApplication').instance(),
);

/** `origin: true` reflects the caller's origin; `*` beside credentials is what browsers refuse. */
const CONNECT = { byDefault: 'star', byStar: 'star', decides: 'callback' } satisfies Partial<CrossOriginRow>;

export default defineFramework({
  name: 'CORS',
  packages: ['cors', '@fastify/cors', 'fastify-cors', '@koa/cors', 'kcors', 'hono', '@nestjs/core', 'socket.io', '@hapi/hapi'],
  docs: 'https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS',
  crossOrigin: [
    { ...CONNECT, at: api('cors'), options: 0 },
    { ...CONNECT, at: api('@fastify/cors', 'fastify-cors'), handedOver: 'register', options: 1, isStarListed: true },
    { ...CONNECT, at: nestApplication.member('enableCors'), options: 0, isGlobal: true },
    { ...CONNECT, at: nest.member('create'), options: 1, within: ['cors'], isOffByDefault: true, isGlobal: true },
    { ...CONNECT, at: nest.member('create'), options: 2, within: ['cors'], isOffByDefault: true, isGlobal: true },
    { ...CONNECT, at: api('socket.io').member('Server'), options: 0, within: ['cors'], isOffByDefault: true },
    { ...CONNECT, at: api('socket.io').member('Server'), options: 1, within: ['cors'], isOffByDefault: true },
    // With credentials it answers the caller's origin where it would answer `*`.
    { at: api('@koa/cors'), options: 0, byDefault: 'reflected', byStar: 'reflected', decides: 'return' },
    { at: api('kcors'), options: 0, byDefault: 'reflected', byStar: 'star', decides: 'return' },
    { at: api('hono/cors').member('cors'), options: 0, byDefault: 'star', byStar: 'star', decides: 'return' },
    { at: api('@hapi/hapi').member('server', 'Server'), options: 0, within: ['routes', 'cors'], isOffByDefault: true, isStarListed: true, byDefault: 'reflected', byStar: 'reflected', decides: 'return', isGlobal: true },
  ],
});
