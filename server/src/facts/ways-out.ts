import { partsOf } from '../semantic/returns.ts';
import type { Expression, Place, Statement } from '../syntax/tree.ts';

/** A way out of a function on which something that was taken isn't given back. */
export interface WayOut {
  /** `failure`: what fails. `out`: a `return`, a `throw`, or the last statement. */
  readonly kind: 'failure' | 'out';
  readonly at: Place;
  readonly failing?: Expression;
}

/** What the walk asks of the code. */
export interface Questions {
  /** The call that takes it, or `undefined` where it is there from the first statement on. */
  readonly taken: Expression | undefined;
  isRelease(node: Expression): boolean;
  /** What fails there, itself and not in its parts. */
  mayFail(node: Expression): boolean;
  /** Whether an expression names what was taken. */
  mentions(node: Expression): boolean;
  endsProcess(node: Expression): boolean;
}

/** What is known at one point; `undefined` where nothing runs any more. */
interface State {
  readonly held: boolean;
  /** What threw, was caught, and led here. */
  readonly thrown?: WayOut;
  /** It is held after a failure and not after success, or the other way round. */
  readonly isMixed?: boolean;
}

/** What leaves a list of statements while it is held. */
interface Exits {
  readonly thrown: WayOut[];
  readonly left: WayOut[];
}

const FREE: State = { held: false };

/**
 * The ways out of a function's body on which what was taken is still held. Conditions are not understood: where one branch gives it back
 * and the other doesn't, it may have been given back.
 */
