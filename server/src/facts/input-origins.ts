import type { Conversation, HandlerShape, InputKind, Meaning } from '../frameworks/vocabulary/conversation.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import type { RoughAnswer } from '../semantic/recall.ts';
import { nodeNumber } from '../syntax/node-number.ts';
import { frameOfFunction } from '../semantic/frames.ts';
import { returnsOf } from '../semantic/returns.ts';
import { GLOBALS, rootOf, type ApiValue, type Frame } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Binding, Call, Definition, Expression, ObjectLiteral, Parameter, PathStep } from '../syntax/tree.ts';
import { CALLBACK_METHODS, CONVERTING_GLOBALS, KEEPING_METHODS, SELECTING_METHODS, WEIGHING_GLOBALS } from './input-words.ts';

/** What a caller sent, or the object that holds it, as it arrives somewhere. */
export type Origin =
  | { readonly is: 'part'; readonly part: string; readonly conversation: Conversation; readonly isExact: boolean }
  | { readonly is: 'meaning'; readonly meaning: Meaning; readonly conversation: Conversation }
  | InputOrigin;

export interface InputOrigin {
  readonly is: 'input';
  readonly of: InputKind;
  /** From the input to the value: `['email']` of `req.body.email`. An element of a list is `*`, what is left over `...`. */
  readonly path: readonly string[];
  /** Where it is read off what the framework gave, and the names that are taken out of that elsewhere. */
  readonly read: { readonly node: Expression; readonly frame: Frame; readonly rest: readonly string[]; readonly parameter?: Parameter };
  /** It is the value itself, converted at most: no function that can't be read stands between. */
  readonly isExact: boolean;
}

/** What a function that a framework calls is given. */
export interface Entry {
  readonly shape: HandlerShape;
  readonly conversation: Conversation;
}

export interface OriginContext {
  readonly evaluator: Evaluator;
  /** Whether a call holds its argument against something: what it gives is no longer just what came. */
  isCheck(value: ApiValue): boolean;
  /** Whether an object that a package makes keeps what it is given, to be written later. */
  isDocument(value: ApiValue): boolean;
  meaningOf(value: ApiValue): Meaning | undefined;
}

export interface Origins {
  /** Says what the parameters of an activation stand for. */
  enter(frame: Frame, entry: Entry): void;
  of(node: Expression, frame: Frame): readonly Origin[];
}

/** Ways of a value through variables, calls and returns, at most. */
const MAX_DEPTH = 40;

/** Calls that one question is followed into, at most: functions that call each other would multiply. */
const MAX_CALLS = 200;

/** Values that one value may be made of, at most. */
const MAX_ORIGINS = 60;

