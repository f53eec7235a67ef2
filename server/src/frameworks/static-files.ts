import { api, defineFramework, either } from './model.ts';

const nestApplication = either(
  api('@nestjs/core').member('NestFactory').member('create').call(),
  api('@nestjs/platform-express').member('NestExpressApplication').instance(),
);

/** Folders whose files everyone can fetch, besides Express's own. */
export default defineFramework({
  name: 'Static files',
  packages: ['serve-static', 'koa-static', '@fastify/static', '@nestjs/serve-static'],
  docs: 'https://expressjs.com/en/resources/middleware/serve-static.html',
  staticFiles: [
    { at: api('serve-static', 'koa-static'), options: 0 },
    { at: api('@fastify/static', 'fastify-static'), handedOver: 'register', options: 1, folder: 'root' },
    { at: api('@nestjs/serve-static').member('ServeStaticModule').member('forRoot'), options: 0, folder: 'rootPath' },
    { at: nestApplication.member('useStaticAssets'), options: 0 },
  ],
});
