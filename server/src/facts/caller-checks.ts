import type { Presence } from '../concepts/presence.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { eachExpression, expressionsOf } from '../semantic/returns.ts';
import { liveStatements } from '../semantic/live-code.ts';
import { GLOBALS, type ApiValue, type Frame, type Value } from '../semantic/values.ts';
import type { Call, Expression } from '../syntax/tree.ts';
import { lookedUpBy } from './lookups.ts';
import type { Origin, Origins, Source } from './origins.ts';
import { questionsIn, type Question } from './questions.ts';
import type { QueryFinder, QuerySite } from './query-sites.ts';
import { isReportingName } from './reporting-names.ts';
import { packageOf, type Roles } from './roles.ts';
import { dependsOnNothingGiven } from './ungiven.ts';
import type { Loggers } from './loggers.ts';

export interface CallerChecks {
  /** Whether a guard's code asks for more than who is calling: a role, a permission, an owner. */
  inGuard(frame: Frame): Presence;
  /** Whether a handler's code does; whatever gets the caller and can't be read may. */
  inHandler(frame: Frame): Presence;
  /** Whether code knows who is calling, not only that somebody may: it reads or keeps an identity. */
  recognises(frame: Frame): boolean;
  /** Whether rows are found by something of the caller. */
  isTied(site: QuerySite): boolean;
}

interface Tools {
  readonly evaluator: Evaluator;
  readonly roles: Roles;
  readonly queries: QueryFinder;
  readonly origins: Origins;
  readonly purePackages: readonly string[];
  readonly loggers: Loggers;
}

/** What is asked of callers to know that they are there and who they are. */
const EXISTENCE = new Set<string | undefined>([undefined, 'id', '_id', 'uid', 'sub', 'userId', 'user_id', 'email', 'username', 'name', 'length', '*']);
/** What is asked of accounts before they may do anything at all, whoever they are. */
const STATUS = /^(is_?)?(active|status|state|verified|email_?verified|confirmed|blocked|banned|enabled|disabled|deleted(_?at)?|suspended|locked|approved|exp|iat|expires?(_?(at|in))?|version|token_?version|password.*|changed_?password.*|last_?.*|otp.*|two_?factor.*|mfa.*|new|valid|logged_?in|authenticated)$/i;
/** Methods that ask whether two values are alike, or one is among the others. */
const COMPARING = new Set(['equals', 'isEqual', 'includes', 'has', 'indexOf', 'compare', 'localeCompare', 'eq', 'strictEqual', 'some', 'contains']);
const ASKING = /^(has|can|is|may|check|allow|authori[sz]e|permit|own|belong|assert|ensure|enforce|require)/i;
const EQUALITY = new Set(['===', '!==', '==', '!=', 'in']);

