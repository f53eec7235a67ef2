import type { UnguardedParse } from '../../concepts/unguarded-parse.ts';
import { UNSEEN_EVENTS } from '../../frameworks/vocabulary/endings.ts';
import { lastNamesOf, matches } from '../../semantic/api-path.ts';
import { siteKey } from '../../semantic/arguments.ts';
import { eachStatement } from '../../semantic/returns.ts';
import { GLOBALS, rootOf, type ApiValue, type Frame, type FunctionValue, type Value } from '../../semantic/values.ts';
import { findBinding } from '../../syntax/find-binding.ts';
import type { Call, Expression, Place } from '../../syntax/tree.ts';
import { byFilesOf } from '../by-file.ts';
import { callsOf } from '../calls.ts';
import type { CollectInput } from '../collect-input.ts';
import { survivorsIn } from '../process.ts';
import { once } from '../once.ts';
import type { Reached } from '../reach.ts';
import { calleeText, lastNameOf } from '../source.ts';
import { isIn } from '../write-order.ts';
import { catchEdits } from './callback-edits.ts';
import { isListening, type Caller } from './callers.ts';
import type { CallingSite } from './server-frames.ts';
import { surroundingsOf } from './surroundings.ts';

/** A function that is called with something from outside, and whose failures nobody catches. */
interface Entry {
  readonly value: FunctionValue;
  readonly frame: Frame;
  by(): UnguardedParse['entry'];
  readonly ending: Caller['ending'];
  /** Whether a value is something from outside, or a part of it. */
  isOutside(value: Value): boolean;
  /** What was put together from outside, when the function is called at its end. */
  readonly isAtEnd: boolean;
}

/** Events at which what came in parts is whole. */
const ENDS = new Set(['end', 'close']);

/** Variables that are made of one another, at most. */
const MAX_STEPS = 4;

