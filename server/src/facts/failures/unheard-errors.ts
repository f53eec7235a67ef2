import type { UnheardError } from '../../concepts/unheard-error.ts';
import { UNSEEN_EVENTS } from '../../frameworks/vocabulary/endings.ts';
import type { NamedPlace } from '../../concepts/facts.ts';
import { matches } from '../../semantic/api-path.ts';
import type { FrameworkModel } from '../../frameworks/model.ts';
import type { Evaluator } from '../../semantic/evaluate.ts';
import { frameQuestion } from '../../semantic/frame-questions.ts';
import type { ApiValue, Frame, Value } from '../../semantic/values.ts';
import { callsOf } from '../calls.ts';
import type { Module } from '../../syntax/tree.ts';
import { byFile } from '../by-file.ts';
import type { CollectInput } from '../collect-input.ts';
import { once } from '../once.ts';
import { survivorsIn } from '../process.ts';
import { calleeText, lastNameOf, spanOf } from '../source.ts';
import { isListening, withoutListeners, type Callers } from './callers.ts';
import { createEmitterUses, type EmitterUse } from './emitter-uses.ts';
import { listenToGiven, listenToMade } from './listener-edits.ts';
import { pipelineEdits } from './pipeline-edits.ts';
import type { CallingSite, CallSite, ServerFrames } from './server-frames.ts';
import { functionAround } from './surroundings.ts';

/** What is piped is spoken of where that is done, which may be another file. */
const PIPING = /\bpipe\b/;

/** What the calls of a function hear the errors of: the calls that made it. */
const heardByFrame = frameQuestion((evaluator: Evaluator, frameworks: readonly FrameworkModel[]) => {
  const hearing = frameworks.flatMap(({ events }) => events?.hear ?? []);
  const madeBy = (values: readonly Value[]) => values.flatMap((value) => (value.kind === 'api' ? [withoutListeners(value).site?.node ?? value] : []));
  return (frame: Frame): readonly object[] => callsOf(frame.fn).flatMap(({ node: { callee, args } }) => {
    const [event] = args;
    const listened = callee.kind === 'member' && isListening(callee.name) && (event?.kind !== 'literal' || event.value === 'error') ? madeBy(evaluator.evaluate(callee.object, frame)) : [];
    const isHearing = hearing.length > 0 && evaluator.evaluate(callee, frame).some((value) => value.kind === 'api' && hearing.some((path) => matches(path, value)));
    return isHearing ? [...listened, ...args.flatMap((argument) => madeBy(evaluator.evaluate(argument, frame)))] : listened;
  });
});

