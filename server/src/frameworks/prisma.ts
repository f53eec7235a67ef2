import { api, argsFrom, defineFramework, either, option, sqlText, type QueryRow, type UniqueKey } from './model.ts';

const CLIENT = '@prisma/client';
/** The second is where the generator puts the client by default; some import it directly. */
const prisma = api(CLIENT, '.prisma/client');
const client = either(prisma.member('PrismaClient').instance(), api('nestjs-prisma').member('PrismaService').instance()).fluent('$extends');
const transaction = either(client.member('$transaction').callback(0), prisma.member('Prisma').member('TransactionClient').instance());
const table = either(client, transaction).anyMember(); // prisma.user, tx.order, …

const filter = option(0, 'where');
const limits = [option(0, 'take')];

const queries: readonly QueryRow[] = [
  { at: table.member('findMany'), operation: 'read', returns: 'many', filter, limits, mergedBy: option(0, 'distinct') },
  { at: table.member('findUnique'), operation: 'read', returns: 'one', filter, isMerged: true, byKeys: { findUnique: { key: { in: 'filter', slot: filter, becomes: '{ in: {{keys}} }' }, method: 'findMany', isUnique: true, orElse: 'null' } } },
  { at: table.member('findUniqueOrThrow'), operation: 'read', returns: 'one', filter, isMerged: true },
  { at: table.member('findFirst', 'findFirstOrThrow'), operation: 'read', returns: 'one', filter },
  // How many groups there are, the data says.
  { at: table.member('groupBy'), operation: 'read', returns: 'many', filter, limits: [...limits, argsFrom(0)] },
  { at: table.member('count', 'aggregate'), operation: 'read', returns: 'one', filter },
  { at: table.member('create', 'createMany', 'createManyAndReturn'), operation: 'insert', returns: 'nothing', givesBack: { createManyAndReturn: 'many' }, inserts: { create: { row: option(0, 'data'), method: 'createMany', nestsWrites: true } } },
  { at: table.member('update'), operation: 'update', returns: 'nothing', filter },
  { at: table.member('updateMany', 'updateManyAndReturn'), operation: 'update', returns: 'nothing', givesBack: { updateManyAndReturn: 'many' }, filter, writesMany: { dropsUndefined: true } },
  { at: table.member('upsert'), operation: 'update', returns: 'nothing', filter, isIdempotent: true },
  { at: table.member('delete'), operation: 'delete', returns: 'nothing', filter },
  { at: table.member('deleteMany'), operation: 'delete', returns: 'nothing', filter, writesMany: { dropsUndefined: true } },
  // Typed queries stand in files of their own.
  { at: either(client, transaction).member('$queryRaw', '$queryRawUnsafe', '$queryRawTyped'), operation: 'raw', returns: 'many', sql: sqlText('generic') },
  { at: either(client, transaction).member('$executeRaw', '$executeRawUnsafe'), operation: 'raw', returns: 'nothing', sql: sqlText('generic') },
];

export default defineFramework({
  name: 'Prisma',
  packages: [CLIENT, 'nestjs-prisma'],
  docs: 'https://www.prisma.io/docs/orm/reference/prisma-client-reference',
  queries,
  pooled: client.member('$queryRaw', '$queryRawUnsafe', '$executeRaw', '$executeRawUnsafe'),
  // A call only describes the query: https://www.prisma.io/docs/orm/reference/prisma-client-reference#prismapromise-behavior
  promises: {
    lazy: [{ at: either(...queries.map(({ at }) => at)), endedBy: [] }],
    started: [{ at: client.member('$transaction'), takesFunctions: true }],
  },
  transactions: {
    handles: transaction,
    runners: client.member('$transaction'),
    decorators: api('@nestjs-cls/transactional').member('Transactional').call(),
    wraps: { client, by: '$transaction', handle: 'tx' },
  },
  concurrency: {
    versionedBy: {},
    value: { add: '{ increment: {{amount}} }', take: '{ decrement: {{amount}} }' },
  },
  generated: (files) => files.find('prisma').flatMap(({ path, text }) => generatorOutputs(path, text)),
  uniqueKeys: (files) => files.find('prisma').flatMap(({ text }) => uniqueKeysOf(text)),
});

/** Since Prisma 7 (and optionally before) the client is generated into the project; `output` is relative to the schema file. */
function generatorOutputs(schema: string, text: string): readonly { folder: string; package: string }[] {
  return [...text.matchAll(/^[ \t]*output\s*=\s*"([^"]+)"/gm)].map((match) => {
    const url = new URL(match[1] ?? '', `file://${schema}`);
    return { folder: decodeURIComponent(url.pathname).replace(/\/$/, ''), package: CLIENT };
  });
}

/** Fields with `@id` or `@unique`, and `@@id([…])`, `@@unique([…])`. Client properties begin in lower case: model `User` is `prisma.user`. */
function uniqueKeysOf(text: string): readonly UniqueKey[] {
  return [...text.matchAll(/^[ \t]*model\s+(\w+)\s*\{([^}]*)\}/gm)].flatMap(([, name = '', body = '']) => {
    const table = name.replace(/^./, (first) => first.toLowerCase());
    const single = [...body.matchAll(/^[ \t]*(\w+)[^\n/]*\s@(?:id|unique)\b/gm)].map(([, field = '']) => [field]);
    const compound = [...body.matchAll(/@@(?:id|unique)\(\s*(?:fields:\s*)?\[([^\]]*)\]/g)].map(([, list = '']) => list.split(',').map((field) => field.replace(/\(.*/, '').trim()));
    return [...single, ...compound].map((fields) => ({ table, fields }));
  });
}
