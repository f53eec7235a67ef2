import type { InputUse } from '../concepts/input.ts';
import { isWrite } from '../frameworks/model.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import type { RoughAnswer } from '../semantic/recall.ts';
import { decidedBy } from '../semantic/live-code.ts';
import { ofEachModule } from '../semantic/of-code.ts';
import { eachExpressionOf, partsOf } from '../semantic/returns.ts';
import type { ApiValue, Frame, FunctionValue, Value } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Binding, Call, Expression, Statement } from '../syntax/tree.ts';
import { checksOf, type Check, type CheckKinds } from './input-checks.ts';
import { checksOfAssertion, checksOfComparison, checksOfCondition, type ConditionContext } from './input-conditions.ts';
import { globalName, type Entry, type InputOrigin, type Origin, type Origins } from './input-origins.ts';
import { CALLBACK_METHODS, MAY_CHECK } from './input-words.ts';
import type { QueryFinder, QuerySite } from './query-sites.ts';

/** A value that a caller sent, where it does something. */
export interface Use {
  readonly input: InputOrigin;
  readonly use: InputUse;
  /** What the call that gets it is called, by what writes an expression down. */
  readonly label: (text: (node: Expression, frame: Frame) => string) => string;
  readonly node: Expression;
  readonly frame: Frame;
}

/** What a function that a framework calls does with what callers sent, in the order in which it does it. */
export interface Treatment {
  readonly uses: readonly Use[];
  readonly checks: readonly Check[];
  /** Somebody asks what chains of checks have collected. */
  readonly asks: boolean;
  /** What of the input is read at all. */
  readonly reads: readonly InputOrigin[];
  /** The queries on the way, as the activations see them that say what the parameters stand for. */
  readonly queried: readonly QuerySite[];
}

export interface WalkContext extends ConditionContext {
  readonly evaluator: Evaluator;
  readonly origins: Origins;
  readonly kinds: CheckKinds;
  readonly queries: QueryFinder;
  /** Whether people declared a function or a package's member as a validator. */
  isTaught(value: Value): boolean;
}

/** Stands outermost among what is around an expression where the statement makes use of its value. */
const USED = 'used';
type Around = readonly (Expression | typeof USED)[];

/** Activations that one handler may lead to, at most. */
const MAX_FRAMES = 300;

interface Walk {
  readonly uses: Use[];
  readonly checks: Check[];
  asks: boolean;
  readonly reads: InputOrigin[];
  readonly queried: QuerySite[];
  readonly seen: Set<Frame>;
}

const NO_TREATMENT: Treatment = { uses: [], checks: [], asks: false, reads: [], queried: [] };

