import type { Binding, Expression, Module } from '../syntax/tree.ts';
import { roleOf } from '../workspace/classify.ts';
import type { Evaluator } from './evaluate.ts';
import { frameOfFunction } from './frames.ts';
import type { Program } from './program.ts';
import type { Recall } from './recall.ts';
import { isSame } from './value-sets.ts';
import { NOTHING_KNOWN, type Frame, type ObjectValue, type Value } from './values.ts';

/** `core.db = connect()` in a module that imports `core`. */
interface Hung {
  readonly imported: string;
  readonly module: Module;
  readonly value: Expression;
  readonly fn: number;
}

/** What modules hang on what others export, by the file that exports it and the member's name. */
type HungByFile = ReadonlyMap<string, HungOn>;

/** What is hung on what one file exports, by the member's name. */
export type HungOn = ReadonlyMap<string, readonly Hung[]>;

const NOTHING_HUNG: HungOn = new Map();

/** Says what other modules hang on what a file exports. Looked for once; whoever asks rests on what is hung there alone. */
export function createHungMembers(program: Program, modules: readonly Module[], recall: Recall): (file: string) => HungOn {
  const all = recall.keep((_: undefined) => hungIn(program, modules));
  return recall.keepSteady((file: string) => all(undefined).get(file) ?? NOTHING_HUNG, isSameHung);
}

function isSameHung(one: HungOn, other: HungOn): boolean {
  if (one.size !== other.size) return false;
  return [...one].every(([name, own]) => {
    const others = other.get(name) ?? [];
    return own.length === others.length && own.every((hung, index) => hung.value === others[index]?.value);
  });
}

/** What other modules of the project put into an object that its own module exports; tests don't count. */
export function hungMembers(evaluator: Evaluator, hungIn: (file: string) => HungOn, object: ObjectValue, name: string): readonly Value[] {
  const { module, fn } = object.frame;
  const found = fn.id === 0 ? hungIn(module.file).get(name) ?? [] : [];
  return found.flatMap((one): readonly Value[] => {
    if (!evaluator.exported(module, one.imported).some((value) => isSame(value, object))) return [];
    const home = homeOf(evaluator, one);
    return home ? evaluator.evaluate(one.value, home) : NOTHING_KNOWN;
  });
}

function homeOf({ frames }: Evaluator, { module, fn }: Hung): Frame | undefined {
  return frameOfFunction(frames.top(module), fn) ?? frames.generic(module, fn);
}

function hungIn(program: Program, modules: readonly Module[]): HungByFile {
  const found = new Map<string, Map<string, Hung[]>>();
  for (const module of modules) {
    const { file } = module;
    const extended = module.bindings.filter(({ members }) => members.length > 0);
    for (const binding of extended) {
      const source = sourceOf(binding);
      const target = source && program.resolve(file, source.specifier);
      if (!source || target?.kind !== 'file' || target.path === file || roleOf(program.project, file) === 'test') continue;
      const ofFile = found.get(target.path) ?? new Map<string, Hung[]>();
      found.set(target.path, ofFile);
      for (const { name, value, fn } of binding.members) ofFile.set(name, [...(ofFile.get(name) ?? []), { imported: source.imported, module, value, fn }]);
    }
  }
  return found;
}

/** Where a name comes from, if it is another module's: `import`, or `const core = require('./core')`. */
function sourceOf({ definitions }: Binding): { readonly specifier: string; readonly imported: string } | undefined {
  const [only, ...others] = definitions;
  if (!only || others.length > 0) return undefined;
  if (only.kind === 'import') return only;
  if (only.kind !== 'value' || only.path.length > 0 || only.value.kind !== 'call') return undefined;
  const { callee, args: [specifier] } = only.value;
  return callee.kind === 'name' && callee.name === 'require' && specifier?.kind === 'literal' && typeof specifier.value === 'string' ? { specifier: specifier.value, imported: '=' } : undefined;
}
