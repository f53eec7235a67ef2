import { GLOBALS, type ApiValue, type Value } from './values.ts';

/** What `NODE_ENV === 'development'` comes to where it counts: in production. `undefined` for comparisons of anything else. */
export function inProduction(operator: string, left: readonly Value[], right: readonly Value[]): Value & { kind: 'literal' } | undefined {
  const text = namedEnvironment(left, right) ?? namedEnvironment(right, left);
  return text === undefined ? undefined : { kind: 'literal', value: (text === 'production') === operator.startsWith('=') };
}

function namedEnvironment([variable, ...others]: readonly Value[], [text, ...otherTexts]: readonly Value[]): string | undefined {
  if (others.length > 0 || otherTexts.length > 0 || variable?.kind !== 'api' || !isEnvironment(variable)) return undefined;
  return text?.kind === 'literal' && typeof text.value === 'string' ? text.value : undefined;
}

/** The variable of the process, whether `process` is the global or imported. */
function isEnvironment({ name, of }: ApiValue): boolean {
  const holder = of?.name === 'env' ? of.of : undefined;
  if (name !== 'NODE_ENV' || !holder) return false;
  return holder.name === 'node:process' || (holder.name === 'process' && holder.of?.name === GLOBALS);
}
