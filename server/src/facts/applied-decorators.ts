import type { DecoratedRouting } from '../frameworks/vocabulary/decorators.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { eachExpressionOf } from '../semantic/returns.ts';
import type { ApiValue, Frame, FunctionValue, Value } from '../semantic/values.ts';
import type { Expression } from '../syntax/tree.ts';
import { listed, type Written } from './listed.ts';

/** A decorator that takes effect: one of a package; without a value, one that can't be read. */
export interface Applied {
  readonly value?: ApiValue;
  /** The decorator as it is written at the class or method, which may stand for several. */
  readonly written: Written;
  /** It may not be applied. */
  readonly conditional: boolean;
}

/** Decorators made of decorators, at most. */
const MAX_DEPTH = 6;

/** Takes the decorators of a class, a method or a parameter apart into those of packages, through the project's own. */
export function appliedDecorators(evaluator: Evaluator, { composition, metadata }: DecoratedRouting, decorators: readonly Expression[], frame: Frame): readonly Applied[] {
  return decorators.flatMap((expression) => expandAll(evaluator.evaluate(expression, frame), { expression, frame }, false, 0));

  function expandAll(values: readonly Value[], written: Written, conditional: boolean, depth: number): readonly Applied[] {
    return values.flatMap((value) => expand(value, written, conditional || values.length > 1, depth));
  }

  function expand(value: Value, written: Written, conditional: boolean, depth: number): readonly Applied[] {
    if (value.kind === 'literal') return []; // a choice that applies nothing
    if (value.kind === 'function' && depth < MAX_DEPTH) return ofFunction(value, written, conditional, depth);
    if (value.kind !== 'api') return [{ written, conditional }];
    const { site } = value;
    if (!composition || !matches(composition, value) || site?.node.kind !== 'call' || depth >= MAX_DEPTH) return [{ value, written, conditional }];
    const list: Expression = { kind: 'array', start: site.node.start, end: site.node.end, elements: site.node.args };
    return listed(evaluator, { expression: list, frame: site.frame }).flatMap((element) => expandAll(element.values, written, conditional || element.conditional, depth + 1));
  }

  /** A decorator of the project's own: what it applies by calling it, what it notes down. One that puts another function in the method's place can't be read. */
  function ofFunction(value: FunctionValue, written: Written, conditional: boolean, depth: number): readonly Applied[] {
    const frame = evaluator.frames.enter(value, undefined, 'decorator', value.frame.depth);
    if (!frame) return [{ written, conditional }];
    const found: Applied[] = [];
    eachExpressionOf(value.fn.body, (node) => {
      if (node.kind === 'assign' && node.target.kind === 'member' && node.target.name === 'value') found.push({ written, conditional });
      if (node.kind !== 'call' || node.isNew) return;
      if (node.callee.kind === 'call') found.push(...expandAll(evaluator.evaluate(node.callee, frame), written, conditional, depth + 1));
      for (const called of evaluator.evaluate(node, frame)) if (called.kind === 'api' && called.site?.node === node && metadata && matches(metadata.define, called)) found.push({ value: called, written, conditional });
    });
    return found;
  }
}
