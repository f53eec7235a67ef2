import type { AddressKind } from '../../frameworks/vocabulary/conversation.ts';
import type { Evaluator } from '../../semantic/evaluate.ts';
import { bodiesOf, eachExpression, expressionsOf, partsOf } from '../../semantic/returns.ts';
import type { Frame } from '../../semantic/values.ts';
import { findBinding } from '../../syntax/find-binding.ts';
import { holds } from '../../syntax/places.ts';
import type { Call, Expression, Place, Statement } from '../../syntax/tree.ts';
import { callOnPath, isPath, type RouteAddress } from '../anonymous-addresses.ts';
import { literalMind, literalOf } from '../anonymous-minds.ts';
import { meaningIn, type Talk } from './talks.ts';

/** Whether a condition can come to what is wanted of it, as far as it asks for the request's address; `open` where nobody can say. */
type Can = 'yes' | 'no' | 'open';

interface Condition {
  readonly test: Expression;
  readonly wanted: boolean;
}

/** What `===` and its like answer where both sides are the same. */
const EQUALITIES = new Map([['===', true], ['==', true], ['!==', false], ['!=', false]]);

/** Whether a place of a function is reached for a route, as far as conditions on the way ask for the request's address. */
export function fitsAddress(evaluator: Evaluator, talk: Talk, address: RouteAddress, node: Place, frame: Frame): boolean {
  return conditionsBefore(frame.fn.body, node).every(({ test, wanted }) => can(test, wanted) === 'yes');

  function can(test: Expression, wanted: boolean): Can {
    if (test.kind === 'unary' && test.operator === '!') return can(test.value, !wanted);
    if (test.kind !== 'binary' || (test.operator !== '&&' && test.operator !== '||')) return leaf(test, wanted);
    const sides = [can(test.left, wanted), can(test.right, wanted)];
    const [all, any]: readonly Can[] = (test.operator === '&&') === wanted ? ['yes', 'no'] : ['no', 'yes'];
    return any && sides.includes(any) ? any : sides.includes('open') ? 'open' : all ?? 'open';
  }

  function leaf(test: Expression, wanted: boolean): Can {
    let asks = false;
    eachExpression(test, (part) => {
      asks ||= addressOf(part) !== undefined;
    });
    if (!asks) return 'yes';
    const answer = answerOf(test);
    return answer === undefined ? 'open' : answer === wanted ? 'yes' : 'no';
  }

  function answerOf(test: Expression): boolean | undefined {
    if (test.kind === 'call') {
      const answer = calledFor(test);
      return typeof answer === 'boolean' ? answer : undefined;
    }
    if (test.kind !== 'binary') return undefined;
    const { left, right, operator } = test;
    const equal = EQUALITIES.get(operator);
    const kind = addressOf(left) ?? addressOf(right);
    if (kind !== undefined) {
      const text = literalAt(addressOf(left) === undefined ? left : right);
      const same = equal === undefined || typeof text !== 'string' ? undefined : isAddress(kind, text);
      return same === undefined ? undefined : same === equal;
    }
    // `list.indexOf(path) > -1`
    const found = left.kind === 'call' ? calledFor(left) : undefined;
    const limit = literalAt(right);
    return typeof found === 'number' && typeof limit === 'number' ? compared(found, operator, limit) : undefined;
  }

  /** What a list of texts, a text or a regular expression answers that is asked about the address; or what the address is asked. */
  function calledFor({ callee, args: [argument] }: Call): boolean | number | undefined {
    if (callee.kind !== 'member' || !argument) return undefined;
    const { object, name } = callee;
    const asked = addressOf(object);
    if (asked !== undefined) {
      const text = literalAt(argument);
      const mind = asked === 'path' || asked === 'method' || address.path === undefined || typeof text !== 'string' ? undefined : callOnPath({ kind: 'path', pattern: address.path }, name, [literalMind(text)]);
      const value = mind && literalOf(mind)?.value;
      return typeof value === 'boolean' || typeof value === 'number' ? value : undefined;
    }
    const kind = addressOf(argument);
    const texts = kind === undefined ? undefined : textsOf(object);
    if (kind === undefined || !texts || (name !== 'includes' && name !== 'indexOf')) return undefined;
    const answers = texts.map((text) => isAddress(kind, text));
    const index = answers.indexOf(true);
    if (index < 0 && answers.includes(undefined)) return undefined;
    return name === 'includes' ? index >= 0 : index;
  }

  /** Whether what was asked for is a text; an address that is below a prefix is only known not to be what the whole doesn't end with. */
  function isAddress(kind: AddressKind, text: string): boolean | undefined {
    const { method, path } = address;
    if (kind === 'method') return method === undefined || method === 'ALL' ? undefined : method === text;
    if (path === undefined) return undefined;
    if (kind === 'pattern') return path === text;
    const isFixed = !/[:*{<(]/.test(path);
    if (kind === 'path') return isFixed && !path.endsWith(text) ? false : undefined;
    return isFixed ? path === text : isPath(path, text);
  }

  function literalAt(node: Expression): unknown {
    if (node.kind === 'unary' && node.operator === '-' && node.value.kind === 'literal') return -Number(node.value.value);
    const [value, ...others] = evaluator.evaluate(node, frame);
    return others.length === 0 && value?.kind === 'literal' ? value.value : undefined;
  }

  function textsOf(list: Expression): readonly string[] | undefined {
    const [value, ...others] = evaluator.evaluate(list, frame);
    if (others.length > 0 || value?.kind !== 'array' || value.open) return undefined;
    const texts = value.elements.flatMap((element) => evaluator.argument(element)).map((one) => (one.kind === 'literal' ? one.value : undefined));
    return texts.every((text) => typeof text === 'string') ? texts : undefined;
  }

  /** What of the address a value is, also under a name of its own. */
  function addressOf(node: Expression): AddressKind | undefined {
    if (node.kind !== 'name' && node.kind !== 'member') return undefined;
    const meaning = meaningIn(talk, node, frame);
    if (meaning?.is === 'address') return meaning.of;
    const [definition, ...others] = node.kind === 'name' ? findBinding(frame.module, node.scope, node.name)?.definitions ?? [] : [];
    return definition?.kind === 'value' && others.length === 0 && definition.path.length === 0 && definition.value.kind === 'member' ? addressOf(definition.value) : undefined;
  }
}

function compared(found: number, operator: string, limit: number): boolean | undefined {
  switch (operator) {
    case '>': return found > limit;
    case '>=': return found >= limit;
    case '<': return found < limit;
    case '<=': return found <= limit;
    default: {
      const equal = EQUALITIES.get(operator);
      return equal === undefined ? undefined : (found === limit) === equal;
    }
  }
}

/** What has to hold for a place to be reached: the conditions around it, and those that end the function before it. */
function conditionsBefore(body: readonly Statement[], node: Place): readonly Condition[] {
  const at = body.findIndex((statement) => holds(statement, node));
  const own = body[at];
  if (!own) return [];
  const passed = body.slice(0, at).flatMap((statement): readonly Condition[] => (statement.kind === 'if' && ends(statement.then) && statement.otherwise.length === 0 ? [{ test: statement.test, wanted: false }] : []));
  const branch = own.kind === 'if' && !holds(own.test, node) ? [{ test: own.test, wanted: own.then.some((one) => holds(one, node)) }] : [];
  const inside = expressionsOf(own).filter((expression) => holds(expression, node)).flatMap((expression) => conditionsIn(expression, node));
  return [...passed, ...branch, ...inside, ...bodiesOf(own).flatMap((inner) => conditionsBefore(inner, node))];
}

function ends(body: readonly Statement[]): boolean {
  const last = body[body.length - 1];
  return last?.kind === 'return' || last?.kind === 'throw';
}

function conditionsIn(expression: Expression, node: Place): readonly Condition[] {
  const own = (): readonly Condition[] => {
    if (expression.kind === 'conditional' && !holds(expression.test, node)) return [{ test: expression.test, wanted: holds(expression.whenTrue, node) }];
    if (expression.kind !== 'binary' || !holds(expression.right, node) || (expression.operator !== '&&' && expression.operator !== '||')) return [];
    return [{ test: expression.left, wanted: expression.operator === '&&' }];
  };
  return [...own(), ...partsOf(expression).filter((part) => holds(part, node)).flatMap((part) => conditionsIn(part, node))];
}
