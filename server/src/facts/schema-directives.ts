import type { ProjectFiles } from '../frameworks/model.ts';
import type { ResolverRouting } from '../frameworks/vocabulary/resolvers.ts';
import type { ApiPath } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { literalText } from '../semantic/value-sets.ts';
import { UNKNOWN, type Frame, type FunctionValue } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Call, Module } from '../syntax/tree.ts';
import type { Registered } from './registration.ts';
import { schemaTexts, type SchemaText } from './schema-texts.ts';

/** A call that the model knows, where it stands. */
interface Found {
  readonly node: Call;
  readonly frame: Frame;
  readonly at: ApiPath;
}

/** What the directives of a schema put before the resolver of a field. */
export type Marking = (type: string, field: string) => readonly Registered[];

/** Stands for every directive, where its name can't be read. */
const ANY = '*';

/** Directives of the language and of federation that ask nobody who is calling. https://www.apollographql.com/docs/graphos/reference/federation/directives */
const DESCRIBING: ReadonlySet<string> = new Set([
  'deprecated', 'specifiedBy', 'oneOf', 'key', 'external', 'requires', 'provides', 'extends', 'shareable', 'inaccessible', 'override', 'tag', 'link', 'interfaceObject', 'composeDirective', 'cacheControl', 'cost', 'listSize',
]);

/** What directives come to: those that code of the project gives a meaning to, and those that a router in front of it knows. `server`: where the schema is made. */
export function schemaDirectives(evaluator: Evaluator, resolvers: ResolverRouting, calls: readonly Found[], server: Found, files: ProjectFiles, modules: readonly Module[]): Marking {
  const { directives } = resolvers;
  const given = new Map<string, Registered>(directives.elsewhere.map((name) => [name, unreadable(server, name)]));
  const asking = calls.filter(({ at }) => at === directives.asks.at);
  for (const call of asking) {
    const name = nameGiven(evaluator, call, directives.asks.name) ?? ANY;
    const known = given.get(name);
    const own = enforcing(evaluator, resolvers, call, name);
    given.set(name, known ? { ...own, values: [...known.values, ...own.values] } : own);
  }
  for (const name of classNames(evaluator, server, directives.classes)) given.set(name, unreadable(server, name));
  // Who changes a schema without asking for a directive may change any field.
  const change = calls.find(({ at, frame }) => at === directives.changes && !asking.some((one) => one.frame.module === frame.module));
  const everywhere = change ? [unreadable(change, ANY)] : [];

  let texts: SchemaText | undefined;
  return (type, field) => {
    texts ??= schemaTexts(files, modules);
    const marks = texts.fields.get(`${type}.${field}`);
    const meant = (names: Iterable<string>) => [...names].flatMap((name) => given.get(name) ?? (DESCRIBING.has(name) ? [] : given.get(ANY) ?? []));
    const ofResult = meant(marks ? texts.types.get(marks.gives) ?? [] : []).map((one) => ({ ...one, values: [UNKNOWN] }));
    const isUnseen = !marks && given.size > directives.elsewhere.length;
    return [...everywhere, ...meant(marks?.own ?? []), ...ofResult, ...(isUnseen ? [unreadable(server, ANY)] : [])];
  };
}

function unreadable({ node, frame }: Found, directive: string): Registered {
  return { expression: node, frame, values: [UNKNOWN], name: `@${directive}` };
}

/** The name that a call is given, else the one that stands for it where none is given. */
function nameGiven(evaluator: Evaluator, { node, frame }: Found, index: number): string | undefined {
  const argument = node.args[index];
  const written = argument && literalText(evaluator.evaluate(argument, frame));
  if (written !== undefined || argument?.kind !== 'name') return written;
  const definitions = findBinding(frame.module, argument.scope, argument.name)?.definitions ?? [];
  const [fallback] = definitions.flatMap((definition) => (definition.kind === 'parameter' && definition.fallback ? [definition.fallback] : []));
  return fallback && literalText(evaluator.evaluate(fallback, frame));
}

/** The functions that code which asks for a directive puts in the place of a field's resolver. */
function enforcing({ frames }: Evaluator, { functions, resolverKind }: ResolverRouting, { node, frame }: Found, directive: string): Registered {
  const { module } = frame;
  const isInside = (id: number): boolean => id > 0 && (id === frame.fn.id || isInside(module.functions[id]?.parent ?? 0));
  const values = module.functions.filter((fn) => fn.name !== undefined && functions.includes(fn.name) && isInside(fn.parent)).flatMap((fn): readonly FunctionValue[] => {
    const parent = frames.generic(module, fn.parent);
    return parent ? [{ kind: 'function', fn, frame: parent }] : [];
  });
  return { expression: node, frame, values: values.length > 0 ? values : [UNKNOWN], as: resolverKind, name: `@${directive}` };
}

/** Directives that are classes, by the keys of an object that the server is given. */
function classNames(evaluator: Evaluator, { node, frame }: Found, { index, key }: ResolverRouting['directives']['classes']): readonly string[] {
  const options = node.args[index];
  const maps = (options ? evaluator.evaluate(options, frame) : []).flatMap((value) => (value.kind === 'object' ? evaluator.member(value, key) : []));
  return maps.flatMap((map) => (map.kind === 'object' ? map.node.properties.flatMap((property) => ('kind' in property ? [] : property.key ?? [])) : []));
}
