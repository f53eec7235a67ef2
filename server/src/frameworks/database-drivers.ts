import { api, defineFramework, either, sqlText, type QueryRow } from './model.ts';

const knex = either(api('knex').call(), api('knex').member('knex', 'default').call(), api('knex').member('Knex').instance());

const queries: readonly QueryRow[] = [{ at: knex.member('raw'), operation: 'raw', returns: 'many', sql: { ...sqlText('generic'), makesParts: true, streams: ['stream'] } }];

/** Builders that are known as databases only: which rows a call reads, nobody says here. */
export default defineFramework({
  name: 'Database drivers',
  packages: ['knex'],
  docs: 'https://knexjs.org/guide/raw.html',
  queries,
  effects: [{ effect: 'queries', at: either(knex, knex.member('select', 'from', 'table', 'insert', 'raw', 'with', 'into')) }],
});
