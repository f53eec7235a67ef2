import { holds } from '../syntax/places.ts';
import type { Expression, Place, Statement } from '../syntax/tree.ts';
import type { Evaluator } from './evaluate.ts';
import { inProduction } from './environment.ts';
import { keptBy } from './kept-by.ts';
import { bodiesOf, eachStatement, expressionsOf } from './returns.ts';
import { GLOBALS, rootOf, type ApiValue, type Frame, type Value } from './values.ts';

/**
 * Whether a condition is decided by what an activation is given: `if (payload.notifyAdmin)` in a function that was called with
 * `{ notifyAdmin: false }`. `undefined` where it isn't.
 */
export function decidedBy(evaluator: Evaluator, test: Expression, frame: Frame): boolean | undefined {
  switch (test.kind) {
    case 'literal': return Boolean(test.value);
    case 'unary': {
      const inner = test.operator === '!' ? decidedBy(evaluator, test.value, frame) : undefined;
      return inner === undefined ? undefined : !inner;
    }
    case 'binary': {
      if (test.operator === '===' || test.operator === '!==') return comparedBy(evaluator, test.left, test.right, frame, test.operator);
      if (test.operator !== '&&' && test.operator !== '||') return undefined;
      const sides = [decidedBy(evaluator, test.left, frame), decidedBy(evaluator, test.right, frame)];
      const decides = test.operator === '||';
      if (sides.includes(decides)) return decides;
      return sides.every((side) => side === !decides) ? !decides : undefined;
    }
    case 'name':
    case 'member': {
      const [truth, ...others] = new Set(evaluator.evaluate(test, frame).map(truthOf));
      return others.length > 0 ? undefined : truth;
    }
    default: return undefined;
  }
}

/** What a flag that is written says, and that a text is there: of whatever else may be missing nobody knows. */
function truthOf(value: Value): boolean | undefined {
  if (value.kind === 'api') return isSerialised(value) ? true : undefined;
  if (value.kind !== 'literal') return undefined;
  return typeof value.value === 'boolean' ? value.value : typeof value.value === 'string' && value.value !== '' ? true : undefined;
}

/** `JSON.stringify(list)` */
function isSerialised({ step, of }: ApiValue): boolean {
  return step === 'call' && of?.name === 'stringify' && of.of?.name === 'JSON' && rootOf(of) === GLOBALS;
}

/** Two values that an activation is given as they are written: `type === 'approved'` where the call says `'test'`. */
function comparedBy(evaluator: Evaluator, left: Expression, right: Expression, frame: Frame, operator: string): boolean | undefined {
  const sides = [evaluator.evaluate(left, frame), evaluator.evaluate(right, frame)] as const;
  const inEnvironment = inProduction(operator, ...sides);
  if (inEnvironment) return inEnvironment.value === true;
  const [lefts, rights] = sides.map(literalsIn);
  if (!lefts || !rights) return undefined;
  const answers = new Set(lefts.flatMap((one) => rights.map((other) => one === other)));
  const [answer, ...others] = answers;
  return answer === undefined || others.length > 0 ? undefined : answer === (operator === '===');
}

/** What a value may be, where all of it is written. */
function literalsIn(values: readonly Value[]): readonly unknown[] | undefined {
  const literals = values.flatMap((value) => (value.kind === 'literal' ? [value.value] : []));
  return literals.length === values.length ? literals : undefined;
}

/** Whether a place of a function stands in a branch that is decided against: what development does, or what an activation isn't asked for. */
export function isDead(evaluator: Evaluator, place: Place, frame: Frame): boolean {
  if (deadStatements(evaluator, frame).size === 0) return false;
  const isAround = (statement: Statement) => expressionsOf(statement).some((expression) => holds(expression, place));
  let isWritten = false;
  eachStatement(frame.fn.body, (statement) => {
    isWritten ||= isAround(statement);
  });
  return isWritten && !liveStatements(evaluator, frame).some(isAround);
}

/** Whether a function as it stands is made by a branch that is decided against, in any of the functions around it. */
export const isMadeInDead = keptBy((evaluator: Evaluator, { module, fn }: Frame): boolean => {
  for (let at = fn; at.parent >= 0;) {
    const around = module.functions[at.parent];
    const outer = around && evaluator.frames.generic(module, around.id);
    if (!around || !outer) return false;
    if (standsDead(evaluator, at, outer)) return true;
    at = around;
  }
  return false;
});

/** As `isDead`, for whatever stands in a statement: its words, and functions that are made there. */
export function standsDead(evaluator: Evaluator, place: Place, frame: Frame): boolean {
  const dead = deadStatements(evaluator, frame);
  if (dead.size === 0) return false;
  let innermost: Statement | undefined;
  eachStatement(frame.fn.body, (statement) => {
    if (holds(statement, place)) innermost = statement;
  });
  return innermost !== undefined && dead.has(innermost);
}

/** The statements of a function that can't run in an activation: most have none. */
const deadStatements = keptBy((evaluator: Evaluator, frame: Frame): ReadonlySet<Statement> => {
  const live = new Set(liveStatements(evaluator, frame));
  const dead = new Set<Statement>();
  eachStatement(frame.fn.body, (statement) => {
    if (!live.has(statement)) dead.add(statement);
  });
  return dead;
});

/** The statements of a function that can run in an activation, in source order; those in branches that are decided against are left out, and so is what stands behind a branch that is decided for and ends. */
export const liveStatements = keptBy((evaluator: Evaluator, frame: Frame): readonly Statement[] => {
  const found: Statement[] = [];
  /** Answers whether nothing behind these statements runs: they end the function, on a way that is decided for. */
  const visit = (body: readonly Statement[]): boolean => {
    for (const statement of body) {
      found.push(statement);
      if (statement.kind === 'return' || statement.kind === 'throw') return true;
      if (statement.kind !== 'if') {
        for (const inner of bodiesOf(statement)) visit(inner);
        continue;
      }
      const decided = decidedBy(evaluator, statement.test, frame);
      const ends = [decided !== false && visit(statement.then), decided !== true && visit(statement.otherwise)];
      if (decided !== undefined && ends.includes(true)) return true;
    }
    return false;
  };
  visit(frame.fn.body);
  return found;
});
