import { api, defineFramework, either } from './model.ts';

const pg = either(api('pg').member('Pool', 'Client').instance(), api('pg').member('Pool').instance().member('connect').call());
const mysql = either(
  api('mysql', 'mysql2', 'mysql2/promise').member('createPool', 'createConnection').call(),
  api('mysql', 'mysql2', 'mysql2/promise').member('createPool').call().member('promise').call(), api('mysql2').member('createConnection').call().member('promise').call(),
);
const sqlite = either(api('better-sqlite3').instance(), api('better-sqlite3').call(), api('node:sqlite').member('DatabaseSync').instance());

/** Drivers and builders that are known as databases only: which rows a call reads, nobody says here. */
export default defineFramework({
  name: 'Database drivers',
  packages: ['pg', 'mysql', 'mysql2', 'better-sqlite3', 'node:sqlite', 'postgres'],
  docs: 'https://node-postgres.com/apis/pool',
  effects: [
    {
      effect: 'queries',
      at: either(
        pg.member('query'),
        mysql.member('query', 'execute'),
        sqlite.member('prepare').call().member('all', 'get', 'run', 'iterate'), sqlite.member('exec'),
        api('postgres').call(),
      ),
    },
  ],
});
