import { GLOBALS, rootOf } from '../semantic/values.ts';
import type { Expression, Statement } from '../syntax/tree.ts';
import { assignDeclared } from './anonymous-bindings.ts';
import { joinAnswered, refine, runBranches, writeMind } from './anonymous-branches.ts';
import { evaluateMind } from './anonymous-expressions.ts';
import { joinMinds, literalMind, literalOf, SOMETHING, truthOf, type Activation } from './anonymous-minds.ts';
import { doubtfully, JUMP, NORMAL, refuseOnPurpose, RETURN, THROW, type Run } from './anonymous-run.ts';

export function execute(run: Run, body: readonly Statement[], activation: Activation): number {
  let completion = 0;
  for (const statement of body) {
    const own = executeStatement(run, statement, activation);
    completion |= own & ~NORMAL;
    if ((own & NORMAL) === 0) return completion;
  }
  return completion | NORMAL;
}

function executeStatement(run: Run, statement: Statement, activation: Activation): number {
  run.steps++;
  switch (statement.kind) {
    case 'expression':
      evaluateMind(run, statement.value, activation);
      return afterExpression(run);
    case 'declare':
      for (const value of statement.values) assignDeclared(run, value, evaluateMind(run, value, activation), activation);
      return afterExpression(run);
    case 'return': {
      const value = statement.value ? evaluateMind(run, statement.value, activation) : literalMind(undefined);
      const completion = afterExpression(run);
      if ((completion & NORMAL) === 0) return completion;
      if (run.stack.length === 1) run.ended = joinAnswered(run.ended, run.answered);
      activation.returned = joinMinds(activation.returned, value);
      return (completion & ~NORMAL) | RETURN;
    }
    case 'throw':
      evaluateMind(run, statement.value, activation);
      if (speaksOf(IDENTITY_ERROR, statement.value) || saysWho(run, statement.value, activation)) run.outcome.refusesIdentity = true;
      if (!speaksOf(OTHER_ERROR, statement.value)) run.outcome.refusesUnclearly = true;
      refuseOnPurpose(run);
      run.raised = 'never';
      return THROW;
    case 'block': return execute(run, statement.body, activation);
    case 'if': return executeIf(run, statement, activation);
    case 'loop': {
      for (const expression of [...(statement.iterated ? [statement.iterated] : []), ...statement.head]) evaluateMind(run, expression, activation);
      const before = afterExpression(run);
      if ((before & NORMAL) === 0) return before;
      return (before | doubtfully(run, () => execute(run, statement.body, activation)) | NORMAL) & ~JUMP;
    }
    case 'switch': return executeSwitch(run, statement, activation);
    case 'try': return executeTry(run, statement, activation);
    case 'break':
    case 'continue': return JUMP;
  }
}

function executeIf(run: Run, statement: Statement & { kind: 'if' }, activation: Activation): number {
  const truth = truthOf(evaluateMind(run, statement.test, activation));
  const [next] = statement.otherwise;
  if (next?.kind === 'if' && statement.otherwise.length === 1 && areSameSetting(statement.test, next.test)) run.alternatives.add(next);
  const before = afterExpression(run);
  if ((before & NORMAL) === 0) return before;
  const rest = before & ~NORMAL;
  if (truth !== undefined) return rest | execute(run, truth ? statement.then : statement.otherwise, activation);
  if (isLastSetting(run, statement, activation)) return rest | execute(run, statement.then, activation);
  const branch = (holds: boolean) => () => {
    refine(run, statement.test, holds, activation);
    return execute(run, holds ? statement.then : statement.otherwise, activation);
  };
  return rest | runBranches(run, [branch(true), branch(false)]);
}

/**
 * `if (MODE === 'jwt') {…} else if (MODE === 'database') {…}`: of a setting that is compared with one value after the other, these are all
 * that it is set to.
 */
function isLastSetting(run: Run, statement: Statement & { kind: 'if' }, { frame }: Activation): boolean {
  const { otherwise } = statement;
  if (otherwise.length > 0 || !run.alternatives.has(statement)) return false;
  const compared = comparedSetting(statement.test);
  return compared !== undefined && run.evaluator.evaluate(compared, frame).some((value) => value.kind === 'api' && rootOf(value) === GLOBALS);
}

function areSameSetting(a: Expression, b: Expression): boolean {
  const [left, right] = [comparedSetting(a), comparedSetting(b)];
  return left !== undefined && right !== undefined && pathText(left) !== undefined && pathText(left) === pathText(right);
}

