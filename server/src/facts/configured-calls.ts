import type { FrameworkModel } from '../frameworks/model.ts';
import type { HandedCall, OptionsPlace } from '../frameworks/vocabulary/options.ts';
import { matches, type ApiPath, type Pattern } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { keptWith } from '../semantic/kept-by.ts';
import { NOTHING_KNOWN, type ApiValue, type Frame, type Value } from '../semantic/values.ts';
import type { Call, FunctionNode, Module } from '../syntax/tree.ts';
import { callsOf, decoratorCallsOf, type WrittenCall } from './calls.ts';
import { createHandedValues } from './handed-values.ts';
import { modulesThatReach } from './modules-that-reach.ts';
import { optionAt } from './option-values.ts';
import type { Reach } from './reach.ts';
import { packageOf } from './roles.ts';
import { calleeText, sourceText, type Source } from './source.ts';
import type { Startup } from './startup.ts';

/** What a row says of the calls that it means: what is called, what the call is given first, or on what that a handler was given. */
interface CallRow {
  readonly at?: ApiPath;
  readonly handedOver?: string;
  readonly handed?: HandedCall;
}

/** A call that a row means, in an activation of the function in which it stands. */
export interface MatchedCall<R> extends WrittenCall {
  readonly row: R;
  readonly frame: Frame;
}
export type ConfiguredCall<R extends OptionsPlace = OptionsPlace & CallRow> = MatchedCall<R>;

export interface ConfiguredCalls {
  readonly evaluator: Evaluator;
  readonly modules: readonly Module[];
  readonly startup: Startup;
  /** The calls that rows mean, each row's in the order of files and calls. */
  matching<R extends CallRow>(rows: readonly R[]): readonly MatchedCall<R>[];
  /** What the options of a call can be; `undefined` as a value where there are none. */
  optionsOf(call: ConfiguredCall): readonly Value[];
}

/** Activations of one function that are looked at besides the one that stands for all. */
const MAX_ACTIVATIONS = 4;

const NO_OPTIONS: readonly Value[] = [{ kind: 'literal', value: undefined }];

export function createConfiguredCalls(evaluator: Evaluator, frameworks: readonly FrameworkModel[], startup: Startup, reach: Reach, modules: readonly Module[]): ConfiguredCalls {
  const handedValues = createHandedValues(evaluator, frameworks, startup);
  const packagesOfAll = new Set(frameworks.flatMap(rowsOf).flatMap((row) => (row.at ? packagesOf(row.at.pattern) : [])));
  const namesOfAll = namesOf(frameworks.flatMap(rowsOf));
  let activations: ReadonlyMap<FunctionNode, readonly Frame[]> | undefined;
  let index: CallIndex | undefined;

  function matching<R extends CallRow>(rows: readonly R[]): readonly MatchedCall<R>[] {
    const names = namesOf(rows);
    const followsHandlers = rows.some((row) => row.handed);
    const located = (index ??= indexCalls(evaluator, modules, packagesOfAll, namesOfAll));
    const { byName, bare } = located;
    const candidates = [...[...names].flatMap((name) => byName.get(name) ?? []), ...(rows.some((row) => row.at) ? bare : [])].sort((a, b) => a.order - b.order);
    return candidates.flatMap(({ call, module, fn }) => {
      const own = evaluator.frames.generic(module, fn.id);
      const frames = [...(own ? [own] : []), ...(followsHandlers ? activationsOf(fn, located) : [])];
      return frames.flatMap((frame) => {
        const callees = evaluator.evaluate(call.node.callee, frame).filter((value) => value.kind === 'api');
        return rows.flatMap((row) => (isMeant(row, call.node, callees, frame) ? [{ ...call, row, frame }] : []));
      });
    });
  }

  function isMeant({ at, handedOver, handed }: CallRow, node: Call, callees: readonly ApiValue[], frame: Frame): boolean {
    if (handed && handedValues.isCallOn(handed, node, frame)) return true;
    if (!at) return false;
    if (handedOver === undefined) return callees.some((value) => matches(at, value));
    const [plugin] = node.args;
    return node.callee.kind === 'member' && node.callee.name === handedOver && plugin !== undefined && evaluator.evaluate(plugin, frame).some((value) => value.kind === 'api' && matches(at, value));
  }

  /** A function that handlers hand their response to sees it by its arguments. */
  function activationsOf(fn: FunctionNode, { byName, bare }: CallIndex): readonly Frame[] {
    activations ??= reachedActivations(new Set([...byName.values(), bare].flatMap((calls) => calls.map((one) => one.fn))));
    return activations.get(fn) ?? [];
  }

  /** Of the functions in which there is anything to look at. */
  function reachedActivations(wanted: ReadonlySet<FunctionNode>): ReadonlyMap<FunctionNode, readonly Frame[]> {
    const byFunction = new Map<FunctionNode, Frame[]>();
    const handlers = [...startup.registrations.values()].flat().flatMap((registration) => registration.handlers).flatMap(({ values }) => values);
    for (const value of new Set(handlers)) {
      for (const frame of value.kind === 'function' ? reach.reachedFrom(value) : []) {
        if (!wanted.has(frame.fn)) continue;
        const known = byFunction.get(frame.fn) ?? [];
        if (known.length < MAX_ACTIVATIONS && !known.includes(frame)) byFunction.set(frame.fn, [...known, frame]);
      }
    }
    return byFunction;
  }

  function optionsOf({ node, frame, row }: ConfiguredCall): readonly Value[] {
    if (node.args.slice(0, row.options + 1).some((argument) => argument.kind === 'spread')) return NOTHING_KNOWN;
    const argument = node.args[row.options];
    if (!argument) return NO_OPTIONS;
    const { presence, values } = optionAt(evaluator, evaluator.evaluate(argument, frame), row.within ?? []);
    return presence === 'present' ? values : presence === 'absent' ? NO_OPTIONS : NOTHING_KNOWN;
  }

  return { evaluator, modules, startup, matching, optionsOf };
}

