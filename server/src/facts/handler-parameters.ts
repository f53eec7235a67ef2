import type { HandlerShape, Meaning } from '../frameworks/vocabulary/conversation.ts';
import type { DecoratedRouting } from '../frameworks/vocabulary/decorators.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import type { ApiValue, Frame, FunctionValue } from '../semantic/values.ts';
import type { FunctionNode } from '../syntax/tree.ts';
import { appliedDecorators, type Applied } from './applied-decorators.ts';
import type { Registered } from './registration.ts';

/** What the parameters of a handler are for, by their decorators. */
export interface HandlerParameters extends Required<Pick<Registered, 'shape' | 'makers'>> {
  /** Parameter decorators that may refuse the caller themselves. */
  readonly refusing: readonly Applied[];
}

export function handlerParameters(evaluator: Evaluator, routing: DecoratedRouting, { parameters }: FunctionNode, frame: Frame): HandlerParameters {
  const makers = new Map<number, FunctionValue>();
  const refusing: Applied[] = [];
  const meanings = parameters.map((parameter, index): Meaning | undefined => {
    for (const applied of appliedDecorators(evaluator, routing, parameter.decorators ?? [], frame)) {
      const { value } = applied;
      if (!value) continue;
      const maker = makerOf(evaluator, routing, value);
      if (maker) makers.set(index, maker);
      const row = routing.parameters.find(({ at }) => matches(at, value));
      if (row?.mayRefuse) refusing.push(applied);
      if (!row) continue;
      const name = row.entriesOf && nameOf(evaluator, value);
      return row.entriesOf && name !== undefined ? { is: 'entry', of: row.entriesOf, name } : row.means;
    }
    return undefined;
  });
  const shape: HandlerShape = { of: routing.handlerKind, parameters: meanings };
  return { shape, makers, refusing };
}

/** The function that a parameter decorator of the project's own was made of. */
function makerOf(evaluator: Evaluator, { parameterMaker }: DecoratedRouting, { of }: ApiValue): FunctionValue | undefined {
  if (!parameterMaker || !of || !matches(parameterMaker, of) || of.site?.node.kind !== 'call') return undefined;
  const [given] = of.site.node.args;
  return given && evaluator.evaluate(given, of.site.frame).find((value) => value.kind === 'function');
}

function nameOf(evaluator: Evaluator, { site }: ApiValue): string | undefined {
  const [first] = site?.node.kind === 'call' ? site.node.args : [];
  const [value] = first && site ? evaluator.evaluate(first, site.frame) : [];
  return value?.kind === 'literal' && typeof value.value === 'string' ? value.value : undefined;
}
