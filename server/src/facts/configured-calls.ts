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
import { once } from './once.ts';
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

/** What the calls are looked for by. */
interface Wanted {
  readonly rows: readonly CallRow[];
  readonly frameworks: readonly FrameworkModel[];
  readonly startup: Startup;
  readonly modules: readonly Module[];
}

/** A function, as it stands, and the calls in it that rows may mean. */
interface Located {
  readonly frame: Frame;
  readonly calls: readonly WrittenCall[];
}

/** A call that at least one row means. */
interface Meant {
  readonly call: WrittenCall;
  readonly frame: Frame;
  readonly rows: readonly CallRow[];
}

export function createConfiguredCalls(evaluator: Evaluator, frameworks: readonly FrameworkModel[], startup: Startup, reach: Reach, modules: readonly Module[]): ConfiguredCalls {
  const wanted: Wanted = { rows: frameworks.flatMap(rowsOf), frameworks, startup, modules };
  const located = once(() => modules.flatMap(locatedIn(evaluator, wanted)));
  const meant = once(() => located().flatMap(({ frame, calls }) => {
    const inFrames = [frame, ...activationsOf(frame.fn)].map((one) => meantIn(evaluator, wanted)(one));
    return calls.flatMap((call) => inFrames.flatMap((found) => found.filter((one) => one.call === call)));
  }));
  const activations = once(() => reachedActivations(new Set(located().map(({ frame }) => frame.fn))));

  function matching<R extends CallRow>(rows: readonly R[]): readonly MatchedCall<R>[] {
    const followsHandlers = rows.some((row) => row.handed);
    return meant().flatMap(({ call, frame, rows: all }) => {
      const isOwn = frame === evaluator.frames.generic(frame.module, frame.fn.id);
      return isOwn || followsHandlers ? rows.flatMap((row) => (all.includes(row) ? [{ ...call, row, frame }] : [])) : [];
    });
  }

  /** A function that handlers hand their response to sees it by its arguments. */
  function activationsOf(fn: FunctionNode): readonly Frame[] {
    return activations().get(fn) ?? [];
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

/** The calls of a function, and of decorators in it, that have one of the rows' names, or are bare calls of one of their packages. */
const callsToLocate = keptWith((evaluator: Evaluator, { rows, modules }: Wanted) => {
  const names = namesOf(rows);
  const packages = new Set(rows.flatMap((row) => (row.at ? packagesOf(row.at.pattern) : [])));
  const reaching = modulesThatReach(evaluator, modules, packages);
  return (frame: Frame): readonly WrittenCall[] => [...callsOf(frame.fn), ...decoratorCallsOf(frame.module, frame.fn)].filter(({ node: { callee } }) => (callee.kind === 'member'
    ? names.has(callee.name)
    : reaching.has(frame.module.file) && evaluator.evaluate(callee, frame).some((value) => value.kind === 'api' && packages.has(packageOf(value)))));
});

const locatedIn = keptWith((evaluator: Evaluator, wanted: Wanted) => (module: Module): readonly Located[] => module.functions.flatMap((fn) => {
  const frame = evaluator.frames.generic(module, fn.id);
  const calls = frame ? callsToLocate(evaluator, wanted)(frame) : [];
  return frame && calls.length > 0 ? [{ frame, calls }] : [];
}));

/** Which of the calls in an activation rows mean. */
const meantIn = keptWith((evaluator: Evaluator, wanted: Wanted) => {
  const handedValues = createHandedValues(evaluator, wanted.frameworks, wanted.startup);
  const isMeant = ({ at, handedOver, handed }: CallRow, node: Call, callees: readonly ApiValue[], frame: Frame): boolean => {
    if (handed && handedValues.isCallOn(handed, node, frame)) return true;
    if (!at) return false;
    if (handedOver === undefined) return callees.some((value) => matches(at, value));
    const [plugin] = node.args;
    return node.callee.kind === 'member' && node.callee.name === handedOver && plugin !== undefined && evaluator.evaluate(plugin, frame).some((value) => value.kind === 'api' && matches(at, value));
  };
  return (frame: Frame): readonly Meant[] => {
    const own = evaluator.frames.generic(frame.module, frame.fn.id);
    return (own ? callsToLocate(evaluator, wanted)(own) : []).flatMap((call) => {
      const callees = evaluator.evaluate(call.node.callee, frame).filter((value) => value.kind === 'api');
      const rows = wanted.rows.filter((row) => isMeant(row, call.node, callees, frame));
      return rows.length > 0 ? [{ call, frame, rows }] : [];
    });
  };
});

/** What rows' calls are called by, where they are called by a name. */
function namesOf(rows: readonly CallRow[]): ReadonlySet<string> {
  return new Set(rows.flatMap((row) => [...(row.at && row.handedOver === undefined ? lastNames(row.at.pattern) : []), ...(row.handedOver === undefined ? [] : [row.handedOver]), ...(row.handed?.path.slice(-1) ?? [])]));
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