interface LocatedCall {
  readonly call: WrittenCall;
  readonly module: Module;
  readonly fn: FunctionNode;
  readonly order: number;
}

/** All calls, by the name of the method; those of a plain name or of what another call gives, where that comes from one of the packages. */
interface CallIndex {
  readonly byName: ReadonlyMap<string, readonly LocatedCall[]>;
  readonly bare: readonly LocatedCall[];
}

/** The calls of a function, and of decorators in it, that have one of some names, or are bare calls of one of some packages. */
const callsToLocate = keptWith((evaluator: Evaluator, packages: ReadonlySet<string>, names: ReadonlySet<string>, reaching: ReadonlySet<string>) => (frame: Frame): readonly WrittenCall[] => (
  [...callsOf(frame.fn), ...decoratorCallsOf(frame.module, frame.fn)].filter(({ node: { callee } }) => (callee.kind === 'member'
    ? names.has(callee.name)
    : reaching.has(frame.module.file) && evaluator.evaluate(callee, frame).some((value) => value.kind === 'api' && packages.has(packageOf(value)))))
));

/** What rows' calls are called by, where they are called by a name. */
function namesOf(rows: readonly CallRow[]): ReadonlySet<string> {
  return new Set(rows.flatMap((row) => [...(row.at && row.handedOver === undefined ? lastNames(row.at.pattern) : []), ...(row.handedOver === undefined ? [] : [row.handedOver]), ...(row.handed?.path.slice(-1) ?? [])]));
}

function indexCalls(evaluator: Evaluator, modules: readonly Module[], packages: ReadonlySet<string>, names: ReadonlySet<string>): CallIndex {
  const calls = callsToLocate(evaluator, packages, names, modulesThatReach(evaluator, modules, packages));
  const byName = new Map<string, LocatedCall[]>();
  const bare: LocatedCall[] = [];
  let order = 0;
  for (const module of modules) {
    for (const fn of module.functions) {
      const frame = evaluator.frames.generic(module, fn.id);
      for (const call of frame ? calls(frame) : []) {
        const { callee } = call.node;
        const located = { call, module, fn, order: order++ };
        const known = callee.kind === 'member' ? byName.get(callee.name) : undefined;
        if (known) known.push(located);
        else if (callee.kind === 'member') byName.set(callee.name, [located]);
        else bare.push(located);
      }
    }
  }
  return { byName, bare };
}

function rowsOf({ uploads = [], bodyLimits = [], crossOrigin = [], sessions = [], cookies = [], headers = [], staticFiles = [] }: FrameworkModel): readonly CallRow[] {
  return [...uploads, ...uploads.flatMap((row) => row.defaults ?? []), ...bodyLimits, ...crossOrigin, ...sessions, ...cookies, ...headers, ...staticFiles];
}

/** What a call is called by in a message: its callee, or the plugin that it hands over. */
export function callLabel(source: Source, { node, frame, row }: MatchedCall<CallRow>): string {
  const [plugin] = node.args;
  if (node.callee.kind === 'call') return sourceText(source, frame.module, node.callee); // `require('multer')(…)`
  return calleeText(source, frame.module, row.handedOver !== undefined && plugin ? plugin : node.isNew ? node : node.callee);
}

/** The names under which what a path means is called as a member; of a package itself `default`. */
function lastNames(pattern: Pattern): readonly string[] {
  switch (pattern.kind) {
    case 'member': return [...(pattern.names ?? [])];
    case 'either': return pattern.paths.flatMap(lastNames);
    case 'root': return ['default'];
    default: return [];
  }
}

function packagesOf(pattern: Pattern): readonly string[] {
  if (pattern.kind === 'either') return pattern.paths.flatMap(packagesOf);
  if (pattern.kind !== 'root') return packagesOf(pattern.of);
  // a subpath is resolved as its package
  return pattern.packages.map((name) => name.split('/').slice(0, name.startsWith('@') ? 2 : 1).join('/'));
}