/** Finds every text from outside that a file reads where nobody catches that it can't be. */
export function createUnguarded(input: CollectInput, calling: () => readonly CallingSite[]): (file: string) => readonly UnguardedParse[] {
  const { evaluator, source, frameworks, reach, startup } = input;
  const paths = frameworks.flatMap(({ events }) => events?.parses ?? []);
  const survivesExceptions = survivorsIn(input, UNSEEN_EVENTS.exception);
  // What reads a text is named where it is called, or imported.
  const parsing = new RegExp(`\\b(?:${paths.flatMap(({ pattern }) => lastNamesOf(pattern)).join('|')})\\b`);
  const entriesInto = once(() => byFilesOf([...calling().flatMap((site) => site.callers.flatMap((caller) => entriesOf(caller, site))), ...handlerEntries()], ({ frame }) => reach.followFrameByFile(frame).keys()));

  return (file) => {
    const found = new Map<Call, UnguardedParse>();
    if (!parsing.test(source.text(file))) return [];
    for (const { reached, entry } of entriesInto()(file).flatMap((one) => (reach.followFrameByFile(one.frame).get(file) ?? []).map((reached) => ({ reached, entry: one })))) {
      if (!isUncaught(reached)) continue;
      for (const { node } of callsOf(reached.frame.fn)) if (!found.has(node) && isUnguarded(node, reached.frame, entry)) found.set(node, fact(node, reached.frame, entry));
    }
    return [...found.values()];
  };

  function isUnguarded(node: Call, frame: Frame, entry: Entry): boolean {
    const [text] = node.args;
    if (!text || text.kind === 'spread' || node.args.some(({ kind }) => kind === 'function') || isCaught(node, frame)) return false;
    const isParse = evaluator.evaluate(node.callee, frame).some((value) => value.kind === 'api' && paths.some((path) => matches(path, value)));
    return isParse && isFromOutside(text, frame, entry);
  }

  /** Whether a text is something from outside, a piece of it, or put together from it; what others answer when they are asked with it isn't. */
  function isFromOutside(node: Expression, frame: Frame, entry: Entry, depth = 0): boolean {
    if (evaluator.evaluate(node, frame).some((value) => entry.isOutside(value))) return true;
    const is = (part: Expression): boolean => isFromOutside(part, frame, entry, depth);
    switch (node.kind) {
      case 'name': return (entry.isAtEnd && isCollected(node, frame, entry)) || (depth < MAX_STEPS && isMadeFromOutside(node, frame, entry, depth));
      case 'member':
      case 'index': return is(node.object);
      case 'call': return (node.callee.kind === 'member' && is(node.callee.object)) || (isOfLanguage(node, frame) && node.args.some(is));
      case 'array': return node.elements.some(is);
      case 'template': return node.parts.some(is);
      case 'await':
      case 'spread': return is(node.value);
      case 'binary': return is(node.left) || is(node.right);
      case 'conditional': return is(node.whenTrue) || is(node.whenFalse);
      default: return false;
    }
  }

  /** `String(data)`, `Buffer.concat(parts)`. */
  function isOfLanguage({ callee }: Call, frame: Frame): boolean {
    return evaluator.evaluate(callee, frame).every((value) => value.kind === 'api' && rootOf(value) === GLOBALS);
  }

  /** What a variable of the function was made of: a piece of a text that was taken apart. */
  function isMadeFromOutside(node: Expression & { kind: 'name' }, frame: Frame, entry: Entry, depth: number): boolean {
    const { module, fn } = frame;
    const binding = findBinding(module, node.scope, node.name);
    if (!binding || module.scopes[binding.scope]?.fn !== fn.id) return false;
    return binding.definitions.some((one) => one.kind === 'value' && isFromOutside(one.value, frame, entry, depth + 1));
  }

  /** A name of a function around the one that is called at the end: what the parts were put into. */
  function isCollected(node: Expression & { kind: 'name' }, { module }: Frame, { value: { fn } }: Entry): boolean {
    const binding = findBinding(module, node.scope, node.name);
    const home = binding && module.scopes[binding.scope]?.fn;
    const isAround = home !== undefined && home !== 0 && module.functions[home] !== undefined && home !== fn.id && binding !== undefined && (binding.start < fn.start || binding.start > fn.end);
    return isAround && binding.definitions.some(({ kind }) => kind === 'value') && (!binding.isConstant || binding.definitions.some((one) => one.kind === 'value' && one.value.kind === 'array'));
  }

  /** Whether what a function throws comes through to where the entry is called: no `try`, no `.catch` on the way. */
  function isUncaught({ by }: Reached): boolean {
    if (!by) return true;
    const { node, from } = by;
    return node.kind === 'call' && !isCaught(node, from.frame) && !isContinued(node, from.frame) && isUncaught(from);
  }

  function isCaught(node: Place, { fn }: Frame): boolean {
    let is = false;
    eachStatement(fn.body, (statement) => {
      is ||= statement.kind === 'try' && statement.handler !== undefined && isIn(statement.block, node);
    });
    return is;
  }

  /** `handle(message).catch(log)`, `return promise` of somebody else: who continues it may handle its failure. */
  function isContinued(node: Call, { module }: Frame): boolean {
    const parent = surroundingsOf(module).parentOf(node);
    return parent?.in === 'expression' && parent.node.kind === 'member' && ['catch', 'then', 'finally'].includes(parent.node.name);
  }

  function entriesOf({ argument, ending, isSent, gives }: Caller, { node, frame }: CallingSite): readonly Entry[] {
    if (!gives || ending === 'fails' || ending === 'logged' || (!isSent && (ending === 'unsettled' || isListening(gives.name)))) return [];
    const [event] = node.args;
    const isAtEnd = event?.kind === 'literal' && typeof event.value === 'string' && ENDS.has(event.value);
    const isOutside = isSent ? (value: Value) => value.kind === 'api' && comesFrom(value, gives) : isAnswered;
    return evaluator.evaluate(argument, frame).flatMap((value): readonly Entry[] => {
      if (value.kind !== 'function') return [];
      const args = value.fn.parameters.map((_, index) => ({ values: [{ kind: 'api' as const, of: gives, step: 'callback' as const, name: String(index) }] }));
      const inner = evaluator.frames.enter(value, args, `given ${siteKey(node, frame)}`, frame.depth, frame);
      const by = () => ({ label: calleeText(source, frame.module, node.isNew ? node : node.callee), at: lastNameOf(frame.module, node.callee) });
      return inner ? [{ value, frame: inner, by, ending, isOutside, isAtEnd }] : [];
    });
  }

  /** Handlers whose framework doesn't see what they throw or reject with. */
  function handlerEntries(): readonly Entry[] {
    return [...startup.registrations.values()].flat().flatMap((registration) => registration.handlers.flatMap(({ values }) => values.flatMap((value): readonly Entry[] => {
      if (value.kind !== 'function') return [];
      const { fn } = value;
      // What a function throws at once most frameworks catch; a server without one doesn't.
      const isSeen = fn.isAsync ? !input.rejections.isUnseen(registration) : registration.host.framework.routing.dispatch === undefined;
      const frame = isSeen ? undefined : evaluator.frames.enter(value, undefined, 'handler', value.frame.depth);
      const { call } = registration;
      if (!frame || !call) return [];
      const by = () => ({ label: calleeText(source, registration.frame.module, call.callee), at: lastNameOf(registration.frame.module, call.callee) });
      return [{ value, frame, by, ending: 'unhandled', isAtEnd: false, isOutside: (one) => isOfRequest(one, frame) }];
    })));
  }

  function isOfRequest(value: Value, { fn }: Frame): boolean {
    if (value.kind === 'parameter') return value.frame.fn === fn && value.index === 0;
    return value.kind === 'api' && stepsOf(value).some(({ step, name }) => step === 'callback' && name === '0');
  }

  function fact(node: Call, frame: Frame, entry: Entry): UnguardedParse {
    const { module } = frame;
    const isInEntry = frame.fn === entry.value.fn;
    return {
      at: lastNameOf(module, node.callee),
      label: calleeText(source, module, node.isNew ? node : node.callee),
      entry: entry.by(),
      consequence: consequenceOf(entry),
      handle: () => {
        const home = isInEntry ? evaluator.frames.generic(module, frame.fn.id) : undefined;
        return home && catchEdits(source, input.failureLoggers, home);
      },
    };
  }

  function consequenceOf({ ending, value: { fn, frame: { module } } }: Entry): UnguardedParse['consequence'] {
    if (ending === 'repeated') return 'is-repeated';
    if (ending === 'lost') return 'is-lost';
    if (fn.isAsync) return input.rejections.unseenIn(module.file);
    return survivesExceptions(module.file) ? 'exception-is-heard' : 'process-exits';
  }
}

/** Whether a value is what a call gives to its functions, or is reached from it. */
function comesFrom(value: ApiValue, giver: ApiValue): boolean {
  return stepsOf(value).some(({ step, of }) => step === 'callback' && of !== undefined && isSame(of, giver));
}

function isSame(a: ApiValue, b: ApiValue): boolean {
  return a === b || (a.step === b.step && a.name === b.name && a.site?.node === b.site?.node && (a.of === b.of || (a.of !== undefined && b.of !== undefined && isSame(a.of, b.of))));
}

/** What a package was asked for and answered: the text of a file, of another server, of a store. */
function isAnswered(value: Value): boolean {
  if (value.kind !== 'api') return false;
  const isAsked = stepsOf(value).some(({ step, site }) => step === 'call' && site !== undefined);
  return isAsked && (rootOf(value) !== GLOBALS || stepsOf(value).some(({ name }) => name === 'fetch'));
}

function stepsOf(value: ApiValue): readonly ApiValue[] {
  return value.of ? [value, ...stepsOf(value.of)] : [value];
}
