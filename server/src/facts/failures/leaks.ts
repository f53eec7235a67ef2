import type { LeakedError } from '../../concepts/caught.ts';
import { asksEnvironment } from '../../semantic/environment.ts';
import type { Evaluator } from '../../semantic/evaluate.ts';
import { decidedBy, liveStatements } from '../../semantic/live-code.ts';
import { bodiesOf, eachExpression, expressionsOf, partsOf } from '../../semantic/returns.ts';
import type { Frame } from '../../semantic/values.ts';
import { findBinding } from '../../syntax/find-binding.ts';
import type { Binding, Expression, Statement } from '../../syntax/tree.ts';
import type { Rejections } from '../handler-facts.ts';
import { calleeText, lastNameOf, sourceText, spanOf, type Source } from '../source.ts';
import { meaningIn, type Talk } from './talks.ts';

interface LeakTools {
  readonly evaluator: Evaluator;
  readonly source: Source;
  readonly rejections: Pick<Rejections, 'canReject'>;
}

/** Where an error arrives, and the statements that may answer with it. */
interface Caught {
  readonly bindings: ReadonlySet<Binding | undefined>;
  readonly body: readonly Statement[];
}

/** What a function sends of errors that nobody wrote for callers to read. */
export function leakedIn(tools: LeakTools, frame: Frame, talk: Talk): readonly LeakedError[] {
  const live = new Set(liveStatements(tools.evaluator, frame)); // what development alone does is nobody's concern
  return caughtIn(tools, frame, talk).flatMap((caught) => {
    const found: LeakedError[] = [];
    visit(caught.body, false);
    return found;

    function visit(body: readonly Statement[], isDecided: boolean): void {
      for (const statement of body) {
        if (!live.has(statement)) continue;
        // What stands behind `if (error instanceof NotFound) return …` is for the errors that are left.
        for (const expression of expressionsOf(statement)) if (!isDecided) look(expression);
        const decides = statement.kind === 'if' && decidedBy(tools.evaluator, statement.test, frame) === undefined && tellsApart(tools, statement.test, caught, frame);
        if (statement.kind !== 'try') for (const inner of bodiesOf(statement)) visit(inner, isDecided || decides);
      }
    }

    function look(expression: Expression): void {
      eachExpression(expression, (node) => {
        const sent = sentBy(node, frame, talk);
        for (const value of sent) for (const leak of leaksIn(tools, value, caught, frame)) if (!found.some(({ at }) => at.start === leak.at.start)) found.push({ ...leak, ...(printsText(node) && leak.what === 'error' && { what: 'message' as const }), by: byOf(tools, node, frame) });
      });
    }
  });
}

/** `catch` clauses whose `try` waits for something that can fail, and error middleware. */
function caughtIn(tools: LeakTools, frame: Frame, { shape, handler }: Talk): readonly Caught[] {
  const { module, fn } = frame;
  const found: Caught[] = [];
  const bound = (ids: readonly number[]) => new Set(ids.map((id) => module.bindings[id]));
  const collect = (body: readonly Statement[]): void => {
    for (const statement of body) {
      if (statement.kind === 'try' && statement.handler && canFail(tools, statement.block, frame)) found.push({ bindings: bound(statement.handler.bindings), body: statement.handler.body });
      for (const inner of bodiesOf(statement)) collect(inner);
    }
  };
  collect(fn.body);
  const error = fn === handler && shape.error !== undefined ? fn.parameters[shape.error] : undefined;
  if (error) found.push({ bindings: bound(error.bindings), body: fn.body });
  return found.filter(({ bindings }) => bindings.size === 1);
}

/** Whether statements wait for something that isn't known to succeed; what a `try` in them catches doesn't get out of them. */
function canFail(tools: LeakTools, block: readonly Statement[], frame: Frame): boolean {
  return block.some((statement) => {
    if (statement.kind === 'try' && statement.handler) return canFail(tools, statement.handler.body, frame) || canFail(tools, statement.finalizer, frame);
    return expressionsOf(statement).some((expression) => awaitsRisk(tools, expression, frame)) || bodiesOf(statement).some((inner) => canFail(tools, inner, frame));
  });
}

function awaitsRisk(tools: LeakTools, node: Expression, frame: Frame): boolean {
  return (node.kind === 'await' && isRisk(tools, node.value, frame)) || partsOf(node).some((part) => awaitsRisk(tools, part, frame));
}

/** Calls of functions that nobody knows are one, too. */
function isRisk({ evaluator, rejections }: LeakTools, node: Expression, frame: Frame): boolean {
  if (node.kind !== 'call' || rejections.canReject(node, frame, true)) return true;
  return evaluator.evaluate(node.callee, frame).some(({ kind }) => kind === 'unknown' || kind === 'parameter');
}

