import type { Call, Expression } from '../syntax/tree.ts';
import { api, matches } from './api-path.ts';
import type { Evaluator } from './evaluate.ts';
import { folderOf } from './program.ts';
import { GLOBALS, NOTHING_KNOWN, type Frame, type Value } from './values.ts';

const joining = api('node:path').member('join', 'resolve');

/** `require(path.join(__dirname, file))` of a loader in an index file: every other module of its folder. Nothing is known of what is named in another way. */
export function modulesOfFolder(evaluator: Evaluator, specifier: Expression, frame: Frame): readonly Value[] {
  if (specifier.kind !== 'call' || specifier.args.length !== 2) return NOTHING_KNOWN;
  const [folder] = specifier.args;
  const isHere = folder?.kind === 'name' && folder.name === '__dirname';
  if (!isHere || !evaluator.evaluate(specifier.callee, frame).some((value) => value.kind === 'api' && matches(joining, value))) return NOTHING_KNOWN;
  const { file } = frame.module;
  const modules = evaluator.program.files.filter((other) => other !== file && folderOf(other) === folderOf(file));
  return modules.map((other) => evaluator.program.module(other)).flatMap((module) => (module ? evaluator.exported(module, '=') : []));
}

/** Whether a call loads a module: `require` of Node, and nothing else by that name. */
export function isRequire(evaluator: Evaluator, node: Call, frame: Frame): boolean {
  if (node.isNew || node.callee.kind !== 'name' || node.callee.name !== 'require') return false;
  const [value] = evaluator.evaluate(node.callee, frame);
  return value?.kind === 'api' && value.of?.name === GLOBALS;
}
