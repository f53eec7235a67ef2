import type { SwallowedError } from '../../concepts/caught.ts';
import type { FunctionNode } from '../../syntax/tree.ts';
import { isServerFile, type CollectInput } from '../collect-input.ts';
import { ignoredIn } from './ignored-errors.ts';
import { swallowedIn } from './swallowed-errors.ts';

/** Every place of server code where a failure disappears, in source order. */
export function collectSwallowed(input: CollectInput): readonly SwallowedError[] {
  const { evaluator, source, frameworks } = input;
  const handlers = new Set([...input.startup.registrations.values()].flat().flatMap(({ handlers: own }) => own.flatMap(({ values }) => values.flatMap((value) => (value.kind === 'function' ? [value.fn] : [])))));
  const tools = { evaluator, source, probes: frameworks.flatMap(({ probes }) => probes ?? []), isHandler: (fn: FunctionNode) => handlers.has(fn) };
  return input.modules.filter(({ file }) => isServerFile(input, file)).flatMap((module) => module.functions.flatMap((fn) => {
    const frame = evaluator.frames.generic(module, fn.id);
    return frame ? [...swallowedIn(tools, frame), ...ignoredIn(tools, frame)] : [];
  }));
}
