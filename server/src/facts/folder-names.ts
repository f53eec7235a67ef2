import type { Evaluator } from '../semantic/evaluate.ts';
import { GLOBALS, rootOf, type Frame, type Value } from '../semantic/values.ts';
import type { Expression } from '../syntax/tree.ts';

const FOLDERS_OF_CODE = new Set(['__dirname', 'dirname', 'cwd']);

/**
 * The names of a path, where it can be read: of `path.join(__dirname, '../public/uploads')` they are `public` and `uploads`. What a path begins
 * with (this file's folder, the process's) is left out: paths that end alike are taken for one.
 */
export function folderNames(evaluator: Evaluator, expression: Expression, frame: Frame): readonly string[] | undefined {
  if (expression.kind === 'template') return joined(expression.texts.flatMap((text, index) => [...(index > 0 ? [partNames(evaluator, expression.parts[index - 1], frame)] : []), namesIn(text)]));
  if (expression.kind === 'binary' && expression.operator === '+') return joined([folderNames(evaluator, expression.left, frame), folderNames(evaluator, expression.right, frame)]);
  const [value, ...others] = evaluator.evaluate(expression, frame);
  return value && others.length === 0 ? valueNames(evaluator, value) : undefined;
}

function partNames(evaluator: Evaluator, part: Expression | undefined, frame: Frame): readonly string[] | undefined {
  return part && folderNames(evaluator, part, frame);
}

/** The names of a path that a value is. */
export function valueNames(evaluator: Evaluator, value: Value): readonly string[] | undefined {
  if (value.kind === 'literal') return typeof value.value === 'string' ? namesIn(withinPackage(evaluator, value.value)) : undefined;
  if (value.kind !== 'api') return undefined;
  if (value.step === 'member') return FOLDERS_OF_CODE.has(value.name) ? [] : undefined;
  const { of, site } = value;
  if (of?.step === 'member' && FOLDERS_OF_CODE.has(of.name) && rootOf(of) === GLOBALS) return [];
  if (of?.step !== 'member' || rootOf(of) !== 'node:path' || (of.name !== 'join' && of.name !== 'resolve') || site?.node.kind !== 'call') return undefined;
  return joined(site.node.args.map((argument) => folderNames(evaluator, argument, site.frame)));
}

/** A name of the disk as the process sees it that was started where its package begins. */
function withinPackage({ program: { project } }: Evaluator, name: string): string {
  const root = project.packageRoot(`${name}/file`);
  return name === root || name.startsWith(`${root}/`) ? name.slice(root.length) : name;
}

function namesIn(text: string): readonly string[] {
  return text.split(/[\\/]+/).filter((name) => name !== '' && name !== '.' && name !== '..');
}

function joined(parts: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  return parts.includes(undefined) ? undefined : parts.flatMap((names) => names ?? []);
}
