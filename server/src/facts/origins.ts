import type { Conversation, HandlerShape, InputKind, Meaning } from '../frameworks/vocabulary/conversation.ts';
import type { Role } from '../frameworks/model.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { frameOfFunction } from '../semantic/frames.ts';
import { returnsOf } from '../semantic/returns.ts';
import { GLOBALS, type ApiValue, type Frame, type FunctionValue, type Value } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { ArrayLiteral, Binding, Call, Definition, Expression, ObjectLiteral, PathStep } from '../syntax/tree.ts';
import { callGivenTo } from './callback-calls.ts';
import type { QueryFinder, QuerySite } from './query-sites.ts';
import { packageOf, type Roles } from './roles.ts';

/** What a value was made of. `key` is the first name that was read from it: `id` of `req.params.id`, `role` of `req.user.role`. */
export type Source =
  /** An object of the conversation itself: the request, the response. */
  | { readonly from: 'part'; readonly part: string; readonly conversation: Conversation }
  | { readonly from: 'input'; readonly of: InputKind; readonly key?: string }
  /** Who is calling: an identity, a session, what a verified credential says. */
  | { readonly from: 'caller'; readonly key?: string }
  /** A row that a query gave. */
  | { readonly from: 'row'; readonly site: QuerySite; readonly key?: string }
  /** A keyed hash or signature that was computed here. */
  | { readonly from: 'digest' }
  /** Something that can't be read. */
  | { readonly from: 'unknown' };

/** Everything that a value may be made of; nothing: constants, settings, the clock. */
export type Origin = readonly Source[];

export interface Origins {
  /** Says of a handler's activation what its parameters are for; `makers` are functions that make some of them. */
  introduce(frame: Frame, shape: HandlerShape, conversation: Conversation, makers?: ReadonlyMap<number, FunctionValue>): void;
  /** What an expression, or the member of it that a path leads to, is made of. */
  of(expression: Expression, frame: Frame, path?: readonly string[]): Origin;
}

export interface OriginTools {
  readonly evaluator: Evaluator;
  readonly roles: Roles;
  readonly queries: QueryFinder;
  readonly purePackages: readonly string[];
  meaningOf(value: ApiValue): Meaning | undefined;
}

const NOTHING: Origin = [];
const UNKNOWN: Origin = [{ from: 'unknown' }];
const CALLER: Origin = [{ from: 'caller' }];
const DIGEST: Origin = [{ from: 'digest' }];

/** What calls of these roles give is known of the caller. */
const RECOGNISING: ReadonlySet<Role | 'unknown'> = new Set(['verifier', 'decoder', 'identity', 'caller', 'authentication']);

/** Names that only hold what is known of the caller: what is read from behind them says what is known. */
const HOLDERS = new Set(['user', 'auth', 'currentUser', 'account', 'passport', 'session', 'payload', 'data', 'claims', 'attributes', 'dataValues', '_doc']);

/** More sources than this say no more than that there are many. */
const MAX_SOURCES = 40;

/** Values made of values: what lies behind more steps than this, or members inside members, is not followed. */
const MAX_DEPTH = 150;
const MAX_PATH = 8;

/**
 * Follows values back to what they are made of, through variables, members, calls of the project's own functions and callbacks. Whatever is computed
 * from something is made of it: `Number(req.params.id)` of `req.params.id`.
 */
