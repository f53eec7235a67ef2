import { sqlKeysIn } from '../sql/sql-schema.ts';
import type { SqlStatement } from '../sql/read-sql.ts';
import type { Project } from '../workspace/project.ts';

/** Says of a statement whether it fixes what the project's files of SQL call unique: then it finds one row. */
export function createSqlKeys(project: Project): (statement: SqlStatement) => boolean {
  let keys: ReadonlyMap<string, readonly (readonly string[])[]> | undefined;
  return ({ table, fixed = [] }) => {
    if (table === undefined || fixed.length === 0) return false;
    keys ??= keysIn(project);
    return (keys.get(table.toLowerCase()) ?? []).some((columns) => columns.every((column) => fixed.includes(column)));
  };
}

function keysIn(project: Project): ReadonlyMap<string, readonly (readonly string[])[]> {
  const keys = new Map<string, (readonly string[])[]>();
  for (const file of project.filesWithExtension('sql')) {
    for (const { table, columns } of sqlKeysIn(project.text(file) ?? '')) keys.set(table, [...(keys.get(table) ?? []), columns]);
  }
  return keys;
}