export function createCallerChecks(tools: Tools): CallerChecks {
  const { evaluator, roles, queries, origins } = tools;
  const tied = new Map<QuerySite, boolean>();
  const verdicts = { guard: new Map<Frame, Presence>(), handler: new Map<Frame, Presence>() };

  function isTied(site: QuerySite): boolean {
    const known = tied.get(site);
    if (known !== undefined) return known;
    tied.set(site, false); // a row that is found by itself is found by nothing else
    const answer = lookedUpBy(origins, site).some((source) => isCallers(source) || isCredential(source));
    tied.set(site, answer);
    return answer;
  }

  function isCallers(source: Source): source is Source & { from: 'caller' | 'row' } {
    return source.from === 'caller' || (source.from === 'row' && isTied(source.site));
  }

  function judge(frame: Frame, place: 'guard' | 'handler'): Presence {
    const known = verdicts[place].get(frame);
    if (known) return known;
    let answer: Presence = 'absent';
    for (const question of questionsIn(evaluator, frame)) {
      if (place === 'guard' && dependsOnNothingGiven(partsOfQuestion(question), frame)) continue;
      const own = answerOf(question, frame, place);
      if (own === 'present') answer = 'present';
      else if (own === 'unknown' && answer === 'absent') answer = 'unknown';
      if (answer === 'present') break;
    }
    verdicts[place].set(frame, answer);
    return answer;
  }

  function answerOf(question: Question, frame: Frame, place: 'guard' | 'handler'): Presence {
    switch (question.kind) {
      case 'test': return asksMore(origins.of(question.of, frame)) ? 'present' : 'absent';
      case 'comparison': {
        const [left, right] = [origins.of(question.left, frame), origins.of(question.right, frame)];
        if (isEmpty(question.right)) return asksMore(left) ? 'present' : 'absent';
        if (isEmpty(question.left)) return asksMore(right) ? 'present' : 'absent';
        const isAsked = (origin: Origin) => (place === 'handler' ? isOfRequest(origin) : origin.some((source) => isOfRequest([source]) && !isCallers(source)));
        const isOpen = EQUALITY.has(question.operator) && ((isUnknown(left) && isAsked(right)) || (isUnknown(right) && isAsked(left)));
        return compares(left, right) ? 'present' : isOpen ? 'unknown' : 'absent';
      }
      case 'call': return askedBy(question.node, frame, place);
    }
  }

  /** Whether a value, asked whether it holds, says more of the caller than who it is. */
  function asksMore(origin: Origin): boolean {
    return origin.some((source) => isCallers(source) && !EXISTENCE.has(source.key) && !STATUS.test(source.key ?? ''));
  }

  /** Whether two values are compared of which one is the caller's and the other isn't. */
  function compares(left: Origin, right: Origin): boolean {
    const [a, b] = [left.some(isCallers), right.some(isCallers)];
    if (a === b) return false;
    const [own, other] = a ? [left, right] : [right, left];
    if (other.length > 0 && other.every((source) => isCredential(source) || source.from === 'digest')) return false;
    return own.some((source) => isCallers(source) && !STATUS.test(source.key ?? ''));
  }

  function askedBy(node: Call, frame: Frame, place: 'guard' | 'handler'): Presence {
    const { callee } = node;
    const values = evaluator.evaluate(callee, frame);
    if (values.some((value) => value.kind === 'api' && roles.roleOf(value) === 'policy')) return 'present';
    const object = callee.kind === 'member' ? origins.of(callee.object, frame) : [];
    if (object.some((source) => source.from === 'part') || queries.queriesIn(frame).some((site) => site.node === node)) return 'absent';
    const args = node.args.map((argument) => origins.of(argument, frame));
    const name = callee.kind === 'member' || callee.kind === 'name' ? callee.name : '';
    if (COMPARING.has(name) && comparesAny(callee.kind === 'member' && !isPackage(values) ? [object, ...args] : args)) return 'present';
    if (values.every((value) => value.kind === 'function')) return 'absent'; // followed
    if (object.some(isCallers)) return ASKING.test(name) && !STATUS.test(name) ? 'present' : 'absent';
    const isHanded = args.some((origin) => origin.some(isCallers));
    const isUnread = values.some((value) => value.kind === 'unknown') && object.length === 0;
    if (isReportingName(name) || node.isNew || tools.loggers.tellingOf(node, frame)?.isKnown) return 'absent';
    if (isUnread) return isHanded || args.some((origin) => origin.some((source) => source.from === 'part' || source.from === 'row')) ? 'unknown' : 'absent';
    if (object.some((source) => source.from === 'unknown')) return args.some(isOfRequest) || isHanded ? 'unknown' : 'absent';
    return place === 'handler' && isHanded && values.some((value) => value.kind === 'api' && !isKnown(value)) ? 'unknown' : 'absent';
  }

  function comparesAny(sides: readonly Origin[]): boolean {
    return sides.length > 1 && sides.some((one, index) => sides.some((other, at) => at > index && compares(one, other)));
  }

  /** Packages and globals that decide nothing about callers. */
  function isKnown(value: ApiValue): boolean {
    const name = packageOf(value);
    return name === GLOBALS || tools.purePackages.includes(name) || roles.roleOf(value) !== 'unknown';
  }

  return {
    inGuard: (frame) => judge(frame, 'guard'),
    inHandler: (frame) => judge(frame, 'handler'),
    isTied,
    recognises(frame) {
      return liveStatements(evaluator, frame).flatMap(expressionsOf).some((expression) => {
        let found = false;
        eachExpression(expression, (node) => {
          if (found) return;
          if (node.kind === 'assign' && node.target.kind === 'member') found = origins.of(node.target.object, frame).some((source) => source.from === 'part' || source.from === 'caller');
          if (node.kind === 'member' || node.kind === 'call') found ||= origins.of(node, frame).some(isCallers);
        });
        return found;
      });
    },
  };
}

function partsOfQuestion(question: Question): readonly Expression[] {
  if (question.kind === 'comparison') return [question.left, question.right];
  return [question.kind === 'test' ? question.of : question.node];
}

/** What a caller sends along to be recognised by. */
export function isCredential(source: Source): boolean {
  return source.from === 'input' && (source.of === 'headers' || source.of === 'cookies');
}

function isUnknown(origin: Origin): boolean {
  return origin.some((source) => source.from === 'unknown');
}

/** What callers choose, and what is found by it. */
function isOfRequest(origin: Origin): boolean {
  return origin.some((source) => source.from === 'row' || (source.from === 'input' && !isCredential(source)));
}

function isEmpty(node: Expression): boolean {
  return (node.kind === 'literal' && (node.value === null || node.value === undefined || node.value === '')) || (node.kind === 'name' && node.name === 'undefined');
}

function isPackage(values: readonly Value[]): boolean {
  return values.some((value) => value.kind === 'api' && value.of?.step === 'root');
}
