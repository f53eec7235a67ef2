import { bodiesOf } from '../semantic/returns.ts';
import type { TextEdit } from '../syntax/text.ts';
import type { FunctionNode, Statement } from '../syntax/tree.ts';
import type { QuerySite } from './query-sites.ts';
import { indentAt, sourceText, styleOf, type Source } from './source.ts';

const HANDLE = 'tx';

/** Two writes that stand one behind the other, in the callback of the client's transaction. */
export function wrapInTransaction(source: Source, owner: FunctionNode, first: QuerySite, second: QuerySite): readonly TextEdit[] | undefined {
  const method = first.model.transactions?.wrapsBy;
  const { module } = first.frame;
  const client = clientOf(first);
  const other = clientOf(second);
  if (method === undefined || !client || !other || !first.frame.fn.isAsync || first.frame.fn !== second.frame.fn) return undefined;
  const name = sourceText(source, module, client);
  if (sourceText(source, module, other) !== name || !areAdjacent(first.frame.fn.body, first.statement, second.statement)) return undefined;
  const text = source.text(module.file);
  const [start, end] = [first.statement.start, second.statement.end];
  if (new RegExp(`\\b${HANDLE}\\b`).test(text.slice(owner.start, owner.end))) return undefined;
  const declared = [first, second].flatMap(({ statement }) => (statement.kind === 'declare' ? [/^(?:const|let)\s+(\w+)\s*=/.exec(text.slice(statement.start, statement.end))?.[1] ?? ''] : []));
  if (declared.includes('')) return undefined;
  const needed = declared.filter((variable) => new RegExp(`\\b${variable}\\b`).test(text.slice(end, owner.end)));
  if (needed.length > 1) return undefined;
  const [result] = needed;
  const { indent, newline, semicolon } = styleOf(text);
  const outer = indentAt(text, start);
  const body = [client, other].reduceRight((whole, place) => whole.slice(0, place.start - start) + HANDLE + whole.slice(place.end - start), text.slice(start, end));
  const lines = body.split(/\r?\n/).map((line, index) => (index === 0 ? outer + indent + line : line === '' ? line : indent + line));
  const lead = result === undefined ? '' : `const ${result} = `;
  const give = result === undefined ? [] : [`${outer}${indent}return ${result}${semicolon}`];
  const wrapped = [`${lead}await ${name}.${method}(async (${HANDLE}) => {`, ...lines, ...give, `${outer}})${semicolon}`].join(newline);
  return [{ at: { file: module.file, start, end }, text: wrapped }];
}

/** What a table's write is asked of: `prisma` in `prisma.order.create`. */
function clientOf({ node }: QuerySite) {
  const table = node.kind === 'call' && node.callee.kind === 'member' ? node.callee.object : undefined;
  return table?.kind === 'member' && (table.object.kind === 'name' || table.object.kind === 'member') ? table.object : undefined;
}

function areAdjacent(body: readonly Statement[], first: Statement, second: Statement): boolean {
  const at = body.indexOf(first);
  if (at >= 0) return body[at + 1] === second && [first, second].every(({ kind }) => kind === 'expression' || kind === 'declare');
  return body.some((statement) => bodiesOf(statement).some((inner) => areAdjacent(inner, first, second)));
}
