import type { UncheckedResponse } from '../../concepts/unchecked-response.ts';
import type { FrameworkModel } from '../../frameworks/model.ts';
import { matches, type ApiPath } from '../../semantic/api-path.ts';
import type { Evaluator } from '../../semantic/evaluate.ts';
import { frameQuestion } from '../../semantic/frame-questions.ts';
import { eachExpressionOf } from '../../semantic/returns.ts';
import type { ApiValue, Frame, Value } from '../../semantic/values.ts';
import { findBinding } from '../../syntax/find-binding.ts';
import type { TextEdit } from '../../syntax/text.ts';
import type { Binding, Call, Expression, Module } from '../../syntax/tree.ts';
import { byFile } from '../by-file.ts';
import { callsOf } from '../calls.ts';
import type { CollectInput } from '../collect-input.ts';
import { once } from '../once.ts';
import { calleeText, indentAt, insertion, lastNameOf, sourceText, styleOf } from '../source.ts';
import { isRefused } from './parsed-texts.ts';
import type { CallSite, ServerFrames } from './server-frames.ts';
import { surroundingsOf } from './surroundings.ts';

const READING = new Set(['json', 'text', 'blob', 'arrayBuffer', 'formData', 'bytes']);
const STATUS = new Set(['ok', 'status', 'statusText']);

/** The calls of whose answers a function looks at the status. */
const checkedByFrame = frameQuestion((evaluator: Evaluator, frameworks: readonly FrameworkModel[]) => {
  const paths = frameworks.flatMap(({ events }) => events?.answers ?? []);
  return (frame: Frame): readonly Call[] => {
    const found: Call[] = [];
    eachExpressionOf(frame.fn.body, (node) => {
      if (node.kind === 'member' && STATUS.has(node.name)) found.push(...callsAsked(evaluator.evaluate(node.object, frame), paths).map((call) => call.node));
    });
    return found;
  };
});

/** The calls whose answers values are: what is awaited, and what `then` hands to its function. */
function callsAsked(values: readonly Value[], paths: readonly ApiPath[]): readonly CallSite[] {
  return values.flatMap((value) => {
    const answer = value.kind === 'api' ? answerIn(value, paths) : undefined;
    const site = answer?.site;
    return site?.node.kind === 'call' ? [{ node: site.node, frame: site.frame }] : [];
  });
}

function answerIn(value: ApiValue, paths: readonly ApiPath[]): ApiValue | undefined {
  if (paths.some((path) => matches(path, value))) return value;
  const promised = value.step === 'callback' && value.name === '0' && value.of?.step === 'member' && value.of.name === 'then' ? value.of.of : undefined;
  return promised && paths.some((path) => matches(path, promised)) ? promised : undefined;
}

/** A body that is read, and the one call whose answer it is of. */
interface Reading extends CallSite {
  readonly callee: Call['callee'] & { readonly kind: 'member' };
  readonly asked: CallSite;
}

const readingsByFrame = frameQuestion((evaluator: Evaluator, frameworks: readonly FrameworkModel[]) => {
  const paths = frameworks.flatMap(({ events }) => events?.answers ?? []);
  return (frame: Frame): readonly Reading[] => callsOf(frame.fn).flatMap(({ node }): readonly Reading[] => {
    const { callee } = node;
    if (callee.kind !== 'member' || !READING.has(callee.name) || node.args.length > 0) return [];
    const values = evaluator.evaluate(callee.object, frame);
    const [asked, ...others] = callsAsked(values, paths);
    return asked && others.length === 0 && values.length === 1 ? [{ node, frame, callee, asked }] : [];
  });
});

/** Finds every body that a file reads of an answer at whose status nobody looks, once for each call that gives one. */
export function createUnchecked(input: CollectInput, frames: ServerFrames): (file: string) => readonly UncheckedResponse[] {
  const unchecked = once(() => byFile(collectUnchecked(input, frames), ({ at }) => at.file));
  const readings = readingsByFrame(input.evaluator, input.frameworks);
  // Most files read none: who looks at a status anywhere need not be known then.
  return (file) => (frames.in(file).some((frame) => readings.ofFrame(frame).length > 0) ? unchecked()(file) : []);
}

function collectUnchecked({ evaluator, source, frameworks }: CollectInput, frames: ServerFrames): readonly UncheckedResponse[] {
  const parses = frameworks.flatMap(({ events }) => events?.parses ?? []);
  const checked = new Set(frames.ask(checkedByFrame(evaluator, frameworks)));
  const found = new Map<Call, UncheckedResponse>();
  for (const { node, frame, callee, asked } of frames.ask(readingsByFrame(evaluator, frameworks))) {
    if (checked.has(asked.node) || found.has(asked.node)) continue;
    // What is no text of the kind that was asked for is refused.
    const text = bindingOf(node, frame.module);
    if (text && isRefused({ evaluator, parses }, text, frame)) continue;
    if (isSeenElsewhere(callee.object, frame) || isSeenElsewhere(asked.node, asked.frame)) continue;
    found.set(asked.node, {
      at: lastNameOf(frame.module, callee),
      reads: callee.name,
      call: { label: calleeText(source, asked.frame.module, asked.node.callee), at: lastNameOf(asked.frame.module, asked.node.callee) },
      check: () => checkEdits(node, callee.object, frame),
    });
  }
  return [...found.values()];

  /** Whether an answer is handed to somebody who may look at its status. */
  function isSeenElsewhere(node: Expression, { module }: Frame): boolean {
    const binding = node.kind === 'name' ? findBinding(module, node.scope, node.name) : bindingOf(node, module);
    return binding !== undefined && surroundingsOf(module).usesOf(binding).some((use) => !isOnlyRead(use, module));
  }

  function isOnlyRead(use: Expression, module: Module): boolean {
    const parent = surroundingsOf(module).parentOf(use);
    if (parent?.in !== 'expression') return parent?.node.kind === 'if';
    const { node } = parent;
    return (node.kind === 'member' && node.object === use) || (node.kind === 'assign' && node.target === use) || (node.kind === 'unary' && node.operator === '!');
  }

  /** The name that an awaited call's answer is given. */
  function bindingOf(node: Expression, module: Module): Binding | undefined {
    const parent = surroundingsOf(module).parentOf(node);
    const value = parent?.in === 'expression' && parent.node.kind === 'await' ? parent.node : node;
    return module.bindings.find(({ definitions }) => definitions.some((one) => one.kind === 'value' && one.value === value && one.path.length === 0));
  }

  function checkEdits(node: Call, answer: Expression, { module }: Frame): readonly TextEdit[] | undefined {
    const text = source.text(module.file);
    const { parentOf } = surroundingsOf(module);
    let at: Expression = node;
    for (let parent = parentOf(at); parent?.in === 'expression'; parent = parentOf(at)) at = parent.node;
    const statement = parentOf(at);
    if (answer.kind !== 'name' || statement?.in !== 'statement' || !['declare', 'return', 'expression'].includes(statement.node.kind)) return undefined;
    const { start } = statement.node;
    const before = text.slice(0, start).replace(/(?:\n[ \t]*\/\/[^\n]*)+\s*$/, '').trimEnd();
    if (!/[{};]$/.test(before) || /\S/.test(text.slice(text.lastIndexOf('\n', start) + 1, start))) return undefined;
    const { newline, semicolon } = styleOf(text);
    const name = sourceText(source, module, answer);
    return [insertion(module.file, start, `if (!${name}.ok) throw new Error(\`The answer's status is \${${name}.status}\`)${semicolon}${newline}${indentAt(text, start)}`)];
  }
}
