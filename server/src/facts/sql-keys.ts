import { sqlKeysIn, type SqlKey } from '../sql/sql-schema.ts';
import type { SqlStatement } from '../sql/read-sql.ts';
import { HOLE } from '../sql/sql-tokens.ts';
import type { Program } from '../semantic/program.ts';
import type { Recall } from '../semantic/recall.ts';
import { eachExpressionOf } from '../semantic/returns.ts';
import type { Module } from '../syntax/tree.ts';
import { groupBy } from './group-by.ts';

/** Code that makes tables: migrations, mostly. */
const MAKES_TABLES = /\bCREATE\s+(?:TABLE|UNIQUE)\b/i;

/** What each file's text says is unique, kept across snapshots: a file is read again only when its text is another one. */
export type SqlKeyCache = Map<string, { readonly text: string; readonly keys: readonly SqlKey[] }>;

/** Says of a statement whether it fixes what the project's files of SQL, or texts in its code, call unique: then it finds one row. */
export function createSqlKeys(program: Program, cache: SqlKeyCache, recall: Recall): (statement: SqlStatement) => boolean {
  const keys = recall.keepSteady((_: undefined) => keysIn(program, cache), (one, other) => JSON.stringify([...one]) === JSON.stringify([...other]));
  return ({ table, fixed = [] }) => {
    if (table === undefined || fixed.length === 0) return false;
    return (keys(undefined).get(table.toLowerCase()) ?? []).some((columns) => columns.every((column) => fixed.includes(column)));
  };
}

function keysIn(program: Program, cache: SqlKeyCache): ReadonlyMap<string, readonly (readonly string[])[]> {
  const { project } = program;
  const keysOf = (file: string, read: (text: string) => readonly SqlKey[]): readonly SqlKey[] => {
    const text = project.text(file) ?? '';
    const known = cache.get(file);
    if (known?.text === text) return known.keys;
    const own = read(text);
    cache.set(file, { text, keys: own });
    return own;
  };
  const inCode = (file: string) => keysOf(file, (text) => (MAKES_TABLES.test(text) ? textsIn(program.module(file)).flatMap(sqlKeysIn) : []));
  const found = [...project.filesWithExtension('sql').flatMap((file) => keysOf(file, sqlKeysIn)), ...program.files.flatMap(inCode)];
  return new Map([...groupBy(found, ({ table }) => table)].map(([table, own]) => [table, own.map(({ columns }) => columns)]));
}

function textsIn(module: Module | undefined): readonly string[] {
  const found: string[] = [];
  for (const { body } of module?.functions ?? []) {
    eachExpressionOf(body, (node) => {
      const text = node.kind === 'template' ? node.texts.join(HOLE) : node.kind === 'literal' && typeof node.value === 'string' ? node.value : '';
      if (MAKES_TABLES.test(text)) found.push(text);
    });
  }
  return found;
}
