import type { ApiValue, Frame, Value } from '../semantic/values.ts';
import type { FunctionNode } from '../syntax/tree.ts';
import type { RouteInsight } from './route-facts.ts';

/** What callers may leave out: a path has all of its parameters, a query string and a body have what they like. */
const OPTIONAL = new Set<string>(['query', 'body']);

interface Given {
  readonly index: number;
  readonly path: readonly string[];
  isOf(route: RouteInsight): boolean;
}

/** Whether a value, as a function's activation sees it, is an entry of what a route's caller sends, which nothing on the way looks at. */
export function isOptionalInputOf(routes: readonly RouteInsight[], { fn }: Frame): (value: Value) => boolean {
  return (value) => {
    const given = givenBy(value, fn);
    return given !== undefined && given.path.length === 2 && routes.some((route) => isEntryOf(route, given));
  };
}

/** What a handler is given, whether its parameter is known by itself or by the call that the handler is written in. */
function givenBy(value: Value, fn: FunctionNode): Given | undefined {
  if (value.kind === 'parameter') return { index: value.index, path: value.path, isOf: ({ handlerValue }) => handlerValue?.kind === 'function' && handlerValue.fn === value.frame.fn };
  if (value.kind !== 'api') return undefined;
  const path: string[] = [];
  let at: ApiValue | undefined = value;
  for (; at?.step === 'member'; at = at.of) path.unshift(at.name);
  return at?.step === 'callback' ? { index: Number(at.name), path, isOf: ({ handlerValue }) => handlerValue?.kind === 'function' && handlerValue.fn === fn } : undefined;
}

function isEntryOf(route: RouteInsight, { index, path, isOf }: Given): boolean {
  const { mount, handlerValue, guards } = route;
  if (handlerValue === undefined || !isOf(route)) return false;
  const { conversation } = mount.registration.host.framework.routing;
  // What stands at the route and isn't known to guard it may validate.
  const others = mount.layers.filter((layer) => layer.scope === 'route' && !layer.handler.values.includes(handlerValue) && !guards.some((guard) => guard.layer === layer));
  if (others.length > 0) return false;
  const shape = conversation.shapes.find((one) => one.of === undefined && one.arity === undefined && one.error === undefined);
  const part = shape?.parameters[index];
  const [first] = path;
  const held = part?.is === 'part' && first !== undefined ? conversation.parts[part.part]?.members[first] : undefined;
  return held?.is === 'input' && OPTIONAL.has(held.of);
}
