import { typeAt } from '../syntax/lower-type.ts';
import type { TypeReference } from '../syntax/tree.ts';
import { matches, type ApiPath } from './api-path.ts';
import type { Evaluator } from './evaluate.ts';
import type { ApiValue, TypeAt } from './values.ts';

/** Something that a package hands over, whose type the project says where it sets the package up: `ctx` of `initTRPC.context<Context>()`. */
export interface TypedPart {
  readonly at: ApiPath;
  /** The call, on the way to it, whose first type argument says so; a function's type speaks of what the function gives. */
  readonly by: ApiPath;
  /** The member of that type that speaks of it. */
  readonly key?: string;
}

const made = new WeakMap<TypeReference, Map<string, TypeReference>>();

/** What the project says of something of a package. */
export function typeOfPart(evaluator: Evaluator, parts: readonly TypedPart[], value: ApiValue): TypeAt | undefined {
  const part = parts.find(({ at }) => matches(at, value));
  if (!part) return undefined;
  let at: ApiValue | undefined = value;
  while (at && !matches(part.by, at)) at = at.of;
  const type = at?.site?.node.kind === 'call' ? at.site.node.typeArgs?.[0] : undefined;
  const module = at?.site?.frame.module;
  if (!type || !module) return undefined;
  const meaning = evaluator.meaningOf(type, module);
  const isFunction = meaning?.kind === 'function' || (meaning?.kind === 'like' && meaning.values.some((one) => one.kind === 'function'));
  const said = isFunction ? derived(type, '()', () => ({ name: ['ReturnType'], args: [type], scope: type.scope })) : type;
  const { key } = part;
  const typed = key === undefined || !said ? said : derived(said, key, () => typeAt(said, [key]));
  return typed && { type: typed, module };
}

/** One node for each type that is made of another, so that answers are remembered. */
function derived(type: TypeReference, what: string, make: () => TypeReference | undefined): TypeReference | undefined {
  const known = made.get(type) ?? new Map<string, TypeReference>();
  made.set(type, known);
  const found = known.get(what) ?? make();
  if (found) known.set(what, found);
  return found;
}