export function createOrigins(tools: OriginTools): Origins {
  const { evaluator, roles, queries } = tools;
  const introduced = new Map<Frame, { readonly shape: HandlerShape; readonly conversation: Conversation; readonly makers: ReadonlyMap<number, FunctionValue> | undefined }>();
  const memo = new WeakMap<Frame, Map<Expression, Map<string, Origin>>>();
  let depth = 0;

  function of(expression: Expression, frame: Frame, path: readonly string[] = []): Origin {
    const own = memo.get(frame) ?? new Map<Expression, Map<string, Origin>>();
    memo.set(frame, own);
    const known = own.get(expression) ?? new Map<string, Origin>();
    own.set(expression, known);
    const key = path.join('.');
    const answer = known.get(key);
    if (answer) return answer;
    if (depth > MAX_DEPTH || path.length > MAX_PATH) return UNKNOWN;
    known.set(key, NOTHING); // what it is made of by way of itself adds nothing
    depth++;
    const found = compute(expression, frame, path);
    depth--;
    known.set(key, found);
    return found;
  }

  function compute(node: Expression, frame: Frame, path: readonly string[]): Origin {
    switch (node.kind) {
      case 'name': return ofName(node, frame, path);
      case 'member': return of(node.object, frame, [node.name, ...path]);
      case 'index': return ofIndex(node, frame, path);
      case 'call': return ofCall(node, frame, path);
      case 'object': return ofObject(node, frame, path);
      case 'this':
      case 'super': return path.length === 0 ? NOTHING : unreadable(evaluator.evaluate(node, frame).flatMap((self) => evaluator.member(self, path[0] ?? '')));
      case 'array': return ofArray(node, frame, path);
      case 'await':
      case 'spread':
      case 'assign': return of(node.value, frame, path);
      case 'unary': return node.operator === 'typeof' || node.operator === 'void' ? NOTHING : of(node.value, frame);
      case 'conditional': return merge([of(node.whenTrue, frame, path), of(node.whenFalse, frame, path)]);
      case 'binary': return node.operator === ',' ? of(node.right, frame, path) : merge([of(node.left, frame, path), of(node.right, frame, path)]);
      case 'template':
      case 'opaque': return merge(node.parts.map((part) => of(part, frame)));
      default: return NOTHING;
    }
  }

  function ofName(node: Expression & { kind: 'name' }, frame: Frame, path: readonly string[]): Origin {
    const found = findBinding(frame.module, node.scope, node.name);
    if (!found) return NOTHING;
    const fn = frame.module.scopes[found.scope]?.fn ?? 0;
    const home = frameOfFunction(frame, fn) ?? evaluator.frames.generic(frame.module, fn);
    return home ? ofBinding(found, home, path) : UNKNOWN;
  }

  function ofBinding(found: Binding, home: Frame, path: readonly string[]): Origin {
    const own = found.definitions.map((definition) => ofDefinition(definition, found, home, path));
    const assigned = found.members.filter((member) => path.length === 0 || member.name === path[0] || member.name === '*');
    return merge([...own, ...assigned.map((member) => of(member.value, evaluator.frames.inside(home, member.fn) ?? home, path.slice(1)))]);
  }

  function ofDefinition(definition: Definition, found: Binding, home: Frame, path: readonly string[]): Origin {
    switch (definition.kind) {
      case 'opaque': return UNKNOWN;
      case 'import': return unreadable(evaluator.binding(found, home));
      case 'value': return merge([of(definition.value, home, joined(definition.path, path)), ...(definition.fallback ? [of(definition.fallback, home, path)] : [])]);
      case 'element': return of(definition.of, home, joined(definition.path, path));
      case 'parameter': {
        const given = ofParameter(home, definition, joined(definition.path, path));
        return definition.fallback ? merge([given, of(definition.fallback, home, path)]) : given;
      }
    }
  }

  function ofParameter(home: Frame, { index, rest }: Definition & { kind: 'parameter' }, path: readonly string[]): Origin {
    const { args } = home;
    if (args) {
      const given = rest ? args.slice(index) : args.slice(index, index + 1);
      if (given.length > 0) return merge(given.map((argument) => ('expression' in argument ? of(argument.expression, argument.frame, rest ? withoutStep(path) : path) : unreadable(argument.values))));
      // An argument that isn't given is `undefined`; behind a spread that can't be read it may be.
      return args.length > 0 || home.fn.parameters.length === 0 ? NOTHING : UNKNOWN;
    }
    const handler = introduced.get(home);
    if (handler) {
      const maker = handler.makers?.get(index);
      if (maker) return ofMade(maker, handler.conversation, path);
      const meaning = handler.shape.parameters[index];
      return meaning ? ofMeaning(meaning, handler.conversation, path) : handler.shape.error === index ? NOTHING : UNKNOWN;
    }
    return ofCallbackParameter(home, index, path);
  }

  /** What a function gives that makes a parameter of the request. */
  function ofMade(maker: FunctionValue, conversation: Conversation, path: readonly string[]): Origin {
    const frame = evaluator.frames.enter(maker, undefined, 'handler', maker.frame.depth);
    if (!frame) return UNKNOWN;
    introduced.set(frame, { conversation, makers: undefined, shape: conversation.shapes.find((shape) => shape.of === 'parameter') ?? { parameters: [] } });
    return merge(returnsOf(maker.fn).map((returned) => of(returned, frame, path)));
  }

  /** What a callback is given: the elements of what it is called on, the row that is found, the caller who is recognised. */
  function ofCallbackParameter(home: Frame, index: number, path: readonly string[]): Origin {
    const outer = home.parent;
    const call = outer && callGivenTo(home.module, home.fn);
    if (!outer || !call) return injected(home, index);
    return merge([ofCall(call, outer, path), call.callee.kind === 'member' ? of(call.callee.object, outer, path) : NOTHING]);
  }

  /** A parameter that nobody binds: what its type says is no caller's. */
  function injected(home: Frame, index: number): Origin {
    const binding = home.fn.parameters[index]?.bindings[0];
    const found = binding === undefined ? undefined : home.module.bindings[binding];
    return found ? unreadable(evaluator.binding(found, home)) : UNKNOWN;
  }

  /** What belongs to a conversation, and the member of it that a path leads to. */
  function ofMeaning(meaning: Meaning, conversation: Conversation | undefined, path: readonly string[]): Origin {
    const [name, ...rest] = path;
    switch (meaning.is) {
      case 'part': {
        if (!conversation) return UNKNOWN;
        if (name === undefined) return [{ from: 'part', part: meaning.part, conversation }];
        const member = conversation.parts[meaning.part]?.members[name];
        // What else stands on a request was put there by somebody.
        return member ? ofMeaning(member, conversation, rest) : UNKNOWN;
      }
      case 'record': {
        if (name === undefined || name === '*') return merge(Object.values(meaning.members).map((member) => ofMeaning(member, conversation, [])));
        const member = meaning.members[name];
        return member ? ofMeaning(member, conversation, rest) : UNKNOWN;
      }
      case 'input': return keyed({ from: 'input', of: meaning.of }, path);
      case 'entry': return [{ from: 'input', of: meaning.of, key: meaning.name }];
      case 'identity':
      case 'session':
      case 'test': return keyed({ from: 'caller' }, path);
      default: return NOTHING; // a method, not called
    }
  }

  function ofIndex(node: Expression & { kind: 'index' }, frame: Frame, path: readonly string[]): Origin {
    const [key] = evaluator.evaluate(node.index, frame);
    const name = key?.kind === 'literal' && key.value !== null && key.value !== undefined ? String(key.value) : undefined;
    const held = of(node.object, frame, [name ?? '*', ...path]);
    return name === undefined ? merge([held, of(node.index, frame)]) : held;
  }

  function ofArray({ elements }: ArrayLiteral, frame: Frame, path: readonly string[]): Origin {
    const only = elements.some((element) => element.kind === 'spread') ? undefined : elements[Number(path[0])];
    if (only) return of(only, frame, withoutStep(path));
    return merge(elements.map((element) => of(element, frame, element.kind === 'spread' ? path : withoutStep(path))));
  }

  function ofObject(node: ObjectLiteral, frame: Frame, path: readonly string[]): Origin {
    const [name, ...rest] = path;
    if (name === undefined || name === '*') return merge(node.properties.map((property) => of(property.value, frame)));
    const found: Origin[] = [];
    for (const property of node.properties) {
      if ('kind' in property) found.push(of(property.value, frame, path));
      else if (property.key === name) found.push(of(property.value, frame, rest));
      else if (property.key === undefined) found.push(of(property.value, frame));
    }
    return merge(found);
  }

  function ofCall(node: Call, frame: Frame, path: readonly string[]): Origin {
    const { callee } = node;
    const object = callee.kind === 'member' ? of(callee.object, frame) : NOTHING;
    const spoken = callee.kind === 'member' ? object.flatMap((source) => (source.from === 'part' ? [ofMethod(source, callee.name, node, path)] : [])) : [];
    if (spoken.length > 0) return merge(spoken);
    if (object.length > 0 && object.every((source) => source.from === 'caller')) return keyed({ from: 'caller' }, callee.kind === 'member' && node.args[0]?.kind === 'literal' && typeof node.args[0].value === 'string' ? [node.args[0].value] : path);
    const site = queries.queriesIn(frame).find((one) => one.node === node);
    if (site) return keyed({ from: 'row', site }, path);
    const values = evaluator.evaluate(callee, frame);
    const [first] = node.args;
    if (first && values.some(isGathering)) return of(first, frame, path);
    const known = values.flatMap((value) => ofCallee(value, node, frame, path));
    return merge([...known, ...(known.length < values.length ? [derived(node, frame, object, values)] : [])]);
  }

  /** A method of the request or response. */
  function ofMethod({ part, conversation }: Source & { from: 'part' }, name: string, node: Call, path: readonly string[]): Origin {
    const { members, isChainable } = conversation.parts[part] ?? { members: {} };
    const member = members[name];
    if (member?.is === 'status' || member?.is === 'answer' || (!member && isChainable)) return [{ from: 'part', part, conversation }]; // `res.status(404).json(…)`
    return member ? ofSpoken(member, conversation, node, path) : UNKNOWN;
  }

  /** What a call gives of the conversation. */
  function ofSpoken(meaning: Meaning, conversation: Conversation | undefined, node: Call, path: readonly string[]): Origin {
    const [first] = node.args;
    const key = first?.kind === 'literal' && typeof first.value === 'string' ? [first.value] : first ? ['*'] : [];
    switch (meaning.is) {
      case 'getter': return ofMeaning(meaning.gives, conversation, path);
      case 'reader': return keyed(meaning.of === 'identity' ? { from: 'caller' } : { from: 'input', of: meaning.of }, [...key, ...path]);
      case 'lookup': return ofMeaning({ is: 'part', part: meaning.part }, conversation, [...key, ...path]);
      case 'verifier':
      case 'decoder': return keyed({ from: 'caller' }, path);
      case 'part': {
        const called = conversation?.parts[meaning.part]?.call;
        return called ? ofMeaning(called, conversation, path) : UNKNOWN;
      }
      case 'input': return UNKNOWN;
      default: return ofMeaning(meaning, conversation, path);
    }
  }

  /** What a call of the project's own, or of a package that is known, gives; nothing in the list where it is derived from its arguments. */
  function ofCallee(value: Value, node: Call, frame: Frame, path: readonly string[]): readonly Origin[] {
    if (value.kind === 'api') {
      const meaning = tools.meaningOf(value);
      if (meaning) return [meaning.is === 'input' ? ofMeaning(meaning, undefined, path) : ofSpoken(meaning, undefined, node, path)];
      const role = roles.roleOf(value);
      if (RECOGNISING.has(role)) return [path.length === 0 ? CALLER : keyed({ from: 'caller' }, path)];
      return role === 'digest' ? [DIGEST] : [];
    }
    if (value.kind !== 'function' || node.isNew || value.fn.isGenerator) return [];
    const inner = evaluator.callFrame(value, node, frame);
    if (!inner) return [UNKNOWN];
    return [merge(returnsOf(value.fn).map((returned) => of(returned, inner, path)))];
  }

  /** What is computed of arguments, and of what a method is called on. Of nothing that is known comes what nobody knows. */
  function derived(node: Call, frame: Frame, object: Origin, values: readonly Value[]): Origin {
    const parts = merge([object, ...node.args.filter((argument) => argument.kind !== 'function').map((argument) => of(argument, frame))]);
    if (parts.some((source) => source.from === 'part')) return merge([parts.filter((source) => source.from !== 'part'), UNKNOWN]);
    if (parts.length > 0 || node.isNew) return parts;
    return values.every((value) => value.kind === 'builtin' || value.kind === 'class' || (value.kind === 'api' && isPure(value))) ? NOTHING : UNKNOWN;
  }

  function isPure(value: ApiValue): boolean {
    const name = packageOf(value);
    return name === GLOBALS || tools.purePackages.includes(name);
  }

  return {
    introduce: (frame, shape, conversation, makers) => void introduced.set(frame, { shape, conversation, makers }),
    of,
  };
}

