import type { Program } from '../../semantic/program.ts';
import type { TextEdit } from '../../syntax/text.ts';
import type { Call, Expression, Member, Module } from '../../syntax/tree.ts';
import type { Frame } from '../../semantic/values.ts';
import type { FailureLoggers } from '../failure-loggers.ts';
import { importEdits } from '../import-edits.ts';
import type { Source } from '../source.ts';
import { surroundingsOf } from './surroundings.ts';

/** `source.pipe(target)` as `pipeline(source, target, done)`, where that is a statement of its own and nothing else is chained to it. */
export function pipelineEdits(program: Program, source: Source, loggers: FailureLoggers, frame: Frame, callee: Member): readonly TextEdit[] | undefined {
  const { module } = frame;
  const outer = outermost(module, callee);
  const parent = outer && surroundingsOf(module).parentOf(outer);
  if (!outer || parent?.in !== 'statement' || parent.node.kind !== 'expression') return undefined;
  const links = linksOf(outer);
  if (!links) return undefined;
  const text = source.text(module.file);
  const imports = importEdits(program, source, module, { from: { package: 'node:stream' }, exported: 'pipeline', name: 'pipeline' });
  if (!imports) return undefined;
  const { callee: log, edits } = loggers.loggerAt(frame);
  const list = links.map(({ start, end }) => text.slice(start, end)).join(', ');
  return [...imports, ...edits, { at: { file: module.file, start: outer.start, end: outer.end }, text: `pipeline(${list}, (error) => { if (error) ${log}(error); })` }];
}

/** The last `pipe` of a chain of them. */
function outermost(module: Module, callee: Member): Call | undefined {
  const { parentOf } = surroundingsOf(module);
  let found: Call | undefined;
  for (let at: Expression | undefined = callee; at; ) {
    const parent = parentOf(at);
    if (parent?.in !== 'expression') break;
    const { node } = parent;
    if (node.kind === 'call' && node.callee === at) found = node;
    else if (node.kind !== 'member' || node.name !== 'pipe') break;
    at = node;
  }
  return found;
}

/** What a chain of pipes begins with, and what it is piped into; `undefined` where something else is chained to it, or options are given. */
function linksOf(call: Call): readonly Expression[] | undefined {
  const [target, ...others] = call.args;
  if (call.callee.kind !== 'member' || call.callee.name !== 'pipe' || !target || others.length > 0 || target.kind === 'spread') return undefined;
  const { object } = call.callee;
  const before = object.kind === 'call' && object.callee.kind === 'member' && object.callee.name === 'pipe' ? linksOf(object) : [object];
  return before && [...before, target];
}
