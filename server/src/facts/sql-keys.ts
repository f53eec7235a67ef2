import { sqlKeysIn } from '../sql/sql-schema.ts';
import type { SqlStatement } from '../sql/read-sql.ts';
import { HOLE } from '../sql/sql-tokens.ts';
import type { Program } from '../semantic/program.ts';
import { eachExpressionOf } from '../semantic/returns.ts';
import type { Module } from '../syntax/tree.ts';

/** Code that makes tables: migrations, mostly. */
const MAKES_TABLES = /\bCREATE\s+(?:TABLE|UNIQUE)\b/i;

/** Says of a statement whether it fixes what the project's files of SQL, or texts in its code, call unique: then it finds one row. */
export function createSqlKeys(program: Program): (statement: SqlStatement) => boolean {
  let keys: ReadonlyMap<string, readonly (readonly string[])[]> | undefined;
  return ({ table, fixed = [] }) => {
    if (table === undefined || fixed.length === 0) return false;
    keys ??= keysIn(program);
    return (keys.get(table.toLowerCase()) ?? []).some((columns) => columns.every((column) => fixed.includes(column)));
  };
}

function keysIn(program: Program): ReadonlyMap<string, readonly (readonly string[])[]> {
  const { project } = program;
  const keys = new Map<string, (readonly string[])[]>();
  const written = project.filesWithExtension('sql').map((file) => project.text(file) ?? '');
  const inCode = program.files.filter((file) => MAKES_TABLES.test(project.text(file) ?? '')).flatMap((file) => textsIn(program.module(file)));
  for (const { table, columns } of [...written, ...inCode].flatMap(sqlKeysIn)) keys.set(table, [...(keys.get(table) ?? []), columns]);
  return keys;
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
