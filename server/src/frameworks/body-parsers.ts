import { api, defineFramework, either } from './model.ts';

const bodyParser = api('body-parser');
const nestApplication = either(
  api('@nestjs/core').member('NestFactory').member('create').call(),
  api('@nestjs/platform-express').member('NestExpressApplication').instance(),
  api('@nestjs/platform-fastify').member('NestFastifyApplication').instance(),
);

/** Parsers of bodies, and how large a body they read. By default between 56 KB and 1 MB. */
export default defineFramework({
  name: 'Body parsers',
  packages: ['body-parser', 'koa-bodyparser', '@koa/bodyparser', 'koa-body', 'fastify', '@nestjs/core'],
  docs: 'https://expressjs.com/en/resources/middleware/body-parser.html',
  bodyLimits: [
    { at: either(bodyParser, bodyParser.member('json', 'urlencoded', 'raw', 'text')), options: 0, limits: [['limit']] },
    { at: either(api('koa-bodyparser', '@koa/bodyparser'), api('@koa/bodyparser').member('bodyParser')), options: 0, limits: [['jsonLimit'], ['formLimit'], ['textLimit'], ['xmlLimit']] },
    { at: either(api('koa-body'), api('koa-body').member('koaBody')), options: 0, limits: [['jsonLimit'], ['formLimit'], ['textLimit']] },
    { at: either(api('fastify'), api('fastify').member('fastify', 'Fastify')), options: 0, limits: [['bodyLimit']], isGlobal: true },
    { at: nestApplication.member('useBodyParser'), options: 1, limits: [['limit']], isGlobal: true },
  ],
});
