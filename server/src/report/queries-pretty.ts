import { createColors } from 'picocolors';
import type { QueryEntry } from '../facts/query-entries.ts';
import { createPlaces } from './places.ts';
import { count } from './pretty.ts';
import type { PrettyOptions } from './pretty.ts';
import { queriesInOrder, type QueriesReport } from './queries-report.ts';

/** What is known of each query, for people: one block for each file, one line for each query. */
export function reportQueriesPretty({ root, queries, text }: QueriesReport, { isColoured }: PrettyOptions): string {
  const colours = createColors(isColoured);
  const placeOf = createPlaces(root, text);
  const rows = queriesInOrder(queries).map((query) => ({ query, place: placeOf(query.at) }));
  const lineWidth = Math.max(0, ...rows.map(({ place }) => String(place.line).length));

  const lines: string[] = [];
  let file: string | undefined;
  for (const { query, place } of rows) {
    if (place.file !== file) {
      if (file !== undefined) lines.push('');
      lines.push(colours.underline(place.file));
      file = place.file;
    }
    lines.push(`  ${colours.dim(String(place.line).padStart(lineWidth))}  ${colours.bold(query.label)}${factsOf(query).map((fact) => `  · ${fact}`).join('')}`);
  }
  if (lines.length > 0) lines.push('');
  lines.push(count(rows.length, 'query', 'queries'));
  return `${lines.join('\n')}\n`;
}

function factsOf({ library, operation, returns, table, bounded, isFiltered, inTransaction, routes }: QueryEntry): readonly string[] {
  const [first, ...others] = [...routes].sort();
  return [
    library,
    table === undefined ? operation : `${operation} ${table}`,
    ...(returns === 'many' ? [`bounded: ${bounded}`] : []),
    ...(isFiltered ? ['filtered'] : []),
    ...(inTransaction === 'absent' ? [] : [`in a transaction: ${inTransaction}`]),
    ...(first === undefined ? [] : [`${first}${others.length > 0 ? ` and ${count(others.length, 'route')} more` : ''}`]),
  ];
}
