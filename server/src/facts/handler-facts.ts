import type { Handler, Reuse, RouteReference } from '../concepts/facts.ts';
import { livesOn, type UnseenRejection } from '../concepts/unseen-rejection.ts';
import { positionOf } from '../frameworks/vocabulary/conversation.ts';
import { endingIn, rowsOf } from '../frameworks/vocabulary/endings.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { eachExpressionOf } from '../semantic/returns.ts';
import type { ApiValue, FunctionValue, Value } from '../semantic/values.ts';
import { matches } from '../semantic/api-path.ts';
import type { Span } from '../syntax/text.ts';
import type { Expression, FunctionNode, Module } from '../syntax/tree.ts';
import { byFile } from './by-file.ts';
import { isReturnedBy, shapeOf, unwrapHandler } from './guards.ts';
import { forwardEdits, wrapEdits, type TypedParameter } from './handler-edits.ts';
import { importEdits, type Importable } from './import-edits.ts';
import { once } from './once.ts';
import { createRejections, type Escape, type Rejects } from './rejections.ts';
import { packageOf, type Roles } from './roles.ts';
import { calleeText, lastNameOf, spanOf, type Source } from './source.ts';
import type { Registered, Registration } from './registration.ts';

export type Outcome = 'handled' | 'unhandled' | 'unknown';

export interface Rejections {
  outcomeOf(handler: Registered, registration: Registration): Outcome;
  /** Whether a call gives a promise that can reject. */
  canReject: Rejects['canReject'];
  /** Whether a call throws by itself, before it gives a promise. */
  throwsAtOnce: Rejects['throwsAtOnce'];
  /** What Node makes of the rejections in a file that nobody handles. */
  unseenIn(file: string): UnseenRejection;
  /** Whether people declared that a function forwards what the handlers that it wraps reject with. */
  isTaughtWrapper(value: Value | undefined): boolean;
  /** Whether the framework, in the version in use, sees what its handlers' promises do. */
  isSeen(registration: Registration): boolean;
  /** Whether it surely sees none of that; of a version that nobody knows it is neither. */
  isUnseen(registration: Registration): boolean;
  /** A framework with its major version: `Express 4`. */
  nameOf(registration: Registration): string;
  /** One fact for each function of a file that a framework calls, wherever it is registered. */
  facts(registrations: readonly Labelled[]): (file: string) => readonly Handler[];
}

/** A registration with how it is spoken of. */
export interface Labelled {
  readonly registration: Registration;
  readonly label: string;
}

/** A function as it is registered, and what is left of it without its wrappers. */
interface Called extends Labelled {
  readonly handler: Registered;
  readonly index: number;
  readonly value: FunctionValue;
  readonly own: FunctionValue;
}

interface Context {
  readonly evaluator: Evaluator;
  readonly roles: Roles;
  readonly source: Source;
  /** The names under which a module exports a function. */
  exportedAs(module: Module, fn: FunctionNode): string | undefined;
  /** Whether people declared that a function forwards what the handlers that it wraps reject with. */
  isTaughtWrapper(value: Value): boolean;
  isQuery(value: ApiValue): boolean;
  /** Whether a query's own call runs nothing yet, and what ends its chain does. */
  isCursor(value: ApiValue): boolean;
  satisfies(version: string, range: string): boolean;
  isPatched(registration: Registration): boolean;
  /** What Node makes of the rejections in a file that nobody handles. */
  unseenIn(file: string): UnseenRejection;
}

