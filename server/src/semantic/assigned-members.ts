import { nodeNumber } from '../syntax/node-number.ts';
import type { RowFinder } from './api-index.ts';
import type { ApiPath } from './api-path.ts';
import type { Evaluator } from './evaluate.ts';
import { findBinding } from '../syntax/find-binding.ts';
import { frameOfFunction } from './frames.ts';
import { eachExpressionOf } from './returns.ts';
import { union } from './value-sets.ts';
import { NOTHING_KNOWN, UNKNOWN, type ApiValue, type Frame, type Value } from './values.ts';

/** Members that people give to what a package makes: `schema.statics.list = …` makes `model('Order', schema).list`. */
export interface Extension {
  readonly at: ApiPath;
  /** The argument that holds them, and the member of it that they were hung on. */
  readonly argument: number;
  readonly through: string;
  /** The method of what holds them that is given functions which hang more on it: `schema.plugin(paginate)`. */
  readonly addedBy?: string;
}

/** `x.name = …` for the binding `x`, wherever in its module it stands. */
export function assignedMembers(evaluator: Evaluator, frame: Frame, owner: number, name: string): readonly Value[] {
  const assigned = frame.module.bindings[owner]?.members.filter((one) => one.name === name) ?? [];
  return assigned.flatMap((one) => {
    const home = evaluator.frames.inside(frame, one.fn) ?? frameOfFunction(frame, one.fn) ?? evaluator.frames.generic(frame.module, one.fn);
    return home ? evaluator.evaluate(one.value, home) : NOTHING_KNOWN;
  });
}

/** What the project itself hung on what the package made. */
export function extendedMember(evaluator: Evaluator, find: RowFinder<Extension>, value: ApiValue, name: string): readonly Value[] | undefined {
  const extension = value.step === 'call' ? find(value) : undefined;
  const holder = extension && value.site?.node.kind === 'call' ? value.site.node.args[extension.argument] : undefined;
  if (!extension || !holder || !value.site) return undefined;
  const found = evaluator.evaluate(holder, value.site.frame).flatMap((made) => {
    if (made.kind !== 'api' || !made.site) return [];
    const own = hung(evaluator, made.site, `${extension.through}.${name}`);
    return own.length > 0 || extension.addedBy === undefined ? own : added(evaluator, made, made.site, extension.addedBy, `${extension.through}.${name}`);
  });
  return found.length > 0 ? found.map((one) => (one.kind === 'function' ? { ...one, self: value } : one)) : undefined;
}

function hung(evaluator: Evaluator, { node, frame }: NonNullable<ApiValue['site']>, name: string): readonly Value[] {
  const binding = frame.module.bindings.findIndex((one) => one.definitions.some((definition) => definition.kind === 'value' && definition.value === node));
  return binding < 0 ? [] : assignedMembers(evaluator, frame, binding, name);
}

/** What functions hang on a thing that they are given as their first argument. */
function added(evaluator: Evaluator, made: ApiValue, { node, frame }: NonNullable<ApiValue['site']>, method: string, name: string): readonly Value[] {
  const binding = frame.module.bindings.find((one) => one.definitions.some((definition) => definition.kind === 'value' && definition.value === node));
  if (!binding) return [];
  const found: Value[] = [];
  eachExpressionOf(frame.fn.body, (call) => {
    if (call.kind !== 'call' || call.callee.kind !== 'member' || call.callee.name !== method || call.callee.object.kind !== 'name') return;
    const { object } = call.callee;
    const [given] = call.args;
    if (!given || object.name !== binding.name || findBinding(frame.module, object.scope, object.name) !== binding) return;
    for (const plugin of evaluator.evaluate(given, frame)) {
      const owner = plugin.kind === 'function' ? plugin.fn.parameters[0]?.bindings[0] : undefined;
      const inner = plugin.kind === 'function' ? evaluator.frames.enter(plugin, [{ values: [made] }], `${method}:${nodeNumber(node)}`, frame.depth) : undefined;
      if (inner && owner !== undefined) found.push(...assignedMembers(evaluator, inner, owner, name));
    }
  });
  return found;
}

/** `this` of a function that is hung on something of a package is one of what hangs there. */
export function holderOf(evaluator: Evaluator, frame: Frame): readonly Value[] {
  let home: Frame | undefined = frame;
  while (home?.fn.form === 'arrow') home = home.parent;
  const holder = home?.fn.assignedTo;
  if (!holder || !home?.parent) return NOTHING_KNOWN;
  return union(evaluator.evaluate(holder, home.parent).map((of): Value => (of.kind === 'api' ? { kind: 'api', of, step: 'typed', name: '' } : UNKNOWN)));
}