export function createOrigins({ evaluator, isCheck, isDocument, meaningOf }: OriginContext): Origins {
  const entries = new Map<Frame, Entry>();
  const memo = new Map<Frame, Map<Expression, Map<string, RoughAnswer<readonly Origin[]>>>>();
  let depth = 0;
  let calls = 0;

  /** Where the value comes from that lies at `path` inside of an expression's; `reading` is the chain of members that asks for it. */
  function at(node: Expression, frame: Frame, path: readonly string[], reading: Expression = node): readonly Origin[] {
    const key = path.join('\n') + (reading === node ? '' : `@${nodeNumber(reading)}`);
    const byNode = memo.get(frame) ?? new Map<Expression, Map<string, RoughAnswer<readonly Origin[]>>>();
    memo.set(frame, byNode);
    const byPath = byNode.get(node) ?? new Map<string, RoughAnswer<readonly Origin[]>>();
    byNode.set(node, byPath);
    if (depth > MAX_DEPTH && !byPath.has(key)) return [];
    return evaluator.recall.roughly(byPath, key, [], () => deeper(() => withoutTwins(compute(node, frame, path, reading))));
  }

  function deeper<T>(work: () => T): T {
    depth++;
    try {
      return work();
    } finally {
      depth--;
    }
  }

  function compute(node: Expression, frame: Frame, path: readonly string[], reading: Expression): readonly Origin[] {
    switch (node.kind) {
      case 'name': return ofName(node, frame, path, reading);
      case 'member': return at(node.object, frame, [node.name, ...path], reading);
      case 'index': {
        const key = node.index.kind === 'literal' && node.index.value !== null ? String(node.index.value) : undefined;
        return at(node.object, frame, [key ?? '*', ...path], reading);
      }
      case 'call': return ofCall(node, frame, path, reading);
      case 'await': return at(node.value, frame, path, reading);
      case 'spread':
      case 'assign': return at(node.value, frame, path);
      case 'object': return ofObject(node, frame, path);
      case 'array': return node.elements.flatMap((element, index) => (path[0] === undefined || path[0] === '*' || path[0] === String(index) ? at(element, frame, path.slice(1)) : []));
      case 'template': return node.tag ? vaguely(node.parts.flatMap((part) => at(part, frame, []))) : node.parts.flatMap((part) => at(part, frame, []));
      case 'conditional': return [...at(node.whenTrue, frame, path), ...at(node.whenFalse, frame, path)];
      case 'binary': return ofBinary(node, frame, path);
      case 'unary': return node.operator === '+' || node.operator === '-' ? at(node.value, frame, path) : [];
      case 'opaque': return vaguely(node.parts.flatMap((part) => at(part, frame, [])));
      default: return [];
    }
  }

  function ofObject(node: ObjectLiteral, frame: Frame, path: readonly string[]): readonly Origin[] {
    const [wanted, ...rest] = path;
    const found: Origin[] = [];
    for (const property of node.properties) {
      if ('kind' in property) found.push(...at(property.value, frame, path));
      else if (wanted === undefined || wanted === '*' || wanted === '...' || property.key === wanted || property.key === undefined) found.push(...at(property.value, frame, rest));
    }
    return found;
  }

  function ofBinary(node: Expression & { kind: 'binary' }, frame: Frame, path: readonly string[]): readonly Origin[] {
    switch (node.operator) {
      case '||':
      case '??': return [...at(node.left, frame, path), ...at(node.right, frame, path)];
      case '&&':
      case ',': return at(node.right, frame, path);
      case '+':
      case '-':
      case '*':
      case '/': return [...at(node.left, frame, []), ...at(node.right, frame, [])];
      default: return [];
    }
  }

  function ofName(node: Expression & { kind: 'name' }, frame: Frame, path: readonly string[], reading: Expression): readonly Origin[] {
    const binding = findBinding(frame.module, node.scope, node.name);
    const home = binding && frameOfFunction(frame, frame.module.scopes[binding.scope]?.fn ?? 0);
    if (!binding || !home) return [];
    return [...binding.definitions.flatMap((definition) => ofDefinition(definition, home, path, { node: reading, frame })), ...assigned(binding, home, path)];
  }

  function ofDefinition(definition: Definition, home: Frame, path: readonly string[], reading: { readonly node: Expression; readonly frame: Frame }): readonly Origin[] {
    const whole = 'path' in definition ? [...definition.path.map(stepName), ...path] : path;
    switch (definition.kind) {
      case 'value': return at(definition.value, home, whole);
      case 'element': return at(definition.of, home, ['*', ...whole]);
      case 'parameter': return ofParameter(definition, home, whole, reading);
      default: return [];
    }
  }

  /** `query.name = req.query.name`: members that were set one by one. */
  function assigned(binding: Binding, home: Frame, path: readonly string[]): readonly Origin[] {
    const [wanted, ...rest] = path;
    return binding.members.flatMap(({ name, value, fn }) => {
      if (wanted !== undefined && wanted !== name) return [];
      const frame = fn === home.fn.id ? home : evaluator.frames.inside(home, fn);
      return frame ? at(value, frame, rest) : [];
    });
  }

  function ofParameter(definition: Definition & { kind: 'parameter' }, home: Frame, path: readonly string[], reading: { readonly node: Expression; readonly frame: Frame }): readonly Origin[] {
    const entry = entries.get(home);
    if (entry) {
      const meaning = entry.shape.parameters[definition.index];
      const parameter = home.fn.parameters[definition.index];
      const read = { ...reading, rest: path.slice(definition.path.length + chainLength(reading.node)), ...(parameter?.decorators && { parameter }) };
      return meaning && !definition.rest ? ofMeaning(meaning, entry.conversation, path, read) : [];
    }
    if (home.args) {
      const given = home.args[definition.rest ? definition.index + Number(path[0] ?? 0) : definition.index];
      if (given && 'expression' in given) return at(given.expression, given.frame, definition.rest ? path.slice(1) : path);
      return definition.fallback && !given ? at(definition.fallback, home, path) : [];
    }
    const { passedTo } = home.fn;
    if (!passedTo || !home.parent || passedTo.callee.kind !== 'member') return [];
    const { name, object } = passedTo.callee;
    // `.then(value => …)` gives the value, `.forEach(item => …)` each of its elements.
    if (name === 'then') return definition.index === 0 ? at(object, home.parent, path) : [];
    return CALLBACK_METHODS.has(name) && definition.index <= (name === 'reduce' ? 1 : 0) ? at(object, home.parent, ['*', ...path]) : [];
  }

  /** What lies at a path inside something of the conversation. */
  function ofMeaning(meaning: Meaning, conversation: Conversation, path: readonly string[], read: InputOrigin['read']): readonly Origin[] {
    if (meaning.is === 'input') return meaning.isChecked ? [] : [{ is: 'input', of: meaning.of, path, read, isExact: true }];
    if (meaning.is === 'entry') return [{ is: 'input', of: meaning.of, path: [meaning.name, ...path], read, isExact: true }];
    if (meaning.is !== 'part') return path.length === 0 ? [{ is: 'meaning', meaning, conversation }] : [];
    const [name, ...rest] = path;
    if (name === undefined) return [{ is: 'part', part: meaning.part, conversation, isExact: true }];
    const inner = conversation.parts[meaning.part]?.members[name];
    return inner ? ofMeaning(inner, conversation, rest, read) : [];
  }

  function ofCall(node: Call, frame: Frame, path: readonly string[], reading: Expression): readonly Origin[] {
    const { callee } = node;
    if (callee.kind === 'member') {
      const spoken = at(callee, frame, []).flatMap((origin): readonly Origin[] => (origin.is === 'meaning' ? calledMeaning(origin.meaning, origin.conversation, node, frame, path, reading) : []));
      if (spoken.length > 0) return spoken;
    }
    const values = evaluator.evaluate(callee, frame);
    const found: Origin[] = [];
    for (const value of values) {
      if (value.kind === 'function' && !node.isNew && calls++ < MAX_CALLS) {
        const inner = evaluator.callFrame(value, node, frame);
        if (inner) found.push(...returnsOf(value.fn).flatMap((returned) => at(returned, inner, path)));
      }
    }
    // What it gives may be made of what it got in ways that aren't followed.
    if (values.length > 0 && values.every((value) => value.kind === 'function') && !node.isNew) return found.length > 0 ? found : vaguely(node.args.flatMap((argument) => at(argument, frame, [])));
    const [value] = values;
    if (values.length === 1 && value?.kind === 'api') return ofApiCall(value, node, frame, path);
    return [...found, ...ofMethod(node, frame, path)];
  }

  /** A method of the conversation: `req.get('x-tenant')`, `await request.json()`. */
  function calledMeaning(meaning: Meaning, conversation: Conversation, node: Call, frame: Frame, path: readonly string[], reading: Expression): readonly Origin[] {
    const read = { node: reading, frame, rest: path.slice(chainLength(reading)) };
    if (meaning.is === 'getter') return ofMeaning(meaning.gives, conversation, path, read);
    if (meaning.is !== 'reader' || meaning.of === 'identity') return [];
    const [key] = node.args;
    const step = key === undefined ? [] : [key.kind === 'literal' ? String(key.value) : '*'];
    return ofMeaning({ is: 'input', of: meaning.of }, conversation, [...step, ...path], read);
  }

  function ofApiCall(value: ApiValue, node: Call, frame: Frame, path: readonly string[]): readonly Origin[] {
    const given = () => node.args.flatMap((argument) => at(argument, frame, []));
    const meaning = meaningOf(value);
    if (meaning || isCheck(value)) return [];
    const name = globalName(value);
    if (name !== undefined) {
      if (WEIGHING_GLOBALS.has(name)) return [];
      if (CONVERTING_GLOBALS.has(name)) return node.args.flatMap((argument) => at(argument, frame, path));
    }
    if (node.isNew && isDocument(value)) return node.args.flatMap((argument) => at(argument, frame, path));
    // A method of what the language gave: `String(q).trim()`.
    return rootOf(value) === GLOBALS ? ofMethod(node, frame, path) : vaguely(given());
  }

  /** A method of the value itself, or something that can't be read: what it gives may be made of what it got. */
  function ofMethod(node: Call, frame: Frame, path: readonly string[]): readonly Origin[] {
    const { callee } = node;
    const given = () => vaguely(node.args.flatMap((argument) => at(argument, frame, [])));
    if (callee.kind !== 'member') return given();
    if (callee.name === 'get' || callee.name === 'getAll') {
      // Maps of input: `formData.get('email')`, `url.searchParams.get('q')`.
      const [key] = node.args;
      const held = at(callee.object, frame, [key?.kind === 'literal' ? String(key.value) : '*', ...path]);
      if (held.some((origin) => origin.is === 'input')) return held;
    }
    const own = at(callee.object, frame, []);
    if (KEEPING_METHODS.has(callee.name)) return own;
    if (callee.name === 'then' || callee.name === 'catch' || callee.name === 'finally') return vaguely(own);
    return SELECTING_METHODS.has(callee.name) ? [] : [...vaguely(own), ...given()];
  }

  return {
    enter: (frame, entry) => void entries.set(frame, entry),
    of(node, frame) {
      calls = 0;
      return at(node, frame, []);
    },
  };
}

