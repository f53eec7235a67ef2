import { typeAt } from '../syntax/lower-type.ts';
import type { TypeReference } from '../syntax/tree.ts';
import type { RowFinder } from './api-index.ts';
import { matches, type ApiPath } from './api-path.ts';
import type { Evaluator } from './evaluate.ts';
import { valuesByType } from './type-values.ts';
import { literalText } from './value-sets.ts';
import type { ApiValue, TypeAt, Value } from './values.ts';

/** Something that a package hands over, whose type the project says where it sets the package up: `ctx` of `initTRPC.context<Context>()`. */
export interface TypedPart {
  readonly at: ApiPath;
  /** The call, on the way to it, whose first type argument says so; a function's type speaks of what the function gives. */
  readonly by: ApiPath;
  /** The member of that type that speaks of it. */
  readonly key?: string;
  /** Whether it is a call that gives the member that its argument names: `c.get('db')`. */
  readonly isNamed?: boolean;
}

const made = new WeakMap<TypeReference, Map<string, TypeReference>>();

/** What the project says of something of a package. */
export function typeOfPart(evaluator: Evaluator, find: RowFinder<TypedPart>, value: ApiValue): TypeAt | undefined {
  const part = find(value);
  if (!part) return undefined;
  let at: ApiValue | undefined = value;
  while (at && !matches(part.by, at)) at = at.of;
  const type = at?.site?.node.kind === 'call' ? at.site.node.typeArgs?.[0] : undefined;
  const module = at?.site?.frame.module;
  if (!type || !module) return undefined;
  const meaning = evaluator.meaningOf(type, module);
  const isFunction = meaning?.kind === 'function' || (meaning?.kind === 'like' && meaning.values.some((one) => one.kind === 'function'));
  const said = isFunction ? derived(type, '()', () => ({ name: ['ReturnType'], args: [type], scope: type.scope })) : type;
  const whole = member(said, part.key);
  const name = part.isNamed ? nameGiven(evaluator, value) : undefined;
  const typed = part.isNamed && name === undefined ? undefined : member(whole, name);
  return typed && { type: typed, module };
}

/** What a call gives by what the project says of it. */
export function valueOfPart(evaluator: Evaluator, find: RowFinder<TypedPart>, value: ApiValue): readonly Value[] {
  const typed = typeOfPart(evaluator, find, value);
  return typed ? valuesByType(evaluator, [value], typed.type, typed.module) : [value];
}

function member(type: TypeReference | undefined, key: string | undefined): TypeReference | undefined {
  return type && key !== undefined ? derived(type, key, () => typeAt(type, [key])) : type;
}

function nameGiven(evaluator: Evaluator, { site }: ApiValue): string | undefined {
  const [argument] = site?.node.kind === 'call' ? site.node.args : [];
  return argument && site ? literalText(evaluator.evaluate(argument, site.frame)) : undefined;
}

/** One node for each type that is made of another, so that answers are remembered. */
function derived(type: TypeReference, what: string, make: () => TypeReference | undefined): TypeReference | undefined {
  const known = made.get(type) ?? new Map<string, TypeReference>();
  made.set(type, known);
  const found = known.get(what) ?? make();
  if (found) known.set(what, found);
  return found;
}
