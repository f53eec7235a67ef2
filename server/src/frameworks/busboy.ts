import { api, defineFramework } from './model.ts';

/** Reads multipart bodies as streams. Whoever listens decides where files go; how large they may be only the options say. */
export default defineFramework({
  name: 'Busboy',
  packages: ['busboy', '@fastify/busboy', 'connect-busboy'],
  docs: 'https://github.com/mscdex/busboy#api',
  uploads: [
    { at: api('busboy', '@fastify/busboy', 'connect-busboy'), options: 0, size: ['limits', 'fileSize'] },
    { at: api('@fastify/busboy').member('Busboy'), options: 0, size: ['limits', 'fileSize'] },
  ],
});
