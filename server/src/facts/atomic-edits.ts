import { bodiesOf } from '../semantic/returns.ts';
import type { TextEdit } from '../syntax/text.ts';
import type { Statement } from '../syntax/tree.ts';
import type { QuerySite } from './query-sites.ts';
import type { Computed } from './rewrites.ts';
import { sourceText, type Source } from './source.ts';

/** The library's own operator in place of arithmetic in memory. */
export function atomicEdits(source: Source, write: QuerySite, read: QuerySite, { member, operator, amount, value, assigned }: Computed): readonly TextEdit[] | undefined {
  const { concurrency } = write.model;
  const { module, fn } = write.frame;
  if (!amount || (operator !== '+' && operator !== '-')) return undefined;
  const kind = operator === '+' ? 'add' : 'take';
  const written = sourceText(source, module, amount);
  const { file } = module;
  if (!assigned) {
    const text = concurrency?.value?.[kind].replace('{{amount}}', () => written);
    return text === undefined ? undefined : [{ at: { file, start: value.start, end: value.end }, text }];
  }
  const call = concurrency?.write?.[kind];
  // Only what stands directly before the write; anything else that was changed has to be saved as well.
  if (call === undefined || !isDirectlyBefore(fn.body, assigned, write.statement) || write.statement.kind !== 'expression' || write.statement.value.kind !== 'await' || write.statement.value.value !== write.node) return undefined;
  const model = read.node.kind === 'call' && read.node.callee.kind === 'member' ? sourceText(source, module, read.node.callee.object) : undefined;
  if (model === undefined || countAssignments(source.text(file).slice(fn.start, write.node.start), sourceText(source, module, member.object)) > 1) return undefined;
  const parts: Readonly<Record<string, string>> = { model, row: sourceText(source, module, member.object), field: member.name, amount: written };
  const text = call.replace(/\{\{(\w+)\}\}/g, (_, name: string) => parts[name] ?? '');
  return [{ at: { file, start: assigned.start, end: write.node.end }, text: `await ${text}` }];
}

/** `order.stock = …`, `order.lines.push(…)`. */
function countAssignments(text: string, row: string): number {
  return [...text.matchAll(new RegExp(`\\b${row.replace(/[.$]/g, '\\$&')}\\.[\\w.]+(\\s*[-+*/]?=(?!=)|\\()`, 'g'))].length;
}

function isDirectlyBefore(body: readonly Statement[], first: Statement, second: Statement): boolean {
  const at = body.indexOf(first);
  if (at >= 0) return body[at + 1] === second;
  return body.some((statement) => bodiesOf(statement).some((inner) => isDirectlyBefore(inner, first, second)));
}
