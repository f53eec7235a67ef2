import type { Evaluator } from '../semantic/evaluate.ts';
import { bodiesOf, eachExpression, eachExpressionOf, partsOf } from '../semantic/returns.ts';
import type { Frame, Value } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import { holds } from '../syntax/places.ts';
import type { Binding, Expression, Loop, Place, Statement } from '../syntax/tree.ts';
import type { LoopAround } from './loops.ts';
import { sourceText, type Source } from './source.ts';

/** Words for a part of a list that is handled at once. */
const CHUNK = /chunk|batch|slice|partition|bucket/i;

/** Words of loops that go on until something comes: the next page, another try, a free name. */
const REPEATING = /page|offset|cursor|skip|retr(y|ies)|attempt|tries|backoff|poll/i;

/** What a comment says where one after the other is meant. */
const ONE_BY_ONE = /sequential|one (by one|at a time|after (the other|another))|in order|in series|serial(ly|ise|ize)|order matters|order is important|deadlock|previous (one|item|row)|transaction (per|for (each|every))/i;

/** Characters above a loop in which a comment is looked for. */
const LONGEST_COMMENT = 600;

/** Methods that give a list of what they are called on, as long as that at most. */
const KEEPING = new Set(['filter', 'slice', 'sort', 'toSorted', 'reverse', 'toReversed', 'map', 'entries', 'keys', 'values']);

export interface LoopJudge {
  /** Whether a loop walks a list that grows with the data: none that is written in the code, no pages, tries or chunks, no search that ends at the first hit. */
  walksItems(loop: LoopAround): boolean;
}

export function createLoopJudge(evaluator: Evaluator, source: Source): LoopJudge {
  const memo = new Map<Frame, Map<Place, boolean>>();

  function growsWithData(loop: LoopAround): boolean {
    const { statement, list, frame } = loop;
    if (list) return !(CHUNK.test(nameText(list)) || (statement && isPaging(statement, list, frame)) || isWrittenOut(evaluator, list, frame)) && !isExplained(source, loop);
    return statement !== undefined && countsItems(evaluator, source, statement, frame) && !isExplained(source, loop);
  }

  return {
    walksItems(loop) {
      const known = memo.get(loop.frame) ?? new Map<Place, boolean>();
      memo.set(loop.frame, known);
      const grows = known.get(loop.at) ?? growsWithData(loop);
      known.set(loop.at, grows);
      return grows && !(loop.statement && endsAtHit(loop.statement, loop.inside));
    },
  };
}

