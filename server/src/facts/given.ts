import type { Evaluator } from '../semantic/evaluate.ts';
import { nodeNumber } from '../syntax/node-number.ts';
import { createMemory, type Remembered } from '../semantic/memory.ts';
import type { ApiValue, Argument, Frame, Value } from '../semantic/values.ts';

/** Values inside each other that are told apart, at most. */
const MAX_NESTING = 2;

/**
 * Says what an activation is given, by its arguments, its `this` and the activations around it: those that are given the same do the same.
 * What only the running program knows is the same everywhere.
 */
export function createGiven(evaluator: Evaluator): (frame: Frame) => string {
  const remember = createMemory(evaluator.recall);
  const memo = new Map<Frame, Remembered<string>>();

  /** What is given itself is given nothing more. */
  const given = (frame: Frame): string => remember(memo, frame, '', saying, undefined);

  function saying(frame: Frame): string {
    const around = frame.parent && frame.parent.depth > 0 ? `${given(frame.parent)} ` : '';
    return `${around}${frame.self ? ofValue(frame.self, 0) : ''}(${frame.args ? listed(frame.args, 0) : '*'})`;
  }

  function listed(args: readonly Argument[], depth: number): string {
    return args.map((argument) => evaluator.argument(argument).map((value) => ofValue(value, depth)).join('|')).join();
  }

  function ofValue(value: Value, depth: number): string {
    switch (value.kind) {
      case 'literal': return JSON.stringify(value.value) ?? 'nothing';
      case 'function': return `${value.frame.module.file}#${value.fn.id}${value.frame.depth > 0 ? given(value.frame) : ''}`;
      case 'class': return `${value.frame.module.file}!${value.node.id}`;
      case 'instance': return `${ofValue(value.of, depth)}${value.args && depth < MAX_NESTING ? `(${listed(value.args, depth + 1)})` : ''}`;
      case 'namespace': return value.module.file;
      case 'api': return ofApi(value);
      case 'array': return `[${depth < MAX_NESTING ? listed(value.elements, depth + 1) : ''}]`;
      case 'object': return `{${depth < MAX_NESTING ? propertiesOf(value, depth + 1) : ''}}`;
      case 'builtin': return value.name;
      case 'unknown':
      case 'parameter': return '?';
    }
  }

  function propertiesOf({ node, frame }: Value & { kind: 'object' }, depth: number): string {
    return node.properties.map((property) => {
      const values = evaluator.evaluate(property.value, frame).map((value) => ofValue(value, depth)).join('|');
      return 'kind' in property ? `...${values}` : `${property.key ?? '*'}:${values}`;
    }).join();
  }

  return given;
}

function ofApi({ of, name, step, site }: ApiValue): string {
  const made = site && step !== 'member' ? `@${nodeNumber(site.node)}` : '';
  return `${of ? ofApi(of) : ''}.${name}${made}`;
}
