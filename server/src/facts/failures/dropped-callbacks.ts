import type { DroppedCallback } from '../../concepts/dropped-callback.ts';
import type { FunctionValue } from '../../semantic/values.ts';
import type { FunctionNode } from '../../syntax/tree.ts';
import { byFile } from '../by-file.ts';
import { callsOf } from '../calls.ts';
import type { CollectInput } from '../collect-input.ts';
import { createPromiseKinds } from '../promise-kinds.ts';
import { createQueryKinds } from '../query-kinds.ts';
import { createRejections, type Escape, type SafeParameters } from '../rejections.ts';
import { calleeText, lastNameOf, spanOf } from '../source.ts';
import { catchEdits, loopEdits } from './callback-edits.ts';
import type { Caller } from './callers.ts';
import type { CallingSite } from './server-frames.ts';

/** A function that a call is given, which calls it and ignores its promise. */
interface Given {
  readonly value: FunctionValue;
  readonly caller: Caller;
  readonly site: CallingSite;
}

/** Finds every asynchronous function of a file whose promise its caller ignores, and whose failure nobody handles. */
export function createDropped(input: CollectInput, calls: readonly CallingSite[]): (file: string) => readonly DroppedCallback[] {
  const { evaluator, source } = input;
  const { isQuery } = createQueryKinds(input.frameworks);
  const rejections = createRejections(evaluator, isQuery, createPromiseKinds(evaluator, input.frameworks, input.isBefore, isQuery));
  const handlers = new Set([...input.startup.registrations.values()].flat().flatMap(({ handlers: own }) => own.flatMap(({ values }) => values.flatMap((value) => (value.kind === 'function' ? [value.fn] : [])))));
  const given = byFile(calls.flatMap(givenAt), ({ value }) => value.frame.module.file);

  return (file) => {
    const found = new Map<FunctionNode, DroppedCallback>();
    for (const { value, caller, site } of given(file)) {
      const one = found.has(value.fn) ? undefined : droppedAt(value, caller, site);
      if (one) found.set(value.fn, one);
    }
    return [...found.values()];
  };

  function givenAt(site: CallingSite): readonly Given[] {
    return site.callers.flatMap((caller) => evaluator.evaluate(caller.argument, site.frame).flatMap((value) => (value.kind === 'function' && !handlers.has(value.fn) ? [{ value, caller, site }] : [])));
  }

  function droppedAt(value: FunctionValue, { ending, argument }: Caller, { node, frame }: CallingSite): DroppedCallback | undefined {
    const { fn, frame: home } = value;
    if (ending === 'repeated' || ending === 'fails' || ending === 'logged') return undefined; // somebody sees to it
    if (!fn.isAsync || fn.isGenerator || !fn.asyncAt) return undefined;
    const escape = rejections.escapeOf(value, callbacksOf(value));
    if (!escape) return undefined;
    const isInline = argument.kind === 'function';
    return {
      at: spanOf(home.module, fn.asyncAt),
      by: { label: calleeText(source, frame.module, node.isNew ? node : node.callee), at: lastNameOf(frame.module, node.callee) },
      ending,
      consequence: input.rejections.unseenIn(home.module.file),
      cause: causeOf(escape),
      loop: () => (isInline && ending === 'unhandled' && !goesOut(value) ? loopEdits(source, node, fn, frame) : undefined),
      handle: () => {
        const inner = evaluator.frames.generic(home.module, fn.id);
        return inner && catchEdits(source, input.failureLoggers, inner);
      },
    };
  }

  /** Rounds that wait for a database or another server one after the other are a gap of their own. */
  function goesOut(value: FunctionValue): boolean {
    return input.reach.reachedFrom(value).some((frame) => input.queries.queriesIn(frame).length > 0 || input.costs.effectsIn(frame).some(({ effect }) => effect !== 'usesFiles'));
  }

  function causeOf({ node, frame, thrownAt }: Escape): DroppedCallback['cause'] {
    const { module } = frame;
    const callee = node.kind === 'call' ? node.callee : node.kind === 'template' ? node.tag ?? node : node;
    return { at: thrownAt ? spanOf(module, thrownAt) : lastNameOf(module, callee), label: thrownAt ? 'throw' : calleeText(source, module, node), isThrow: thrownAt !== undefined };
  }
}

/** The parameters of a function that it calls: what it tells its result to. They promise nothing. */
function callbacksOf({ fn, frame: { module } }: FunctionValue): SafeParameters {
  const called = new Set<string>();
  for (const inner of module.functions) {
    if (inner.start < fn.start || inner.end > fn.end) continue;
    for (const { node: { callee } } of callsOf(inner)) if (callee.kind === 'name') called.add(callee.name);
  }
  return { fn, indexes: new Set(fn.parameters.flatMap(({ name }, index) => (name !== undefined && called.has(name) ? [index] : []))) };
}