/** Finds everything of a file that emits an error when it fails, and whose errors nobody hears. */
export function createUnheard(input: CollectInput, callers: Callers, frames: ServerFrames, calling: readonly CallingSite[]): (file: string) => readonly UnheardError[] {
  const { evaluator, source, frameworks, modules } = input;
  const uses = createEmitterUses(evaluator, frameworks, modules, (file) => source.text(file));
  const survives = survivorsIn(input, UNSEEN_EVENTS.exception);
  // The calls whose results somebody listens to, by where the receivers of listeners come from.
  const heard = once(() => new Set(frames.ask(heardByFrame(evaluator, frameworks))));
  const given = once(() => byFile(madeOrGiven(calling, givenAt), ({ at }) => at.file));
  const madeAnywhere = once(() => byFile(madeOrGiven(callsIn(), madeAt), ({ at }) => at.file));
  return (file) => {
    const made = PIPING.test(source.text(file)) ? madeAnywhere()(file) : madeOrGiven(callsIn(file), madeAt).filter(({ at }) => at.file === file);
    return [...made, ...given()(file)];
  };

  function callsIn(file?: string): readonly CallSite[] {
    return frames.in(file).flatMap((frame) => callsOf(frame.fn).map(({ node }) => ({ node, frame })));
  }

  /** Each place once. */
  function madeOrGiven<Site extends CallSite>(where: readonly Site[], find: (site: Site, seen: Set<object>) => readonly UnheardError[]): readonly UnheardError[] {
    const found = new Map<string, UnheardError>();
    const seen = new Set<object>();
    for (const one of where.flatMap((site) => find(site, seen))) {
      const key = `${one.at.file}:${one.at.start}`;
      if (!found.has(key)) found.set(key, one);
    }
    return [...found.values()];
  }

  function madeAt({ node, frame }: CallSite, seen: Set<object>): readonly UnheardError[] {
    // What the project's own functions give was made by a call in them.
    if (seen.has(node) || !evaluator.evaluate(node.callee, frame).some(({ kind }) => kind === 'api')) return [];
    const values = evaluator.evaluate(node, frame);
    const value = values.find((one): one is ApiValue => one.kind === 'api' && one.site?.node === node);
    if (!value || isDerived(value, frame)) return [];
    const row = callers.emitterOf(value, frame.module.file);
    if (!row?.error || callers.isHandling(row.unless, node, frame)) return [];
    seen.add(node);
    if (heard().has(node)) return [];
    const use = uses.ofMade(node, frame);
    if (use.isHeard || (row.error === 'thrown by what is listened to' && !use.isListenedTo)) return [];
    return [fact({ label: calleeText(source, frame.module, node), at: lastNameOf(frame.module, node.callee) }, frame.module, use, 'made', () => listenToMade(source, input.failureLoggers, node, frame, row.isPromised === true))];
  }

  /** `client.connect()` gives the client that is there already. */
  function isDerived({ of }: ApiValue, frame: Frame): boolean {
    return of?.step === 'member' && of.of !== undefined && callers.emitterOf(of.of, frame.module.file) !== undefined;
  }

  /** What listeners are given with their events: the sockets of a server. */
  function givenAt(site: CallingSite, seen: Set<object>): readonly UnheardError[] {
    const [event] = site.node.args;
    const name = event?.kind === 'literal' ? event.value : undefined;
    return site.callers.flatMap(({ argument, gives }) => (gives ? evaluator.evaluate(argument, site.frame).flatMap((value) => {
      if (value.kind !== 'function' || seen.has(value.fn)) return [];
      const { fn, frame: { module } } = value;
      return fn.parameters.flatMap((parameter, index): readonly UnheardError[] => {
        const row = callers.emitterOf({ kind: 'api', of: gives, step: 'callback', name: String(index) }, module.file);
        const binding = parameter.name === undefined ? undefined : module.bindings[parameter.bindings[0] ?? -1];
        if (row?.error !== 'thrown' || !binding || (row.events && (typeof name !== 'string' || !row.events.includes(name)))) return [];
        seen.add(fn);
        const use = uses.ofParameter(binding, module);
        return use.isHeard || !use.isUsed ? [] : [fact({ label: binding.name, at: spanOf(module, { start: parameter.start, end: parameter.start + binding.name.length }) }, module, use, 'given', () => listenToGiven(evaluator, source, input.failureLoggers, binding.name, module, fn))];
      });
    }) : []));
  }

  function fact(made: NamedPlace, module: Module, { pipe }: EmitterUse, kind: 'made' | 'given', listen: UnheardError['listen']): UnheardError {
    const isPiped = pipe !== undefined && kind === 'made';
    return {
      at: isPiped ? lastNameOf(pipe.module, pipe.callee) : made.at,
      label: made.label,
      kind: isPiped ? 'piped' : kind,
      ...(isPiped && { made }),
      consequence: survives(module.file) ? 'is-heard' : 'process-exits',
      listen,
      pipeline: () => {
        const frame = isPiped ? evaluator.frames.generic(pipe.module, functionAround(pipe.module, pipe.callee)) : undefined;
        return frame && pipe && pipelineEdits(evaluator.program, source, input.failureLoggers, frame, pipe.callee);
      },
    };
  }
}