/** Above the loop, or at its beginning, somebody says why one comes after the other. */
function isExplained(source: Source, { frame, at, statement }: LoopAround): boolean {
  const text = source.text(frame.module.file);
  const above = /(?:^[ \t]*(?:\/\/|\/\*|\*)[^\n]*\n)+[^\n]*$/m.exec(text.slice(Math.max(0, at.start - LONGEST_COMMENT), at.start))?.[0] ?? '';
  const [first] = statement?.body ?? [];
  const within = first ? text.slice(at.start, first.start).split(/\{\s*\n/).at(-1) ?? '' : '';
  return ONE_BY_ONE.test(above) || (/^\s*(\/\/|\/\*)/.test(within) && ONE_BY_ONE.test(within));
}

/** Whether a list stands in the code with everything that is in it. `asked`: the calls that are being looked into; a list may be filtered into itself. */
function isWrittenOut(evaluator: Evaluator, list: Expression, frame: Frame, asked: readonly Expression[] = []): boolean {
  if (asked.includes(list)) return false;
  if (list.kind === 'call' && list.callee.kind === 'member') {
    const { name, object } = list.callee;
    if (name === 'slice' && list.args.length === 2 && list.args.every((one) => one.kind === 'literal')) return true;
    if (KEEPING.has(name) && list.args.every((one) => one.kind === 'function' || one.kind === 'literal') && isWrittenOut(evaluator, object, frame, [...asked, list])) return true;
    const [first] = list.args;
    if (object.kind === 'name' && object.name === 'Object' && first && isNamedConstant(evaluator.evaluate(first, frame))) return true;
    if (object.kind === 'name' && object.name === 'Array' && name === 'from' && first?.kind === 'object') return first.properties.every((one) => one.value.kind === 'literal');
  }
  if (list.kind === 'name' && isGrown(list, frame)) return false;
  const made = list.kind === 'name' ? callBehind(list, frame) : undefined;
  if (made && isWrittenOut(evaluator, made, frame, [...asked, list])) return true;
  const values = evaluator.evaluate(list, frame);
  return values.length > 0 && values.every((value) => (value.kind === 'array' ? !value.open && value.elements.length > 0 : value.kind === 'object' ? value.node.properties.length > 0 && value.node.properties.every((one) => !('kind' in one) && one.key !== undefined) : false));
}

/** The call in the same function that a name stands for: of `const roles = Object.values(Role)` it is `Object.values(Role)`. */
function callBehind({ name, scope }: Expression & { kind: 'name' }, { module, fn }: Frame): Expression | undefined {
  const binding = findBinding(module, scope, name);
  const [definition] = binding?.definitions ?? [];
  const isOwn = binding?.definitions.length === 1 && module.functions[module.scopes[binding.scope]?.fn ?? 0] === fn;
  return isOwn && definition?.kind === 'value' && definition.path.length === 0 && definition.value.kind === 'call' ? definition.value : undefined;
}

/** An enumeration of a package: `Object.values(Role)` of a generated client. */
function isNamedConstant(values: readonly Value[]): boolean {
  return values.length > 0 && values.every((value) => value.kind === 'api' && value.step === 'member');
}

/** `list.push(…)`: what is written at its beginning isn't all that is in it. */
function isGrown(list: Expression & { kind: 'name' }, { module }: Frame): boolean {
  const binding = findBinding(module, list.scope, list.name);
  const home = binding && module.functions[module.scopes[binding.scope]?.fn ?? 0];
  if (!binding || !home) return false;
  let grown = binding.definitions.length > 1;
  for (const fn of module.functions) {
    if (!holds(home, fn) && fn !== home) continue;
    eachExpressionOf(fn.body, (node) => {
      const callee = node.kind === 'call' ? node.callee : undefined;
      grown ||= callee?.kind === 'member' && /^(push|unshift|splice)$/.test(callee.name) && isBinding(callee.object, binding, module);
    });
  }
  return grown;
}

function isBinding(node: Expression, binding: Binding, module: Frame['module']): boolean {
  return node.kind === 'name' && node.name === binding.name && findBinding(module, node.scope, node.name) === binding;
}

/** `for (const page of pages)`, `for await (const batch of batches(…))`. */
function isPaging({ bindings }: Loop, list: Expression, { module }: Frame): boolean {
  const names = [nameText(list), ...bindings.map((id) => module.bindings[id]?.name ?? '')];
  return names.some((name) => CHUNK.test(name) || /^(page|attempt|retry|offset|cursor)s?$/i.test(name));
}

/** The name that a list goes under: of `this.users.rows` it is `rows`, of `chunk(list, 10)` it is `chunk`. */
function nameText(list: Expression): string {
  if (list.kind === 'call') return list.callee.kind === 'member' && (KEEPING.has(list.callee.name) || list.callee.name === 'entries') ? nameText(list.callee.object) : nameText(list.callee);
  if (list.kind === 'await' || list.kind === 'spread') return nameText(list.value);
  return list.kind === 'name' || list.kind === 'member' ? list.name : '';
}

/** Whether a loop without a list counts through one: `i < orders.length`, `while (queue.length > 0)`, `i < quantity`. */
function countsItems(evaluator: Evaluator, source: Source, loop: Loop, frame: Frame): boolean {
  const head = loop.head.map((one) => sourceText(source, frame.module, one)).join('; ');
  if (REPEATING.test(head) || CHUNK.test(head)) return false;
  if (asksForPages(loop)) return false;
  if (loop.form !== 'for') return /\.(length|size)\b|\bhasNext\(/.test(head) && !isRefilled(loop, frame);
  const bounds = loop.head.flatMap(boundsIn);
  return bounds.length > 0 && !loop.head.some(stepsOver) && !bounds.some((bound) => isCount(evaluator, bound, frame));
}

/** `list({ page })`: each pass asks for the next part of something. */
function asksForPages({ body }: Loop): boolean {
  let asks = false;
  eachExpressionOf(body, (node) => {
    if (node.kind === 'object') asks ||= node.properties.some((one) => !('kind' in one) && /^(page|pageNumber|offset|skip|cursor|startIndex)$/i.test(one.key ?? ''));
  });
  return asks;
}

/** What the counter is compared with before each pass. */
function boundsIn(test: Expression): readonly Expression[] {
  const found: Expression[] = [];
  eachExpression(test, (node) => {
    if (node.kind === 'binary' && /^[<>]=?$|^!==?$/.test(node.operator)) found.push(node.right);
  });
  return found;
}

/** A number that stands in the code, or the length of a list that does; down to zero goes what began with the length of any list. */
function isCount(evaluator: Evaluator, bound: Expression, frame: Frame): boolean {
  if (bound.kind === 'member' && bound.name === 'length') return isWrittenOut(evaluator, bound.object, frame);
  return evaluator.evaluate(bound, frame).every((value) => value.kind === 'literal' && typeof value.value === 'number' && value.value > 0);
}

/** `i += 100`: it walks chunks. */
function stepsOver(node: Expression): boolean {
  return node.kind === 'assign' && /^[+-]=$/.test(node.operator) && !(node.value.kind === 'literal' && node.value.value === 1);
}

/** The list that a loop asks for is read anew, or emptied in chunks, in each pass. */
function isRefilled({ head, body }: Loop, { module }: Frame): boolean {
  const asked = new Set<string>();
  for (const one of head) eachExpression(one, (node) => void (node.kind === 'member' && node.object.kind === 'name' && asked.add(node.object.name)));
  let refilled = false;
  eachExpressionOf(body, (node) => {
    if (node.kind === 'assign' && node.target.kind === 'name') refilled ||= asked.has(node.target.name);
    if (node.kind === 'call' && node.callee.kind === 'member' && node.callee.name === 'splice' && node.callee.object.kind === 'name') refilled ||= asked.has(node.callee.object.name);
  });
  return refilled || module.bindings.some((binding) => asked.has(binding.name) && binding.start > (body[0]?.start ?? Infinity) && binding.end < (body[body.length - 1]?.end ?? 0));
}

/** Whether a loop goes on only until the call finds what it looks for. */
function endsAtHit({ body }: Loop, inside: Place): boolean {
  return exitsFrom(body, inside, true);
}

function exitsFrom(body: readonly Statement[], inside: Place, isPositive: boolean, isOwnBreak = true): boolean {
  return body.some((statement) => {
    switch (statement.kind) {
      case 'break': return isOwnBreak && statement.start > inside.start;
      case 'return': return statement.start > inside.start && isPositive && !isRefusal(statement.value) && !holds(statement, inside) || (holds(statement, inside) && isOwnBreak);
      case 'if': {
        if (statement.end <= inside.start) return false;
        const isHit = !isNegative(statement.test);
        return exitsFrom(statement.then, inside, isHit, isOwnBreak) || exitsFrom(statement.otherwise, inside, true, isOwnBreak);
      }
      case 'try': return exitsFrom(statement.block, inside, isPositive, isOwnBreak) || exitsFrom(statement.finalizer, inside, isPositive, isOwnBreak);
      case 'loop':
      case 'switch': return bodiesOf(statement).some((inner) => exitsFrom(inner, inside, isPositive, false));
      default: return bodiesOf(statement).some((inner) => exitsFrom(inner, inside, isPositive, isOwnBreak));
    }
  });
}

/** `if (!row)`, `if (row === null)`: leaving then is giving up, not having found. */
function isNegative(test: Expression): boolean {
  if (test.kind === 'unary') return test.operator === '!';
  if (test.kind !== 'binary') return false;
  if (test.operator === '||' || test.operator === '&&') return isNegative(test.left) || isNegative(test.right);
  return /^===?$/.test(test.operator) && [test.left, test.right].some((side) => (side.kind === 'literal' && !side.value) || (side.kind === 'name' && side.name === 'undefined'));
}

/** An answer with a status that says no, or an object that does. */
function isRefusal(value: Expression | undefined): boolean {
  if (!value) return false;
  if (value.kind === 'literal' && typeof value.value === 'number' && value.value >= 400) return true;
  if (value.kind === 'object' && value.properties.some((one) => !('kind' in one) && one.key === 'error')) return true;
  return partsOf(value).some((part) => isRefusal(part));
}
