import type { NamedPlace } from '../../concepts/facts.ts';
import type { FailureEnd } from '../../concepts/failure-path.ts';
import type { Conversation } from '../../frameworks/vocabulary/conversation.ts';
import { UNSEEN_EVENTS } from '../../frameworks/vocabulary/endings.ts';
import type { ApiValue, Frame, FunctionValue } from '../../semantic/values.ts';
import type { Expression } from '../../syntax/tree.ts';
import type { CollectInput } from '../collect-input.ts';
import { decoratedMethods, type DecoratedMethod } from '../decorated-methods.ts';
import { survivorsIn } from '../process.ts';
import { serverCode } from '../server-code.ts';
import { calleeText, decoratorName, lastNameOf } from '../source.ts';
import { isListening, type Caller, type Callers } from './callers.ts';
import type { Entry } from './entries.ts';
import { listenerFrame, type CallingSite, type CallSite } from './server-frames.ts';

/** Nobody is spoken to: what such a function is given may be anything. */
const SILENCE: Conversation = { shapes: [], parts: {}, requestTypes: [], nextType: '' };

/** The functions that packages call at times of their own: schedulers, timers, queues, emitters, sockets. */
export function jobEntries(input: CollectInput, callers: Callers, calls: readonly CallingSite[]): readonly Entry[] {
  const { evaluator, frameworks, source, rejections, modules } = input;
  const survivesExceptions = survivorsIn(input, UNSEEN_EVENTS.exception);
  return [...calls.flatMap(ofCall), ...decoratedMethods(evaluator, frameworks, modules.filter(serverCode(input))).flatMap(ofMethod)];

  function ofCall(site: CallingSite): readonly Entry[] {
    return site.callers.flatMap((caller) => {
      const { argument, gives } = caller;
      // Lists call a function where they stand; of a promise's executor its promise tells.
      if (!gives || caller.ending === 'unsettled') return [];
      return evaluator.evaluate(argument, site.frame).flatMap((value) => {
        const frame = value.kind === 'function' ? (argument.kind === 'function' ? enter(value) : listenerFrame(evaluator, value, gives, site)) : undefined;
        return frame ? [entryOf(frame, nameOf(site, gives), caller.ending, argument, caller.isUncaught)] : [];
      });
    });
  }

  function ofMethod({ value, decorator, origin, frame, method }: DecoratedMethod): readonly Entry[] {
    const row = callers.methodOf(origin, value.fn, frame, method);
    const inner = row && enter(value);
    return row && inner ? [entryOf(inner, decoratorName(source, frame.module, decorator), row.ending)] : [];
  }

  function enter(value: FunctionValue): Frame | undefined {
    return evaluator.frames.enter(value, undefined, 'handler', value.frame.depth);
  }

  function entryOf(frame: Frame, name: NamedPlace, ending: Caller['ending'], argument?: Expression, isUncaught = false): Entry {
    return {
      name,
      talk: { conversation: SILENCE, shape: { parameters: [] }, handler: frame.fn },
      start: frame,
      ...(argument && { argument }),
      leave: () => endOf(ending, frame.module.file),
      leaveAtOnce: () => (isUncaught ? { is: 'unhandled', leaves: true, as: 'exception', then: survivesExceptions(frame.module.file) ? 'is-heard' : 'process-exits' } : undefined),
      handOn: () => undefined,
    };
  }

  function endOf(ending: Caller['ending'], file: string): FailureEnd | undefined {
    switch (ending) {
      case 'unhandled': return { is: 'unhandled', leaves: true, then: rejections.unseenIn(file) };
      case 'fails':
      case 'logged':
      case 'lost':
      case 'repeated': return { is: 'given to the caller', does: ending };
      default: return undefined;
    }
  }

  /** A listener is spoken of with its event: `socket.on('message')`. */
  function nameOf({ node, frame: { module } }: CallSite, { name }: ApiValue): NamedPlace {
    const [event] = node.args;
    const label = calleeText(source, module, node.isNew ? node : node.callee);
    const isEvent = isListening(name) && event?.kind === 'literal' && typeof event.value === 'string';
    return { label: isEvent ? `${label}('${String(event.value)}')` : label, at: lastNameOf(module, node.callee) };
  }
}