/** `Promise.all([…])`: each result in its place. */
function isGathering(value: Value): boolean {
  return value.kind === 'api' && value.step === 'member' && (value.name === 'all' || value.name === 'allSettled') && value.of?.name === 'Promise' && value.of.of?.name === GLOBALS;
}

/** What a value that no conversation hands over may hide: nothing where it can be read. */
function unreadable(values: readonly Value[]): Origin {
  return values.some((value) => value.kind === 'unknown' || value.kind === 'parameter') ? UNKNOWN : NOTHING;
}

function keyed(source: Source & { from: 'input' | 'caller' | 'row' }, path: readonly string[]): Origin {
  const key = source.from === 'caller' ? path.find((step) => !HOLDERS.has(step)) : path[0];
  return [key === undefined ? source : { ...source, key }];
}

function joined(own: readonly PathStep[], path: readonly string[]): readonly string[] {
  return own.length === 0 ? path : [...own.map((step) => (step === '...' ? '*' : String(step))), ...path];
}

/** Into a list: the first step says which element. */
function withoutStep(path: readonly string[]): readonly string[] {
  return path.slice(1);
}

function merge(origins: readonly Origin[]): Origin {
  const [only] = origins;
  if (origins.length < 2) return only ?? NOTHING;
  const found: Source[] = [];
  for (const source of origins.flat()) {
    if (!found.some((one) => isSame(one, source)) && found.length < MAX_SOURCES) found.push(source);
  }
  return found;
}

function isSame(a: Source, b: Source): boolean {
  if (a.from !== b.from) return false;
  if (a.from === 'part') return b.from === 'part' && a.part === b.part;
  if (a.from === 'input') return b.from === 'input' && a.of === b.of && a.key === b.key;
  if (a.from === 'caller') return b.from === 'caller' && a.key === b.key;
  return a.from !== 'row' || (b.from === 'row' && a.site === b.site && a.key === b.key);
}