export function createHandlerFacts(context: Context): Rejections {
  const { evaluator, roles, source } = context;
  const { escapeOf, canReject, throwsAtOnce } = createRejections(evaluator, context.isQuery);
  const escapes = new Map<string, Escape | 'none'>();

  function escapeOfHandler(value: FunctionValue, registration: Registration): Escape | undefined {
    if (isReturnedBy(value) && context.isTaughtWrapper(value)) return undefined;
    const shape = shapeOf(value.fn.parameters.length, registration.host.framework.routing);
    const key = `${value.frame.id}>${value.fn.id}:${value.self?.kind === 'instance' ? value.self.key : ''}`;
    const known = escapes.get(key);
    if (known) return known === 'none' ? undefined : known;
    const inner = isReturnedBy(value) ? unwrapHandler(evaluator, roles, value) : undefined;
    const escaped = escapeOf(value, { fn: value.fn, indexes: new Set([positionOf(shape, 'response'), positionOf(shape, 'next')]) }, inner?.kind === 'function' && inner !== value ? inner.fn : undefined);
    const found = escaped && { ...escaped, node: queryIn(escaped) };
    escapes.set(key, found ?? 'none');
    return found;
  }

  /** Of a chain the query that it begins with: what fails is the query, not its `limit`. */
  function queryIn({ node, frame }: Escape): Expression {
    for (let at: Expression = node; at.kind === 'call'; ) {
      if (evaluator.evaluate(at.callee, frame).some((value) => value.kind === 'api' && context.isQuery(value) && !context.isCursor(value))) return at;
      if (at.callee.kind !== 'member') break;
      at = at.callee.object;
    }
    return node;
  }

  /** Whether the framework, in the version in use, sees what a handler's promise does. */
  function frameworkSees(registration: Registration): Outcome {
    const { routing } = registration.host.framework;
    const { endings, seesRejectionsOn } = routing;
    const { value } = registration.host;
    if (seesRejectionsOn && value && matches(seesRejectionsOn, value)) return 'handled';
    const rows = rowsOf(endings, ({ package: name, since }) => {
      const version = evaluator.program.project.packageVersion(registration.frame.module.file, name);
      return version === undefined ? undefined : context.satisfies(version, `>=${since}`);
    });
    const ending = endingIn(rows, 'handlerRejects');
    if (!ending) return 'unknown';
    if (ending.end !== 'unseen') return 'handled';
    return routing.rejectionPatches.length > 0 && context.isPatched(registration) ? 'handled' : 'unhandled';
  }

  function outcomeOfValue(value: Value, registration: Registration): Outcome {
    const sees = frameworkSees(registration);
    if (sees === 'handled') return 'handled';
    if (value.kind === 'api') return roles.roleOf(value) === 'unknown' && !context.isTaughtWrapper(value) ? 'unknown' : 'handled';
    if (value.kind !== 'function') return 'unknown';
    return escapeOfHandler(value, registration) ? sees : 'handled';
  }

  function outcomeOf(handler: Registered, registration: Registration): Outcome {
    const all = handler.values.map((value) => outcomeOfValue(value, registration));
    return all.includes('unhandled') ? 'unhandled' : all.includes('unknown') ? 'unknown' : 'handled';
  }

  /** Functions of the project that wrap handlers and forward what they reject with, by how often they are used. */
  function wrappersIn(all: readonly Pick<Labelled, 'registration'>[]): readonly { readonly fn: FunctionNode; readonly module: Module; readonly count: number }[] {
    const counts = new Map<FunctionNode, { fn: FunctionNode; module: Module; count: number }>();
    for (const { registration } of all) {
      for (const value of registration.handlers.flatMap((handler) => handler.values)) {
        if (value.kind !== 'function' || !value.frame.args || !isReturnedBy(value)) continue;
        const inner = unwrapHandler(evaluator, roles, value);
        if (!handsOn(value, registration)) continue; // it answers by itself, as if nothing had failed for all we know
        if (inner?.kind !== 'function' || inner === value || escapeOfHandler(value, registration) || !escapeOfHandler(inner, registration)) continue;
        const { fn, module } = value.frame;
        const known = counts.get(fn) ?? { fn, module, count: 0 };
        known.count++;
        counts.set(fn, known);
      }
    }
    return [...counts.values()].sort((a, b) => b.count - a.count || (a.module.file < b.module.file ? -1 : 1));
  }

  /** Whether a wrapper makes use of `next`: it gives the error to the application's error handler. */
  function handsOn({ fn, frame }: FunctionValue, registration: Registration): boolean {
    const next = fn.parameters[positionOf(shapeOf(fn.parameters.length, registration.host.framework.routing), 'next')];
    const name = next?.rest || fn.parameters.some((parameter) => parameter.rest) ? undefined : next?.name;
    if (name === undefined) return fn.parameters.some((parameter) => parameter.rest);
    let uses = 0;
    for (const one of frame.module.functions) {
      if (one !== fn && one.parent !== fn.id) continue;
      eachExpressionOf(one.body, (node) => {
        if (node.kind === 'name' && node.name === name) uses++;
      });
    }
    return uses > 1; // once it is handed to the handler
  }

  function libraryWrapper(all: readonly Pick<Labelled, 'registration'>[]): Importable | undefined {
    for (const { registration } of all) {
      for (const handler of registration.handlers) {
        for (const value of handler.values) {
          if (value.kind !== 'api' || roles.roleOf(value) !== 'wrapper' || handler.expression.kind !== 'call' || handler.expression.callee.kind !== 'name') continue;
          return { from: { package: packageOf(value) }, exported: 'default', name: handler.expression.callee.name };
        }
      }
    }
    return undefined;
  }

  function facts(all: readonly Labelled[]): (file: string) => readonly Handler[] {
    const called = byFile(all.flatMap(calledBy), ({ own }) => own.frame.module.file);
    const wrapper = once(() => wrapperToUse(all));
    return (file) => factsOf(called(file), wrapper);
  }

  function calledBy({ registration, label }: Labelled): readonly Called[] {
    if (frameworkSees(registration) !== 'unhandled') return [];
    return registration.handlers.flatMap((handler, index) => handler.values.flatMap((value): readonly Called[] => {
      if (value.kind !== 'function') return [];
      const inner = unwrapHandler(evaluator, roles, value);
      return [{ registration, label, handler, index, value, own: inner?.kind === 'function' ? inner : value }];
    }));
  }

  function factsOf(all: readonly Called[], wrapper: () => Importable | undefined): readonly Handler[] {
    const found = new Map<FunctionNode, { value: FunctionValue; escape: Escape; module: Module; registrations: RouteReference[]; places: { registration: Registration; handler: Registered }[]; role: Handler['role'] }>();
    for (const { registration, label, handler, index, value, own } of all) {
      const escape = escapeOfHandler(value, registration);
      // Answered before it fails, in a process that lives on: nobody waits for anything.
      if (!escape || (livesOn(context.unseenIn(own.frame.module.file)) && answersBefore(own.fn, escape, registration))) continue;
      const known = found.get(own.fn);
      const reference = { label, at: spanOf(registration.frame.module, registration.at) };
      if (known) {
        if (!known.registrations.some((one) => one.label === label && one.at.start === reference.at.start && one.at.file === reference.at.file)) known.registrations.push(reference);
        if (!known.places.some((one) => one.handler.expression === handler.expression)) known.places.push({ registration, handler });
        continue;
      }
      const isLast = index === registration.handlers.length - 1;
      const role = isLast && (registration.kind === 'route' || registration.host.value?.step === 'root') ? 'handler' : 'middleware';
      const inside = own === value ? escape : escapeOfHandler(own, registration) ?? escape;
      found.set(own.fn, { value: own, escape: inside, module: own.frame.module, registrations: [reference], places: [{ registration, handler }], role });
    }
    return [...found.values()].map(({ value, escape, module, registrations, places, role }): Handler => {
      const [place] = places;
      return {
        ...(value.fn.name !== undefined && value.fn.name !== 'default' && { name: value.fn.name }),
        role,
        at: squiggleOf(module, value.fn),
        framework: place ? nameOf(place.registration) : '',
        rejections: 'unhandled',
        consequence: hangsOrExits(context.unseenIn(module.file)),
        cause: { label: causeLabel(source, escape), at: causeSpan(escape), isThrow: escape.thrownAt !== undefined },
        registrations,
        wrap: () => {
          const importable = wrapper();
          return importable && wrapHandler(module, value.fn, places, importable);
        },
        forward: () => (place ? forwardEdits(source, module, value.fn, shapeOf(value.fn.parameters.length, place.registration.host.framework.routing), (fn) => nextType(module, fn, place.registration)) : undefined),
      };
    });
  }

  function nameOf({ frame, host: { framework } }: Registration): string {
    const version = evaluator.program.project.packageVersion(frame.module.file, framework.packages[0] ?? '');
    return `${framework.name} ${version?.split('.')[0] ?? ''}`.trim();
  }

  /** The type of `next`, from where the type of another parameter comes: `express.Request` has `express.NextFunction` beside it. */
  function nextType(module: Module, fn: FunctionNode, registration: Registration): ReturnType<TypedParameter> {
    const { nextType: type, requestTypes } = registration.host.framework.routing.conversation;
    for (const parameter of fn.parameters) {
      const names = parameter.type?.name ?? [];
      const last = names[names.length - 1];
      if (last === undefined || !requestTypes.includes(last)) continue;
      if (names.length === 2) return { type: `${names[0]}.${type}`, edits: [] };
      const binding = module.scopes[0]?.names.get(last);
      const definition = binding === undefined ? undefined : module.bindings[binding]?.definitions[0];
      if (definition?.kind !== 'import') continue;
      const resolution = evaluator.program.resolve(module.file, definition.specifier);
      const edits = resolution.kind === 'package' ? importEdits(evaluator.program, source, module, { from: { package: definition.specifier }, exported: type, name: type, isType: true }) : undefined;
      if (edits) return { type, edits };
    }
    // Types of the project's own: what the framework calls `next` is the framework's all the same.
    const edits = importEdits(evaluator.program, source, module, { from: { package: registration.host.framework.packages[0] ?? '' }, exported: type, name: type, isType: true });
    return edits && { type, edits };
  }

  function wrapperToUse(all: readonly Pick<Labelled, 'registration'>[]): Importable | undefined {
    for (const { fn, module } of wrappersIn(all)) {
      const exported = context.exportedAs(module, fn);
      const name = fn.name !== undefined && fn.name !== 'default' ? fn.name : exported;
      if (exported !== undefined && name !== undefined && name !== '=') return { from: { file: module.file }, exported, name };
      if (exported === undefined && fn.name !== undefined) return { from: { file: module.file }, exported: fn.name, name: fn.name };
    }
    return libraryWrapper(all);
  }

  /** A function expression is wrapped where it is written; a declaration or a method, where it is registered. */
  function wrapHandler(module: Module, fn: FunctionNode, places: readonly { readonly handler: Registered }[], wrapper: Importable): Reuse | undefined {
    const isExpression = (fn.form === 'arrow' || (fn.form === 'function' && !fn.isDeclaration));
    const inline = places.find(({ handler }) => handler.expression.kind === 'function' && handler.frame.module === module && handler.expression.start === fn.start);
    const targets = isExpression || inline ? [{ module, at: fn }] : places.map(({ handler }) => ({ module: handler.frame.module, at: handler.expression }));
    const imports = new Map<string, readonly Handler['at'][] | undefined>();
    const edits = [...new Set(targets.map((target) => target.module))].flatMap((target) => {
      const added = importEdits(evaluator.program, source, target, wrapper);
      imports.set(target.file, added?.map(({ at }) => at));
      return added ?? [];
    });
    if ([...imports.values()].some((one) => one === undefined)) return undefined;
    return { name: wrapper.name, edits: [...edits, ...targets.flatMap((target) => wrapEdits(target.module, target.at, wrapper.name))] };
  }

  return { outcomeOf, facts, canReject, throwsAtOnce, nameOf, isTaughtWrapper: (value) => value !== undefined && context.isTaughtWrapper(value), isSeen: (registration) => frameworkSees(registration) === 'handled', isUnseen: (registration) => frameworkSees(registration) === 'unhandled', unseenIn: context.unseenIn };
}