/** What an expression answers with. */
function sentBy(node: Expression, frame: Frame, talk: Talk): readonly Expression[] {
  if (node.kind === 'assign') return meaningIn(talk, node.target, frame)?.is === 'answer' ? [node.value] : [];
  if (node.kind !== 'call' || node.isNew) return [];
  const meaning = meaningIn(talk, node.callee, frame);
  return meaning?.is === 'answer' || meaning?.is === 'response' ? node.args : [];
}

/** A view prints what it is given as text: of an error its message. */
function printsText(node: Expression): boolean {
  return node.kind === 'call' && node.callee.kind === 'member' && node.callee.name === 'render';
}

type Leak = Omit<LeakedError, 'by'>;

/** The parts of an error in what is sent; not behind a condition that tells errors apart. */
function leaksIn(tools: LeakTools, node: Expression, caught: Caught, frame: Frame, depth = 0): readonly Leak[] {
  const { module } = frame;
  const isError = (one: Expression) => one.kind === 'name' && caught.bindings.has(findBinding(module, one.scope, one.name));
  const text = () => sourceText(tools.source, module, node);
  const leak = (what: LeakedError['what']): readonly Leak[] => [{ at: spanOf(module, node), label: text(), what }];
  switch (node.kind) {
    case 'name': {
      if (isError(node)) return leak('error');
      // `const message = error.message || 'Something went wrong';`
      const [made, ...others] = findBinding(module, node.scope, node.name)?.definitions ?? [];
      if (made?.kind !== 'value' || others.length > 0 || depth > 2) return [];
      const inside = made.path.length === 0 ? leaksIn(tools, made.value, caught, frame, depth + 1) : isError(made.value) ? leak(made.path[0] === 'stack' ? 'stack' : 'message').filter(() => made.path[0] === 'stack' || made.path[0] === 'message') : [];
      return inside.slice(0, 1).map(({ what }) => ({ at: spanOf(module, node), label: text(), what }));
    }
    case 'member':
      if (!isError(node.object)) return [];
      return node.name === 'stack' ? leak('stack') : node.name === 'message' ? leak('message') : [];
    case 'call': return node.callee.kind === 'member' && isError(node.callee.object) && node.callee.name === 'toString' ? leak('message') : [];
    case 'object': return node.properties.flatMap((property) => leaksIn(tools, property.value, caught, frame, depth));
    case 'array': return node.elements.flatMap((element) => leaksIn(tools, element, caught, frame, depth));
    case 'spread': return leaksIn(tools, node.value, caught, frame, depth);
    case 'template': return node.tag ? [] : node.parts.flatMap((part) => leaksIn(tools, part, caught, frame, depth).map((one) => (one.what === 'error' ? { ...one, what: 'message' as const } : one)));
    case 'binary': return node.operator === '+' || node.operator === '||' || node.operator === '??' ? [...leaksIn(tools, node.left, caught, frame, depth), ...leaksIn(tools, node.right, caught, frame, depth)] : [];
    case 'conditional': {
      const inProduction = decidedBy(tools.evaluator, node.test, frame);
      if (inProduction === undefined && tellsApart(tools, node.test, caught, frame)) return [];
      return [...(inProduction === false ? [] : leaksIn(tools, node.whenTrue, caught, frame, depth)), ...(inProduction === true ? [] : leaksIn(tools, node.whenFalse, caught, frame, depth))];
    }
    default: return [];
  }
}

/** Whether a condition tells development from production, or errors that are made for callers from others: it looks at more of the error than its text. */
function tellsApart({ evaluator }: LeakTools, test: Expression, caught: Caught, frame: Frame): boolean {
  return asksEnvironment(evaluator, test, frame) || looksAt(test, caught, frame, 0);
}

function looksAt(node: Expression, caught: Caught, frame: Frame, depth: number): boolean {
  const isError = (one: Expression): boolean => one.kind === 'name' && caught.bindings.has(findBinding(frame.module, one.scope, one.name));
  if (node.kind === 'member' && isError(node.object)) return node.name !== 'message' && node.name !== 'stack';
  if (node.kind === 'index' && isError(node.object)) return true;
  if (node.kind === 'call' && node.args.some(isError)) return true;
  if (node.kind === 'binary' && (node.operator === 'instanceof' || node.operator === 'in') && [node.left, node.right].some(isError)) return true;
  if (node.kind !== 'name') return partsOf(node).some((part) => looksAt(part, caught, frame, depth));
  // `const isOurs = error instanceof OurError;`, `const { status } = error;`
  return !isError(node) && depth < 3 && (findBinding(frame.module, node.scope, node.name)?.definitions ?? []).some((definition) => definition.kind === 'value' && (looksAt(definition.value, caught, frame, depth + 1) || (isError(definition.value) && definition.path[0] !== 'message' && definition.path[0] !== 'stack')));
}

function byOf({ source }: LeakTools, node: Expression, { module }: Frame): LeakedError['by'] {
  const callee = node.kind === 'call' ? node.callee : node.kind === 'assign' ? node.target : node;
  return { label: calleeText(source, module, callee), at: lastNameOf(module, callee) };
}
