import type { NamedPlace } from '../../concepts/facts.ts';
import { bodiesOf, eachExpression, expressionsOf, isNothingWritten } from '../../semantic/returns.ts';
import type { Evaluator } from '../../semantic/evaluate.ts';
import type { Frame } from '../../semantic/values.ts';
import type { Call, Expression, Place, Statement } from '../../syntax/tree.ts';
import { callsOf } from '../calls.ts';
import { calleeText, lastNameOf, sourceText, spanOf, type Source } from '../source.ts';
import type { Loggers } from '../loggers.ts';
import { isHandedIn } from './told-others.ts';
import { meaningIn, type Talk } from './talks.ts';

/** What is done about a failure that was caught. */
export type CatchOutcome =
  /** `isOneOf`: in one of several ways, by what failed. */
  | { readonly is: 'answers'; readonly by: NamedPlace; readonly isOneOf?: boolean }
  /** `isOther`: not what was caught, but an error that is made of it or instead of it. */
  | { readonly is: 'hands on'; readonly by: NamedPlace; readonly isOther?: boolean; readonly isOneOf?: boolean }
  | { readonly is: 'logs'; readonly by: NamedPlace }
  | { readonly is: 'throws'; readonly at: Place }
  /** Nothing: `as` is what the function gives then, where it says so; `isCall` where another function makes that. */
  | { readonly is: 'goes on'; readonly as?: string; readonly isCall?: boolean }
  /** One or the other, by what failed. */
  | { readonly is: 'decides' }
  | { readonly is: 'unknown' };

interface CatchTools {
  readonly evaluator: Evaluator;
  readonly source: Source;
  readonly talk: Talk;
  readonly loggers: Loggers;
}

/** What statements that run for a failure come to. */
export function outcomeOfCatch(tools: CatchTools, body: readonly Statement[], frame: Frame): CatchOutcome {
  let doubt = 0;
  /** Where it is answered in branches, and where on any way that comes so far. */
  const branches = new Set<number>();
  const others = new Set<number>();
  const ends: CatchOutcome[] = [];
  let log: NamedPlace | undefined;
  let isOpen = false;

  const visit = (statements: readonly Statement[]): boolean => {
    for (const statement of statements) {
      for (const expression of expressionsOf(statement)) note(expression, statement);
      if (statement.kind === 'throw') {
        ends.push({ is: 'throws', at: { start: statement.start, end: statement.start + 'throw'.length } });
        return true;
      }
      if (statement.kind === 'return') {
        if (!endsWithAnswer(ends, statement)) ends.push(returned(statement.value));
        return true;
      }
      if (statement.kind === 'if') {
        doubt++;
        const [then, otherwise] = [visit(statement.then), visit(statement.otherwise)];
        doubt--;
        if (then && otherwise) return true;
        continue;
      }
      if (statement.kind === 'try') {
        // What its own `catch` does is for what fails in it.
        if (visit(statement.block) || visit(statement.finalizer)) return true;
        continue;
      }
      const isSure = statement.kind === 'block';
      if (!isSure) doubt++;
      const isLeft = bodiesOf(statement).map(visit).includes(true);
      if (!isSure) doubt--;
      if (isLeft && isSure) return true;
    }
    return false;
  };

  const note = (expression: Expression, statement: Statement): void => {
    eachExpression(expression, (node) => {
      if (node.kind === 'function') isOpen = true;
      const set = node.kind === 'assign' ? meaningIn(tools.talk, node.target, frame) : undefined;
      // `ctx.body = { error }`
      if (node.kind === 'assign' && (set?.is === 'answer' || set?.is === 'status')) ends.push({ is: 'answers', by: { label: sourceText(tools.source, frame.module, node.target), at: spanOf(frame.module, node.target) } });
      // Of what was handed in nobody knows here what setting it does: it may be an answer.
      else if (node.kind === 'assign' && node.target.kind === 'member' && isHandedIn(node.target, frame.module)) isOpen = true;
      if (node.kind !== 'call') return;
      const spoken = spokenIn(tools, node, frame) ?? spokenThrough(tools, node, frame);
      if (spoken?.is === 'answers') (doubt > 0 ? branches : others).add(spoken.by.at.start);
      if (spoken) ends.push(spoken);
      else if (isLog(tools, node, frame) && doubt > 0) isOpen = true;
      else if (isLog(tools, node, frame)) log ??= placeOf(tools, node, frame);
      else if (statement.kind === 'expression' && node === bare(statement.value)) isOpen = true;
    });
  };

  const returned = (value: Expression | undefined): CatchOutcome => ({ is: 'goes on', ...(value && { as: sourceText(tools.source, frame.module, value).slice(0, 60) }), ...(value?.kind === 'call' && { isCall: true }) });

  const isOver = visit(body);
  if (!isOver && !ends.some(({ is }) => is === 'answers' || is === 'hands on')) ends.push({ is: 'goes on' });
  const kinds = new Set(ends.map(({ is }) => is));
  const [first] = ends;
  if (kinds.size > 1) return { is: 'decides' };
  if (!first) return { is: 'unknown' };
  if (first.is === 'answers' && (branches.size > 1 || (branches.size > 0 && others.size > 0))) return { ...first, isOneOf: true };
  if (first.is === 'hands on' && ends.length > 1) return oneOfHandedOn(ends.filter((one) => one.is === 'hands on'), first);
  if (first.is !== 'goes on') return first;
  if (log && !first.isCall) return { is: 'logs', by: log };
  return isOpen && !first.isCall ? { is: 'unknown' } : first;
}