/** What comes of a request whose handler's rejection nobody sees. */
export function hangsOrExits(unseen: UnseenRejection): Handler['consequence'] {
  return livesOn(unseen) ? 'request-hangs' : unseen;
}

/** Whether a handler's first statements answer the request, before the call that can reject. */
function answersBefore(fn: FunctionNode, { node, frame }: Escape, { host }: Registration): boolean {
  const { routing } = host.framework;
  const response = fn.parameters[positionOf(shapeOf(fn.parameters.length, routing), 'response')]?.name;
  if (response === undefined || frame.fn !== fn) return false;
  const meanings = Object.entries(routing.conversation.parts['response']?.members ?? {});
  const answering = new Set(meanings.flatMap(([name, { is }]) => (is === 'answer' || is === 'redirect' ? [name] : [])));
  return fn.body.some((statement) => {
    if (statement.kind !== 'expression' || statement.end > node.start || statement.value.kind !== 'call') return false;
    const { callee } = statement.value;
    return callee.kind === 'member' && answering.has(callee.name) && rootName(callee.object) === response;
  });
}

function rootName(node: Expression): string | undefined {
  if (node.kind === 'call') return rootName(node.callee);
  if (node.kind === 'member') return rootName(node.object);
  return node.kind === 'name' ? node.name : undefined;
}

function squiggleOf(module: Module, fn: FunctionNode): Span {
  return spanOf(module, fn.asyncAt ?? fn.nameAt ?? (fn.parametersAt.end > fn.parametersAt.start ? fn.parametersAt : { start: fn.start, end: Math.min(fn.end, fn.start + 1) }));
}

function causeLabel(source: Source, escape: Escape): string {
  return escape.thrownAt ? 'throw' : calleeText(source, escape.frame.module, escape.node);
}

function causeSpan({ node, frame, thrownAt }: Escape): Span {
  if (thrownAt) return spanOf(frame.module, thrownAt);
  const callee = node.kind === 'call' ? node.callee : node.kind === 'template' && node.tag ? node.tag : node;
  return callee.kind === 'member' ? lastNameOf(frame.module, callee) : spanOf(frame.module, callee);
}
