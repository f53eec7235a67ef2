import { api, defineFramework } from './model.ts';

/** Without a limit of its own it takes that of the application's bodies, 1 MiB. */
export default defineFramework({
  name: '@fastify/multipart',
  packages: ['@fastify/multipart', 'fastify-multipart'],
  docs: 'https://github.com/fastify/fastify-multipart#usage',
  uploads: [{ at: api('@fastify/multipart', 'fastify-multipart'), handedOver: 'register', options: 1, size: ['limits', 'fileSize'], isBoundedByDefault: true }],
});