/** What is handed on in several places: which of them it is, what failed decides. */
function oneOfHandedOn(all: readonly (CatchOutcome & { is: 'hands on' })[], first: CatchOutcome & { is: 'hands on' }): CatchOutcome {
  return all.every(({ isOther }) => isOther === first.isOther) ? { ...first, isOneOf: true } : { is: 'decides' };
}

/** `return res.status(500).json(…)`: the answer has been noted. */
function endsWithAnswer(ends: readonly CatchOutcome[], { value }: Statement & { kind: 'return' }): boolean {
  const last = ends.at(-1);
  return last !== undefined && (last.is === 'answers' || last.is === 'hands on') && (value === undefined || isNothingWritten(value) || (last.by.at.start >= value.start && last.by.at.end <= value.end) || value.kind === 'call');
}

function spokenIn(tools: CatchTools, node: Call, frame: Frame): CatchOutcome | undefined {
  const meaning = meaningIn(tools.talk, node.callee, frame);
  const by = () => placeOf(tools, node, frame);
  switch (meaning?.is) {
    case 'answer':
    case 'redirect':
    case 'response': return { is: 'answers', by: by() };
    case 'throw': return { is: 'throws', at: node };
    case 'pass': return node.args.length > 0 ? { is: 'hands on', by: by(), ...(node.args[0]?.kind !== 'name' && { isOther: true }) } : { is: 'unknown' };
    default: return undefined;
  }
}

/** A function of the project that answers in its own statements: `sendError(res, error)`. */
function spokenThrough(tools: CatchTools, node: Call, frame: Frame): CatchOutcome | undefined {
  const { evaluator } = tools;
  if (node.isNew) return undefined;
  for (const value of evaluator.evaluate(node.callee, frame)) {
    const inner = value.kind === 'function' ? evaluator.callFrame(value, node, frame) : undefined;
    const answered = inner && callsOf(inner.fn).map((one) => spokenIn(tools, one.node, inner)).find((one) => one?.is === 'answers');
    if (answered) return { is: 'answers', by: placeOf(tools, node, frame) };
  }
  return undefined;
}

/** What is a log only by its name may be anything. */
function isLog({ loggers, talk }: CatchTools, node: Call, frame: Frame): boolean {
  const telling = loggers.tellingOf(node, frame);
  return telling !== undefined && (telling.isKnown || (node.callee.kind === 'member' && meaningIn(talk, node.callee.object, frame)?.is === 'logger'));
}

function bare(node: Expression): Expression {
  return node.kind === 'await' || (node.kind === 'unary' && node.operator === 'void') ? node.value : node;
}

function placeOf({ source }: CatchTools, node: Call, { module }: Frame): NamedPlace {
  return { label: calleeText(source, module, node.callee), at: lastNameOf(module, node.callee) };
}
