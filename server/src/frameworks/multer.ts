import { api, defineFramework } from './model.ts';
import type { UploadRow } from './vocabulary/options.ts';

const multer = api('multer', '@koa/multer', 'koa-multer', 'fastify-multer');
const nest = api('@nestjs/platform-express');

/** Without `storage` and `dest` files stay in memory; without `limits.fileSize` they may be of any size. */
const OPTIONS = {
  size: ['limits', 'fileSize'],
  destinations: ['storage', 'dest'],
  memory: multer.member('memoryStorage').call(),
  disk: { at: multer.member('diskStorage').call(), folder: 'destination' },
  folder: 'dest',
  filter: 'fileFilter',
  takesFiles: ['single', 'array', 'fields', 'any'],
  takesNone: ['none'],
} satisfies Omit<UploadRow, 'at' | 'options'>;

/** Interceptors are given Multer's options, behind what the module was given. */
const INTERCEPTORS = {
  ...OPTIONS,
  defaults: [
    { at: nest.member('MulterModule').member('register'), options: 0 },
    ...['useFactory', 'useClass', 'useExisting'].map((key) => ({ at: nest.member('MulterModule').member('registerAsync'), options: 0, within: [key] })),
  ],
  checks: [api('@nestjs/common').member('MaxFileSizeValidator'), api('@nestjs/common').member('ParseFilePipeBuilder').instance().fluent('addFileTypeValidator').member('addMaxSizeValidator')],
} satisfies Omit<UploadRow, 'at' | 'options'>;

export default defineFramework({
  name: 'Multer',
  packages: ['multer', '@koa/multer', 'koa-multer', 'fastify-multer'],
  docs: 'https://github.com/expressjs/multer#limits',
  uploads: [
    { ...OPTIONS, at: multer, options: 0 },
    { ...INTERCEPTORS, at: nest.member('AnyFilesInterceptor'), options: 0 },
    { ...INTERCEPTORS, at: nest.member('FileInterceptor', 'FileFieldsInterceptor'), options: 1 },
    { ...INTERCEPTORS, at: nest.member('FilesInterceptor'), options: 2 },
  ],
});
