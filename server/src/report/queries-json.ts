import { createPlaces } from './places.ts';
import { queriesInOrder, type QueriesReport } from './queries-report.ts';

/** What is known of each query, for other programs; lines count from 1. */
export function reportQueriesJson({ root, queries, text }: QueriesReport): string {
  const placeOf = createPlaces(root, text);
  const entries = queriesInOrder(queries).map(({ at, label, library, operation, returns, table, bounded, isFiltered, inTransaction, routes }) => {
    const { file, line } = placeOf(at);
    return { file, line, label, library, operation, returns, ...(table !== undefined && { table }), bounded, ...(isFiltered !== undefined && { filtered: isFiltered }), inTransaction, routes: [...routes].sort() };
  });
  return `${JSON.stringify({ version: 1, root, queries: entries }, undefined, 2)}\n`;
}