/** The same value on several ways is one. */
function withoutTwins(origins: readonly Origin[]): readonly Origin[] {
  if (origins.length < 2) return origins;
  const seen = new Set<string>();
  return origins.filter((origin) => {
    const key = origin.is === 'input' ? `${origin.of} ${origin.path.join('.')} ${origin.isExact} ${origin.read.frame.id}:${origin.read.node.start}` : origin.is === 'part' ? `${origin.part} ${origin.isExact}` : origin.meaning.is;
    return !seen.has(key) && seen.size < MAX_ORIGINS && seen.add(key);
  });
}

function vaguely(origins: readonly Origin[]): readonly Origin[] {
  return origins.map((origin) => (origin.is === 'meaning' ? origin : { ...origin, isExact: false }));
}

/** How many members an expression takes one out of the other. */
function chainLength(node: Expression): number {
  if (node.kind === 'await') return chainLength(node.value);
  return node.kind === 'member' || node.kind === 'index' ? 1 + chainLength(node.object) : 0;
}

function stepName(step: PathStep): string {
  return String(step);
}

/** The name of something that the language brings: `Number`, `Math.max`. */
export function globalName(value: ApiValue): string | undefined {
  const names: string[] = [];
  let at: ApiValue | undefined = value;
  for (; at?.of; at = at.of) {
    if (at.step !== 'member') return undefined;
    names.unshift(at.name);
  }
  return at?.name === GLOBALS ? names.join('.') : undefined;
}
