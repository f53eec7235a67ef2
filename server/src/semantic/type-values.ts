import { IMPORT_TYPE } from '../syntax/lowering.ts';
import type { Module, Name, TypeReference } from '../syntax/tree.ts';
import type { Evaluator } from './evaluate.ts';
import { GLOBALS, type Value } from './values.ts';

const nodes = new WeakMap<TypeReference, Name>();

type Program = Evaluator['program'];

/** A type that has a name of the project's, and where what it says is written. */
interface Alias {
  readonly type: TypeReference;
  readonly module: Module;
}

const exported = new WeakMap<Program, Map<string, Alias | undefined>>();
/** Names of types that lead to one another are followed so far. */
const MAX_ALIASES = 4;

/** What a value annotated with a type is: an instance of a class of the project, or something typed by a package. `undefined` where the type says neither. */
export function typeValue(evaluator: Evaluator, type: TypeReference, module: Module, steps = 0): readonly Value[] | undefined {
  const [first, ...rest] = type.name;
  if (first === undefined) return undefined;
  const inner = first === 'Promise' || first === 'Readonly' ? type.args[0] : undefined;
  if (inner) return typeValue(evaluator, inner, module, steps);
  const alias = rest.length === 0 && steps < MAX_ALIASES ? aliasOf(evaluator, first, module) : undefined;
  if (alias) return typeValue(evaluator, alias.type, alias.module, steps + 1);
  const origin = first.startsWith(IMPORT_TYPE) ? evaluator.imported(module, first.slice(IMPORT_TYPE.length), rest.length > 0 ? '*' : '=') : named(evaluator, type, first, module);
  const values = rest.reduce<readonly Value[]>((current, name) => current.flatMap((value) => evaluator.member(value, name)), origin);
  // of a module as a type, people mean what it exports by default
  const typed = values.flatMap((value) => (value.kind === 'namespace' ? evaluator.member(value, 'default') : [value])).flatMap((value): readonly Value[] => {
    if (value.kind === 'class') return evaluator.instancesOf(value);
    return value.kind === 'api' && value.of?.name !== GLOBALS ? [{ kind: 'api', of: value, step: 'typed', name: type.args[0]?.name.at(-1) ?? '' }] : [];
  });
  return typed.length > 0 ? typed : undefined;
}

/** What the project calls so: `type Db = Kysely<Tables>`, there or in the module that the name is imported from. */
function aliasOf({ program }: Evaluator, name: string, module: Module): Alias | undefined {
  const type = module.aliases.get(name);
  if (type) return { type, module };
  const id = module.scopes[0]?.names.get(name);
  const definition = id === undefined ? undefined : module.bindings[id]?.definitions[0];
  return definition?.kind === 'import' ? exportedAlias(program, module, definition.specifier, definition.imported, 0) : undefined;
}

/** A type that another module exports, itself or by handing it on. */
function exportedAlias(program: Program, from: Module, specifier: string, name: string, steps: number): Alias | undefined {
  const target = program.resolve(from.file, specifier);
  const module = target.kind === 'file' ? program.module(target.path) : undefined;
  if (!module || steps > MAX_ALIASES) return undefined;
  const known = exported.get(program) ?? new Map<string, Alias | undefined>();
  exported.set(program, known);
  const key = `${module.file} ${name}`;
  if (known.has(key)) return known.get(key);
  known.set(key, undefined);
  const type = module.aliases.get(name);
  const handed = (module.exports.get(name) ?? []).flatMap((one) => (one.kind === 'from' ? [[one.specifier, one.imported] as const] : []));
  const ways = type ? [] : [...handed, ...module.starExports.map((star) => [star, name] as const)];
  const found = type ? { type, module } : ways.map(([way, as]) => exportedAlias(program, module, way, as, steps + 1)).find((one) => one !== undefined);
  known.set(key, found);
  return found;
}

/** What a name means at the top of its module. */
function named(evaluator: Evaluator, type: TypeReference, name: string, module: Module): readonly Value[] {
  const node = nodes.get(type) ?? { kind: 'name', name, scope: type.scope, start: -1, end: -1 };
  nodes.set(type, node); // one node for each annotation, so that answers are remembered
  return evaluator.evaluate(node, evaluator.frames.top(module));
}
