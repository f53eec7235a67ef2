import { api, defineFramework } from './model.ts';

const formidable = api('formidable');

/** Files of more than 200 MB are refused by default, and files are written to disk. */
export default defineFramework({
  name: 'Formidable',
  packages: ['formidable'],
  docs: 'https://github.com/node-formidable/formidable#options',
  uploads: [
    { at: formidable, options: 0, size: ['maxFileSize'], isBoundedByDefault: true },
    { at: formidable.member('formidable', 'IncomingForm', 'Formidable'), options: 0, size: ['maxFileSize'], isBoundedByDefault: true },
  ],
});
