import type { Query } from '../concepts/facts.ts';
import { eachStatement } from '../semantic/returns.ts';
import { findBinding } from '../syntax/find-binding.ts';
import { holds } from '../syntax/places.ts';
import type { Expression, Module, Name } from '../syntax/tree.ts';
import { functionAround, surroundingsOf } from './failures/surroundings.ts';
import type { QuerySite } from './query-sites.ts';

/** What a query does, also where the call alone doesn't say it: `save` inserts a row that was made right there. */
export function operationOf(site: QuerySite): Query['operation'] {
  const { row: { insertsNew, operation }, frame: { module }, node } = site;
  const written = insertsNew ? writtenBy(site) : [];
  return insertsNew && written.length > 0 && written.every((one) => isNew(one, insertsNew, node, module)) ? 'insert' : operation;
}

/** The rows that a write is given, or the one that it is asked of. */
function writtenBy({ row: { written }, node }: QuerySite): readonly Expression[] {
  if (node.kind !== 'call' || node.callee.kind !== 'member') return [];
  const { callee } = node;
  if (!written) return [callee.object];
  const inner = callee.object.kind === 'call' && callee.object.callee.kind === 'member' && written.before?.includes(callee.object.callee.name) ? callee.object.args : [];
  const given = written.argument === undefined ? inner : node.args.slice(written.argument, written.argument + 1);
  return given.flatMap((one) => (one.kind === 'array' ? one.elements : [one]));
}

function isNew(node: Expression, makers: readonly string[], write: Expression, module: Module): boolean {
  if (node.kind === 'call') return node.isNew || (node.callee.kind === 'member' && makers.includes(node.callee.name));
  const binding = node.kind === 'name' ? findBinding(module, node.scope, node.name) : undefined;
  const [only, ...others] = binding?.definitions ?? [];
  if (node.kind !== 'name' || !binding || others.length > 0 || only?.kind !== 'value' || only.path.length > 0 || only.value.kind !== 'call') return false;
  return isNew(only.value, makers, write, module) && isOnceBetween(only.value, write, module) && !surroundingsOf(module).usesOf(binding).some((use) => use.start < write.start && isWritten(use, write, module));
}

/** Whether a write runs once for each time that its row is made. */
function isOnceBetween(made: Expression, write: Expression, module: Module): boolean {
  const around = functionAround(module, write);
  if (functionAround(module, made) !== around) return false;
  let once = true;
  eachStatement(module.functions[around]?.body ?? [], (statement) => {
    if (statement.kind === 'loop' && holds(statement, write) && !holds(statement, made)) once = false;
  });
  return once;
}

/** Whether a row was written earlier, in the same way. */
function isWritten(use: Name, write: Expression, module: Module): boolean {
  if (holds(write, use) || write.kind !== 'call' || write.callee.kind !== 'member') return false;
  const methods = new Set([write.callee.name, 'persist']);
  const { parents } = surroundingsOf(module).expressionsAround(use);
  const outer = parents.at(-1);
  return (outer?.kind === 'member' && methods.has(outer.name)) || (outer?.kind === 'call' && outer.callee.kind === 'member' && methods.has(outer.callee.name));
}
