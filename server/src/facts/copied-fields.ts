import type { UniqueKey } from '../frameworks/model.ts';
import { eachExpression } from '../semantic/returns.ts';
import type { Expression } from '../syntax/tree.ts';
import type { QuerySite } from './query-sites.ts';
import { eachTold } from './write-parts.ts';

/** What is known of keys besides their names. */
export interface KeyWords {
  /** Values that name one row, by how they are written. */
  readonly isKey: RegExp;
  readonly unique: readonly UniqueKey[];
  isOfTable(site: QuerySite, table: string): boolean;
}

/** The fields of a new row that it only hands back as they were told: no key by name or schema, and no value that names another row, or is made for this one. */
export function copiedFields(site: QuerySite, { isKey, unique, isOfTable }: KeyWords): ReadonlySet<string> {
  const found = new Set<string>();
  if (site.row.operation !== 'insert' || site.sql) return found;
  const keys = new Set(unique.filter(({ table }) => isOfTable(site, table)).flatMap(({ fields }) => fields));
  eachTold(site, (node) => {
    if (node.kind !== 'object') return;
    for (const property of node.properties) if (!('kind' in property) && property.key !== undefined && !isKey.test(property.key) && !keys.has(property.key) && isPlain(property.value, isKey)) found.add(property.key);
  });
  return found;
}

/** Whether a value is only put together from what was there before, and nothing in it is a key. */
function isPlain(value: Expression, isKey: RegExp): boolean {
  let plain = true;
  eachExpression(value, (part) => {
    if (part.kind === 'call' || part.kind === 'object' || part.kind === 'opaque' || part.kind === 'await' || part.kind === 'function') plain = false;
    if ((part.kind === 'name' || part.kind === 'member') && isKey.test(part.name)) plain = false;
  });
  return plain;
}
