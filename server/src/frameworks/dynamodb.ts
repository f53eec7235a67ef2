import { api, argsFrom, defineFramework, either, option, type Operation, type QueryRow } from './model.ts';

const library = api('@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb');
const old = api('aws-sdk', 'aws-sdk/clients/dynamodb');
const oldService = either(old.member('DynamoDB'), api('aws-sdk/clients/dynamodb'));
/** Clients that have a method for each command. */
const client = either(
  library.member('DynamoDB', 'DynamoDBDocument').instance(), library.member('DynamoDBDocument').member('from').call(),
  either(oldService, oldService.member('DocumentClient')).instance(),
);

const TRANSACTIONS = ['TransactWriteItems', 'TransactWrite'];

/** Commands without the word at their end, as the two clients call them. */
const WRITES: Readonly<Record<'insert' | 'update' | 'delete', readonly string[]>> = {
  insert: ['PutItem', 'Put', 'BatchWriteItem', 'BatchWrite'],
  update: ['UpdateItem', 'Update', ...TRANSACTIONS],
  delete: ['DeleteItem', 'Delete', 'DeleteTable'],
};
const ONE = ['GetItem', 'Get', 'BatchGetItem', 'BatchGet', 'TransactGetItems', 'TransactGet'];
/** PartiQL: a statement that reads may read the table, a page at a time; of several, each reads one item. */
const STATEMENT = ['ExecuteStatement'];
const STATEMENTS = ['BatchExecuteStatement', 'ExecuteTransaction'];

const TABLE = option(0, 'TableName');
/** How many items are looked at, before the filter. Who says where to begin reads page by page, which may go on to the end or not; `Select` may ask for their number alone. */
const scanned = { operation: 'read', returns: 'many', unit: 'item', limits: [option(0, 'Limit'), option(0, 'ExclusiveStartKey'), option(0, 'Select')], cap: { text: '1 MB', isSetting: false }, table: TABLE } as const;
/** One key may have few items, and nobody says here. */
const asked = { operation: 'read', returns: 'many', unit: 'item', limits: [option(0, 'Limit'), argsFrom(0)], table: TABLE } as const;

const commandsOf = (names: readonly string[]) => library.member(...names.map((name) => `${name}Command`));
const methodsOf = (names: readonly string[]) => client.member(...names.flatMap((name) => [name, name.replace(/^./, (first) => first.toLowerCase())]), ...names.flatMap(transactional));

/** The old document client says `transactWrite`, the others `transactWriteItems`: both are among the names; it says `batchWrite` too. */
function transactional(name: string): readonly string[] {
  return name.endsWith('Item') ? [] : [name.replace(/^./, (first) => first.toLowerCase())];
}

function rowsOf(names: readonly string[], operation: Operation, returns: QueryRow['returns']): readonly QueryRow[] {
  return [
    { at: commandsOf(names), operation, returns, table: TABLE, isMade: true },
    { at: methodsOf(names), operation, returns, table: TABLE },
  ];
}

const queries: readonly QueryRow[] = [
  { at: commandsOf(['Scan']), ...scanned, isMade: true },
  { at: methodsOf(['Scan']), ...scanned },
  { at: commandsOf(['Query']), ...asked, isMade: true },
  { at: methodsOf(['Query']), ...asked },
  // A stream of pages: memory holds one of them, unless somebody keeps them.
  { at: library.member('paginateScan', 'paginateQuery'), operation: 'read', returns: 'many', unit: 'item', limits: [argsFrom(0)], table: option(1, 'TableName'), isMade: true },
  ...rowsOf(ONE, 'read', 'one'),
  ...rowsOf(WRITES.insert, 'insert', 'nothing'),
  ...rowsOf(WRITES.update, 'update', 'nothing'),
  ...rowsOf(WRITES.delete, 'delete', 'nothing'),
  ...rowsOf(STATEMENT, 'raw', 'many').map((row) => ({ ...row, limits: [argsFrom(0)] })),
  ...rowsOf(STATEMENTS, 'raw', 'nothing'),
];

/** A command is made and sent by whichever client is at hand: the query is the command. */
export default defineFramework({
  name: 'DynamoDB',
  packages: ['@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb'],
  docs: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Scan.html',
  queries,
  // One command that holds several writes.
  transactions: { handles: either(commandsOf(TRANSACTIONS), methodsOf(TRANSACTIONS)) },
  promises: {
    started: [
      { at: library.member('DynamoDBClient', 'DynamoDBDocumentClient').instance().member('send') },
      { at: library.member('DynamoDBDocumentClient').member('from').call().member('send') },
      { at: either(library.member('DynamoDB', 'DynamoDBDocument').instance(), library.member('DynamoDBDocument').member('from').call()).anyMember() },
    ],
  },
});