export function waysOut(body: readonly Statement[], questions: Questions): readonly WayOut[] {
  const { taken, isRelease, mayFail, mentions, endsProcess } = questions;
  const exits: Exits = { thrown: [], left: [] };
  const end = walkAll(body, taken ? FREE : { held: true }, exits, false);
  const last = body[body.length - 1];
  if (end?.held && last) exits.left.push(exitOf(end, last));
  return [...exits.thrown, ...exits.left];

  function walkAll(statements: readonly Statement[], from: State | undefined, to: Exits, isQuiet: boolean): State | undefined {
    return statements.reduce<State | undefined>((state, statement) => (state ? walk(statement, state, to, isQuiet) : undefined), from);
  }

  /** `isQuiet`: what handles a failure and fails itself has failed twice; that isn't looked at. */
  function walk(statement: Statement, from: State, to: Exits, isQuiet: boolean): State | undefined {
    const inner = (expression: Expression, state: State) => evaluate(expression, state, to, isQuiet);
    switch (statement.kind) {
      case 'expression': return inner(statement.value, from);
      case 'declare': return statement.values.reduce<State | undefined>((state, value) => state && inner(value, state), from);
      case 'return':
      case 'throw': {
        const state = statement.value ? inner(statement.value, from) : from;
        if (state?.held) (statement.kind === 'throw' ? to.thrown : to.left).push(exitOf(state, statement));
        return undefined;
      }
      case 'block': return walkAll(statement.body, from, to, isQuiet);
      case 'if': return walkIf(statement, from, to, isQuiet);
      case 'loop': {
        const before = (statement.iterated ? [statement.iterated] : statement.form === 'do' ? [] : statement.head).reduce<State | undefined>((state, value) => state && inner(value, state), from);
        return before && either(before, walkAll(statement.body, before, to, isQuiet));
      }
      case 'switch': {
        const before = inner(statement.value, from);
        if (!before) return undefined;
        const isWhole = statement.cases.some(({ test }) => !test);
        const after = statement.cases.map((one) => walkAll(one.body, before, to, isQuiet));
        // What a `break` ends goes on behind the switch, as much as what falls through.
        return [...after, ...(isWhole ? [] : [before])].reduce<State | undefined>((state, other) => either(state ?? other, other), undefined) ?? FREE;
      }
      case 'try': return walkTry(statement, from, to, isQuiet);
      case 'break':
      case 'continue': return undefined;
    }
  }

  function walkIf(statement: Statement & { kind: 'if' }, from: State, to: Exits, isQuiet: boolean): State | undefined {
    const tested = evaluate(statement.test, from, to, isQuiet);
    if (!tested?.held) return tested && either(walkAll(statement.then, tested, to, isQuiet), walkAll(statement.otherwise, tested, to, isQuiet));
    const releasing = [statement.then, statement.otherwise].find(givesBack);
    // Which of the two runs may hang together with what failed before.
    if (releasing && tested.isMixed) return FREE;
    const says = truthOf(statement.test);
    if (releasing && says === undefined && mentions(statement.test)) return walkAll(releasing, tested, to, isQuiet) && FREE;
    if (says !== undefined) return walkAll(says ? statement.then : statement.otherwise, tested, to, isQuiet);
    return either(walkAll(statement.then, tested, to, isQuiet), walkAll(statement.otherwise, tested, to, isQuiet));
  }

  /** What a test that is about nothing else says while it is held. */
  function truthOf(test: Expression): boolean | undefined {
    if (test.kind === 'name') return mentions(test) ? true : undefined;
    if (test.kind === 'unary' && test.operator === '!') return test.value.kind === 'name' && mentions(test.value) ? false : undefined;
    if (test.kind !== 'binary' || test.left.kind !== 'name' || !mentions(test.left)) return undefined;
    return test.operator === '!==' || test.operator === '!=' ? true : test.operator === '===' || test.operator === '==' ? false : undefined;
  }

  function walkTry(statement: Statement & { kind: 'try' }, from: State, to: Exits, isQuiet: boolean): State | undefined {
    const { block, handler, finalizer } = statement;
    const own: Exits = { thrown: [], left: [] };
    const done = walkAll(block, from, own, isQuiet);
    const caught = handler ? own.thrown.splice(0) : [];
    const [first] = caught;
    const failed = handler && walkAll(handler.body, first ? { held: true, thrown: first } : FREE, own, true);
    const merged = handler ? together(done, failed) : done;
    if (finalizer.length > 0) {
      // What fails there fails twice.
      const cleaned = walkAll(finalizer, { held: true }, { thrown: [], left: [] }, true);
      if (!cleaned?.held) return merged && FREE;
    }
    to.thrown.push(...own.thrown);
    to.left.push(...own.left);
    return merged;
  }

  function evaluate(node: Expression, from: State, to: Exits, isQuiet: boolean): State | undefined {
    let state: State | undefined = from;
    const visit = (one: Expression): void => {
      for (const part of partsOf(one)) visit(part);
      if (!state) return;
      if (one === taken) state = { held: true };
      else if (isRelease(one)) state = FREE;
      else if (endsProcess(one)) state = undefined;
      else if (state.held && !isQuiet && mayFail(one)) to.thrown.push({ kind: 'failure', at: one, failing: one });
    };
    visit(node);
    return state;
  }

  function givesBack(statements: readonly Statement[]): boolean {
    const after = walkAll(statements, { held: true }, { thrown: [], left: [] }, true);
    return after ? !after.held : statements.some((statement) => releasesIn(statement));
  }

  /** Statements that end by leaving: what they give back, they give back before. */
  function releasesIn(statement: Statement): boolean {
    if (statement.kind !== 'expression' && statement.kind !== 'return') return false;
    return statement.value !== undefined && hasRelease(statement.value);
  }

  function hasRelease(node: Expression): boolean {
    return isRelease(node) || partsOf(node).some(hasRelease);
  }
}

function exitOf({ thrown }: State, at: Place): WayOut {
  return thrown ?? { kind: 'out', at };
}

/** One of two ways was gone, and nobody knows which: it is held where it is held on both. */
function either(one: State | undefined, other: State | undefined): State | undefined {
  if (!one || !other) return one ?? other;
  return one.held && other.held ? (one.thrown ? one : other) : FREE;
}

/** Each of two ways can be gone at any time. */
function together(one: State | undefined, other: State | undefined): State | undefined {
  if (!one || !other) return one ?? other;
  if (one.held === other.held) return other.thrown ? { ...other, isMixed: true } : one;
  return { ...(one.held ? one : other), isMixed: true };
}