/** `env.auth.strategy`, as text. */
function pathText(node: Expression): string | undefined {
  if (node.kind === 'name') return node.name;
  const object = node.kind === 'member' ? pathText(node.object) : undefined;
  return object === undefined || node.kind !== 'member' ? undefined : `${object}.${node.name}`;
}

function comparedSetting(test: Expression): Expression | undefined {
  return test.kind === 'binary' && /^===?$/.test(test.operator) && test.right.kind === 'literal' ? test.left : undefined;
}

/** Of a value that is known only the case that it leads to; a case without `break` goes on in the next. */
function executeSwitch(run: Run, statement: Statement & { kind: 'switch' }, activation: Activation): number {
  const value = literalOf(evaluateMind(run, statement.value, activation));
  const before = afterExpression(run);
  if ((before & NORMAL) === 0) return before;
  const { cases } = statement;
  const from = (index: number) => () => execute(run, cases.slice(index).flatMap(({ body }) => body), activation);
  const tests = cases.map(({ test }) => (test ? literalOf(evaluateMind(run, test, activation)) : undefined));
  run.raised = 'never';
  const fallback = cases.findIndex(({ test }) => !test);
  if (value && cases.every(({ test }, index) => !test || tests[index])) {
    const matching = tests.findIndex((test) => test && test.value === value.value);
    const chosen = matching < 0 ? fallback : matching;
    const completion = chosen < 0 ? NORMAL : from(chosen)();
    return before & ~NORMAL | ((completion & JUMP) !== 0 ? completion | NORMAL : completion) & ~JUMP;
  }
  const all = runBranches(run, [...cases.map((_, index) => from(index)), ...(fallback < 0 ? [() => NORMAL] : [])]);
  return (before & ~NORMAL) | (((all & JUMP) !== 0 ? all | NORMAL : all) & ~JUMP);
}

/** Whether an error that is thrown is the framework's own for callers who aren't known. */
function saysWho({ evaluator, meaningOf }: Run, thrown: Expression, { frame }: Activation): boolean {
  return thrown.kind === 'call' && thrown.isNew && evaluator.evaluate(thrown, frame).some((value) => {
    const meaning = value.kind === 'api' ? meaningOf(value) : undefined;
    return meaning?.is === 'throw' && meaning.status === 401;
  });
}

/** Errors that say in their own words what they are about, that the caller isn't known or may not among it: `new Error('Unauthorized')`, `new ApiError(401, …)`. */
function speaksOf(subject: RegExp, thrown: Expression): boolean {
  if (thrown.kind !== 'call') return false;
  const name = thrown.callee.kind === 'name' || thrown.callee.kind === 'member' ? thrown.callee.name : '';
  const words = [name, ...thrown.args.flatMap((argument) => (argument.kind === 'object' ? argument.properties.map(({ value }) => value) : [argument])).flatMap((one) => (one.kind === 'literal' ? [String(one.value)] : []))];
  return words.some((word) => subject.test(word));
}

/** In the name of an error, in its code, in its status: what is wrong with the request, or with the server. */
const OTHER_ERROR = /^(NOT_FOUND|BAD_REQUEST|TOO_MANY_REQUESTS|CONFLICT|PRECONDITION_FAILED|PAYLOAD_TOO_LARGE|UNPROCESSABLE_CONTENT|INTERNAL_SERVER_ERROR|TIMEOUT|METHOD_NOT_SUPPORTED|40[0459]|41[035]|42[29]|5\d\d)$|^(NotFound|BadRequest|TooManyRequests|Conflict|Validation)\w*$/;

const IDENTITY_ERROR = /un-?authori[sz]ed|un-?authenticated|forbidden|(log|sign)(ged)?[ -]?in\b|^40[13]$|not (authenticated|authori[sz]ed)/i;

function executeTry(run: Run, statement: Statement & { kind: 'try' }, activation: Activation): number {
  let completion = execute(run, statement.block, activation);
  const { handler } = statement;
  if ((completion & THROW) !== 0 && handler) {
    for (const id of handler.bindings) {
      const binding = activation.frame.module.bindings[id];
      if (binding) writeMind(run, activation.env, binding, SOMETHING);
    }
    const caught = completion & ~THROW;
    const handle = () => execute(run, handler.body, activation);
    run.handling++;
    completion = caught === 0 ? handle() : runBranches(run, [() => caught, handle]);
    run.handling--;
  }
  const last = execute(run, statement.finalizer, activation);
  return (last & NORMAL) === 0 ? last : completion | (last & ~NORMAL);
}

function afterExpression(run: Run): number {
  const { raised } = run;
  run.raised = 'never';
  return raised === 'always' ? THROW : raised === 'maybe' ? THROW | NORMAL : NORMAL;
}