export function createInputWalk(context: WalkContext): (value: FunctionValue, entry: Entry) => Treatment {
  const { evaluator, origins, kinds, queries } = context;
  const memo = new Map<Frame, RoughAnswer<Treatment>>();

  function visitFrame(walk: Walk, frame: Frame): void {
    if (walk.seen.has(frame) || walk.seen.size > MAX_FRAMES) return;
    walk.seen.add(frame);
    const sites = new Map<Expression, QuerySite>(queries.queriesIn(frame).map((site) => [site.node, site]));
    walk.queried.push(...sites.values());
    visitBody(frame.fn.body);

    function visitBody(body: readonly Statement[]): void {
      for (const statement of body) visitStatement(statement);
    }

    function visitStatement(statement: Statement): void {
      switch (statement.kind) {
        case 'expression':
        case 'throw': return visit(statement.value, []);
        case 'return': return statement.value && visit(statement.value, [USED]);
        case 'declare': return statement.values.forEach((value) => visit(value, [USED]));
        case 'if': {
          visit(statement.test, [USED]);
          walk.checks.push(...checksOfCondition(context, statement.test, frame, statement.then, statement.otherwise));
          const decided = decidedBy(evaluator, statement.test, frame);
          if (decided !== false) visitBody(statement.then);
          if (decided !== true) visitBody(statement.otherwise);
          return;
        }
        case 'loop':
          for (const expression of [...(statement.iterated ? [statement.iterated] : []), ...statement.head]) visitCalls(expression, []);
          return visitBody(statement.body);
        case 'switch':
          visit(statement.value, []);
          // What is compared with a list of constants is looked up in it.
          walk.checks.push(...checksOf(origins.of(statement.value, frame), 'doubt'));
          return statement.cases.forEach((one) => visitBody(one.body));
        case 'try':
          visitBody(statement.block);
          visitBody(statement.handler?.body ?? []);
          return visitBody(statement.finalizer);
        case 'block': return visitBody(statement.body);
      }
    }

    /** `around` is what stands around a node in its statement, and that something becomes of the whole. */
    function visit(node: Expression, around: Around): void {
      if (node.kind === 'conditional') walk.checks.push(...checksOfCondition(context, node.test, frame, [], []));
      if (node.kind === 'binary' && node.operator === '&&') walk.checks.push(...checksOfCondition(context, node.left, frame, [], []));
      // What is found by comparing it with each of a list is looked up there.
      if (node.kind === 'binary' && frame.fn.passedTo?.callee.kind === 'member' && CALLBACK_METHODS.has(frame.fn.passedTo.callee.name)) walk.checks.push(...checksOfComparison(context, node, frame));
      visitCalls(node, around);
    }

    function visitCalls(node: Expression, around: Around): void {
      for (const part of partsOf(node)) visit(part, [...around, node]);
      if (node.kind === 'name' || node.kind === 'member') walk.reads.push(...origins.of(node, frame).filter((origin) => origin.is === 'input'));
      if (node.kind === 'call') visitCall(node, around);
      if (node.kind === 'assign') visitAssignment(node);
      const inner = node.kind === 'function' ? evaluator.frames.inside(frame, node.id) : undefined;
      if (inner?.fn.passedTo) visitFrame(walk, inner);
    }

    /** `ctx.body = …` answers; what `req.body.owner = …` puts there isn't the caller's any more. */
    function visitAssignment({ target, value }: Expression & { kind: 'assign' }): void {
      if (target.kind !== 'member') return;
      const targets = origins.of(target, frame);
      if (targets.some((origin) => origin.is === 'meaning' && origin.meaning.is === 'answer')) return use('answer', [value], target);
      const isOthers = (value.kind !== 'object' || value.properties.length > 0) && !origins.of(value, frame).some(isCertain);
      if (isOthers && isRead(target.object)) mark([target], 'doubt');
    }

    /** Whether an object is the request, or what it holds; of an object that was made of it, that holds what is written. */
    function isRead(object: Expression): boolean {
      return object.kind === 'name' ? origins.of(object, frame).some((origin) => origin.is === 'part') : object.kind === 'member' && isRead(object.object);
    }

    function visitCall(node: Call, around: Around): void {
      const values = evaluator.evaluate(node.callee, frame);
      const site = sites.get(node);
      if (site) return useInQuery(site, node);
      if (spokenTo(node)) return;
      for (const value of values) {
        if (value.kind === 'api') visitApi(value, node, around);
        else if (value.kind === 'function') visitFunction(value, node);
      }
      if (!values.some(isReadable) && MAY_CHECK.test(nameOf(node))) mark(node.args, 'doubt');
    }

    /** Whether it is known what a function does with what it is given. */
    function isReadable(value: Value): boolean {
      return value.kind === 'function' || (value.kind === 'api' && (globalName(value) !== undefined || kinds.sinkOf(value) !== undefined || kinds.rowOf(value) !== undefined));
    }

    /** Methods of the conversation: answers, and assertions. */
    function spokenTo(node: Call): boolean {
      const meaning = origins.of(node.callee, frame).find((origin) => origin.is === 'meaning')?.meaning;
      if (!meaning) return false;
      if (meaning.is === 'answer' || meaning.is === 'redirect') use('answer', node.args, node);
      if (meaning.is === 'assert' && node.args[0]) walk.checks.push(...checksOfAssertion(context, node.args[0], frame));
      return true;
    }

    function visitApi(value: ApiValue, node: Call, around: Around): void {
      if (context.isTaught(value)) mark(node.args, 'schema');
      if (kinds.asks(value)) walk.asks = true;
      // `await body('email').run(req)`
      if (value.step === 'member' && value.name === 'run' && value.of && kinds.isChain(value.of)) walk.checks.push(...kinds.chainChecks(value.of));
      const row = kinds.rowOf(value);
      if (row) {
        const given = node.args[row.value.index];
        if (given && (row.says === 'throws' || (row.says === 'rejects' ? around.length > 0 : isLookedAt(node, around)))) mark([given], 'schema');
        if (given && row.says === 'throws') walk.checks.push(...checksOfAssertion(context, given, frame));
        return;
      }
      const sink = kinds.sinkOf(value);
      if (sink) use(sink, node.args, node);
    }

    function visitFunction(value: FunctionValue, node: Call): void {
      if (context.isTaught(value)) return mark(node.args, 'schema');
      const inner = evaluator.callFrame(value, node, frame);
      const closes = walk.seen.has(value.frame);
      if (inner && !node.isNew && (closes || node.args.some((argument) => origins.of(argument, frame).length > 0))) visitFrame(walk, inner);
    }

    function mark(args: readonly Expression[], by: Check['by']): void {
      // What was made of the whole request in ways that aren't followed is the request to a schema only.
      walk.checks.push(...args.flatMap((argument) => checksOf(origins.of(argument, frame).filter((origin) => by === 'schema' || origin.is !== 'part' || origin.isExact), by)));
    }

    function use(kind: InputUse, args: readonly Expression[], node: Expression): void {
      const label: Use['label'] = (text) => text(node.kind === 'call' ? node.callee : node, frame);
      for (const origin of args.flatMap((argument) => origins.of(argument, frame))) if (isCertain(origin)) walk.uses.push({ input: origin, use: kind, label, node, frame });
    }

    function useInQuery(site: QuerySite, node: Call): void {
      const kind = isWrite(site.row.operation) ? 'write' : 'query';
      const receiver = node.callee.kind === 'member' ? origins.of(node.callee.object, frame) : [];
      for (const origin of [...node.args.flatMap((argument) => origins.of(argument, frame)), ...receiver]) {
        if (!isCertain(origin)) continue;
        // The schema is held against single fields; whole objects may bring fields that nobody meant.
        if (site.row.checksFields && origin.path.length > 0 && origin.path[0] !== '...') walk.checks.push({ of: origin.of, path: origin.path, by: 'doubt' });
        else walk.uses.push({ input: origin, use: kind, label: () => site.label, node, frame });
      }
    }

    /** Whether somebody looks at what a call gives: where it stands, or under the names that it is given. */
    function isLookedAt(node: Expression, around: Around): boolean {
      const outer = [...around, node].find((one) => one !== USED) ?? node;
      const named = bindingsOf(frame.module).get(outer);
      return named ? named.some((binding) => isMentioned(binding, frame)) : around.some((one) => one === USED || one.kind !== 'await');
    }
  }

  return (value, entry) => {
    const frame = evaluator.frames.enter(value, undefined, `input ${entry.shape.of ?? ''}`, value.frame.depth);
    if (!frame) return { uses: [], checks: [{ of: '*', path: [], by: 'doubt' }], asks: false, reads: [], queried: [] };
    return evaluator.recall.roughly(memo, frame, NO_TREATMENT, () => {
      origins.enter(frame, entry);
      const walk: Walk = { uses: [], checks: [], asks: false, reads: [], queried: [], seen: new Set() };
      visitFrame(walk, frame);
      return walk;
    });
  };
}

/** What a callee is called by, last name only. */
function nameOf({ callee }: Call): string {
  return callee.kind === 'member' || callee.kind === 'name' ? callee.name : '';
}

/** What isn't made of input by something that can't be read. */
function isCertain(origin: Origin): origin is InputOrigin {
  return origin.is === 'input' && origin.isExact;
}

/** The bindings that a declaration's value fills. */
const bindingsOf = ofEachModule((module): ReadonlyMap<Expression, readonly Binding[]> => {
  const found = new Map<Expression, Binding[]>();
  for (const binding of module.bindings) {
    for (const definition of binding.definitions) if (definition.kind === 'value') found.set(definition.value, [...(found.get(definition.value) ?? []), binding]);
  }
  return found;
});

function isMentioned(binding: Binding, { module, fn }: Frame): boolean {
  let found = false;
  for (const one of module.functions) {
    if (found || one.start < fn.start || one.end > fn.end) continue;
    eachExpressionOf(one.body, (node) => {
      found ||= node.kind === 'name' && node.name === binding.name && findBinding(module, node.scope, node.name) === binding;
    });
  }
  return found;
}
