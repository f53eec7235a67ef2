import { api, defineFramework } from './model.ts';

export default defineFramework({
  name: 'express-fileupload',
  packages: ['express-fileupload'],
  docs: 'https://github.com/richardgirges/express-fileupload#available-options',
  uploads: [
    // Files that pass the limit arrive cut off unless `abortOnLimit` says that they are refused.
    { at: api('express-fileupload'), options: 0, size: ['limits', 'fileSize'], destinations: ['useTempFiles'], beside: { key: 'abortOnLimit', text: 'true' } },
  ],
});
