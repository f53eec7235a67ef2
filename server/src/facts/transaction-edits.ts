import type { TransactionCode } from '../frameworks/vocabulary/transactions.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { bodiesOf } from '../semantic/returns.ts';
import type { TextEdit } from '../syntax/text.ts';
import type { Expression, FunctionNode, Statement } from '../syntax/tree.ts';
import type { QuerySite } from './query-sites.ts';
import { indentAt, sourceText, styleOf, type Source } from './source.ts';

export interface WrapTools {
  readonly evaluator: Evaluator;
  readonly source: Source;
}

/** Two writes that stand one behind the other, in the callback of the client's transaction. */
export function wrapInTransaction({ evaluator, source }: WrapTools, owner: FunctionNode, first: QuerySite, second: QuerySite): readonly TextEdit[] | undefined {
  const code = first.model.transactions?.wraps;
  const { module } = first.frame;
  const client = code && clientOf(evaluator, code, first);
  const other = code && clientOf(evaluator, code, second);
  if (!client || !other || !first.frame.fn.isAsync || first.frame.fn !== second.frame.fn) return undefined;
  const name = sourceText(source, module, client);
  if (sourceText(source, module, other) !== name || !areAdjacent(first.frame.fn.body, first.statement, second.statement)) return undefined;
  const text = source.text(module.file);
  const [start, end] = [first.statement.start, second.statement.end];
  const { by, handle } = code;
  if (new RegExp(`\\b${handle}\\b`).test(text.slice(owner.start, owner.end))) return undefined;
  const declared = [first, second].flatMap(({ statement }) => (statement.kind === 'declare' ? [/^(?:const|let)\s+(?:(\w+)|\[\s*(\w+)\s*\])\s*=/.exec(text.slice(statement.start, statement.end))?.slice(1).find((name) => name) ?? ''] : []));
  if (declared.includes('')) return undefined;
  const needed = declared.filter((variable) => new RegExp(`\\b${variable}\\b`).test(text.slice(end, owner.end)));
  if (needed.length > 1) return undefined;
  const [result] = needed;
  const { indent, newline, semicolon } = styleOf(text);
  const outer = indentAt(text, start);
  const body = [client, other].reduceRight((whole, place) => whole.slice(0, place.start - start) + handle + whole.slice(place.end - start), text.slice(start, end));
  const lines = body.split(/\r?\n/).map((line, index) => (index === 0 ? outer + indent + line : line === '' ? line : indent + line));
  const lead = result === undefined ? '' : `const ${result} = `;
  const give = result === undefined ? [] : [`${outer}${indent}return ${result}${semicolon}`];
  const wrapped = [`${lead}await ${name}.${by}(async (${handle}) => {`, ...lines, ...give, `${outer}})${semicolon}`].join(newline);
  return [{ at: { file: module.file, start, end }, text: wrapped }];
}

/** What a write is asked of in the end: `prisma` in `prisma.order.create`, `knex` in `knex('orders').insert`. */
function clientOf(evaluator: Evaluator, { client }: TransactionCode, { node, frame }: QuerySite): Expression | undefined {
  let at: Expression | undefined = node.kind === 'call' ? node.callee : undefined;
  while (at) {
    if ((at.kind === 'name' || at.kind === 'member') && evaluator.evaluate(at, frame).some((value) => value.kind === 'api' && matches(client, value))) return at;
    at = at.kind === 'member' ? at.object : at.kind === 'call' ? at.callee : undefined;
  }
  return undefined;
}

function areAdjacent(body: readonly Statement[], first: Statement, second: Statement): boolean {
  const at = body.indexOf(first);
  if (at >= 0) return body[at + 1] === second && [first, second].every(({ kind }) => kind === 'expression' || kind === 'declare');
  return body.some((statement) => bodiesOf(statement).some((inner) => areAdjacent(inner, first, second)));
}
