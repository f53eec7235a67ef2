import type { Intake, ServedFolder } from '../concepts/intake.ts';
import type { Presence } from '../concepts/presence.ts';
import type { FrameworkModel } from '../frameworks/model.ts';
import type { BodyLimitRow, ConfiguredRow, UploadRow } from '../frameworks/vocabulary/options.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { eachExpressionOf } from '../semantic/returns.ts';
import { GLOBALS, type Value } from '../semantic/values.ts';
import type { Expression, Module } from '../syntax/tree.ts';
import { callsOf, dependsOnEnvironment } from './calls.ts';
import { callLabel, type ConfiguredCall, type ConfiguredCalls, type MatchedCall } from './configured-calls.ts';
import { folderNames, valueNames } from './folder-names.ts';
import { optionAt, optionSpan, type OptionState } from './option-values.ts';
import { optionEdits } from './property-edits.ts';
import { lastNameOf, sourceText, type Source } from './source.ts';
import { isForWholeApplication } from './whole-application.ts';

/** A body of this size for every route is more than memory can hold for many callers at once. */
const MAX_BODY = 10 * 1024 * 1024;

const UNITS: Readonly<Record<string, number>> = { b: 1, kb: 2 ** 10, mb: 2 ** 20, gb: 2 ** 30, tb: 2 ** 40, pb: 2 ** 50 };

/** Sizes that are compared with a bound, in code that counts what arrives. */
const SIZE_NAME = /size|length|bytes|total|received|count/i;

/** What reads files and bodies from callers. */
export function collectIntakes(calls: ConfiguredCalls, frameworks: readonly FrameworkModel[], source: Source): readonly Intake[] {
  const served = servedFolders(calls, frameworks);
  const uploads = calls.matching(frameworks.flatMap((model) => model.uploads ?? []));
  const bodies = calls.matching(frameworks.flatMap((model) => model.bodyLimits ?? []));
  return [
    ...uploads.filter((call) => !takesNone(calls, call)).map((call) => uploadFact(calls, call, served, source)),
    ...bodies.flatMap((call) => bodyFacts(calls, call, source)),
  ];
}

function uploadFact(calls: ConfiguredCalls, call: ConfiguredCall<UploadRow>, served: readonly Served[], source: Source): Intake {
  const { evaluator } = calls;
  const { node, frame, row } = call;
  const options = calls.optionsOf(call);
  const size = optionAt(evaluator, options, row.size);
  const bound = boundOf(calls, call, size);
  const keeps = keepsIn(calls, row, options);
  const folder = row.filter !== undefined && optionAt(evaluator, options, [row.filter]).presence === 'absent' ? servedFolder(calls, row, options, served) : undefined;
  return {
    label: callLabel(source, call),
    at: size.written && bound === 'absent' ? optionSpan(source, size.written) : lastNameOf(frame.module, node.callee),
    takes: 'files', bound, keeps,
    ...(folder && { served: folder }),
    repair: (bytes, filter) => optionEdits(evaluator, source, call, [
      ...(bound === 'absent' ? [{ path: row.size, text: bytes }, ...(row.beside && optionAt(evaluator, options, [row.beside.key]).presence === 'absent' ? [{ path: [row.beside.key], text: row.beside.text }] : [])] : []),
      ...(filter !== undefined && row.filter !== undefined ? [{ path: [row.filter], text: filter }] : []),
    ]),
  };
}

/** Whether a file's size is bounded: by the option, by what the library does without it, by what others give it, by code that counts. */
function boundOf(calls: ConfiguredCalls, call: ConfiguredCall<UploadRow>, size: OptionState): Presence {
  const { row, frame } = call;
  if (dependsOnEnvironment(calls.evaluator, call, frame)) return 'unknown';
  if (size.presence === 'present' && size.values.every(isEndless)) return 'absent';
  if (size.presence !== 'absent') return size.presence;
  if (row.isBoundedByDefault) return 'present';
  if (countsItself(frame.module, call)) return 'unknown';
  if (row.checks && hasCall(calls, frame.module, row.checks)) return 'unknown';
  return (row.defaults ?? []).some((defaults) => givesDefault(calls, call, defaults)) ? 'unknown' : 'absent';
}

/** Whether a call elsewhere in the application gives a bound to all of them, or may. */
function givesDefault(calls: ConfiguredCalls, { frame, row }: ConfiguredCall<UploadRow>, defaults: ConfiguredRow): boolean {
  const { project } = calls.evaluator.program;
  const root = project.packageRoot(frame.module.file);
  return calls.matching([defaults]).some((one) => project.packageRoot(one.frame.module.file) === root && optionAt(calls.evaluator, calls.optionsOf(one), row.size).presence !== 'absent');
}

function hasCall({ evaluator }: ConfiguredCalls, module: Module, paths: NonNullable<UploadRow['checks']>): boolean {
  return module.functions.some((fn) => {
    const frame = evaluator.frames.generic(module, fn.id);
    let found = false;
    const visit = (node: Expression) => {
      found ||= node.kind === 'call' && frame !== undefined && evaluator.evaluate(node.callee, frame).some((value) => value.kind === 'api' && paths.some((path) => matches(path, value)));
    };
    for (const parameter of fn.parameters) for (const decorator of parameter.decorators ?? []) eachExpressionOf([{ kind: 'expression', value: decorator, start: decorator.start, end: decorator.end }], visit);
    eachExpressionOf(fn.body, visit);
    return found;
  });
}

/** Whether the function that makes a stream parser, or a callback in it, compares a size with something. */
function countsItself(module: Module, { frame, row }: ConfiguredCall<UploadRow>): boolean {
  if (row.destinations || frame.fn.form === 'module') return false;
  let found = false;
  for (const fn of module.functions) {
    if (fn.start < frame.fn.start || fn.end > frame.fn.end) continue;
    eachExpressionOf(fn.body, (node) => {
      found ||= node.kind === 'binary' && /^[<>]=?$/.test(node.operator) && [node.left, node.right].some((side) => (side.kind === 'name' || side.kind === 'member') && SIZE_NAME.test(side.name));
    });
  }
  return found;
}

/** What is made here is only ever asked for bodies without files. */
function takesNone({ evaluator, modules }: ConfiguredCalls, { row, node }: MatchedCall<UploadRow>): boolean {
  const harmless = row.takesNone ?? [];
  const names = new Set([...harmless, ...(row.takesFiles ?? [])]);
  if (harmless.length === 0) return false;
  const uses = new Set<string>();
  for (const module of modules) {
    for (const fn of module.functions) {
      const frame = evaluator.frames.generic(module, fn.id);
      for (const call of callsOf(fn)) {
        const { callee } = call.node;
        if (!frame || callee.kind !== 'member' || !names.has(callee.name)) continue;
        if (evaluator.evaluate(callee.object, frame).some((value) => value.kind === 'api' && value.step === 'call' && value.site?.node === node)) uses.add(callee.name);
      }
    }
  }
  return uses.size > 0 && [...uses].every((name) => harmless.includes(name));
}

function keepsIn({ evaluator }: ConfiguredCalls, { destinations, memory, disk, folder }: UploadRow, options: readonly Value[]): Intake['keeps'] {
  if (!destinations) return 'unknown';
  const states = destinations.map((key) => ({ key, state: optionAt(evaluator, options, [key]) }));
  if (states.every(({ state }) => state.presence === 'absent')) return 'memory';
  const given = states.filter(({ state }) => state.presence !== 'absent');
  if (given.every(({ key, state }) => key === folder && state.written)) return 'disk';
  const [value, ...others] = given.flatMap(({ state }) => state.values);
  if (others.length > 0 || value?.kind !== 'api') return 'unknown';
  if (memory && matches(memory, value)) return 'memory';
  return disk && matches(disk.at, value) ? 'disk' : 'unknown';
}

interface Served extends ServedFolder {
  readonly names: readonly string[];
  readonly root: string;
}

function servedFolders(calls: ConfiguredCalls, frameworks: readonly FrameworkModel[]): readonly Served[] {
  const { evaluator } = calls;
  return calls.matching(frameworks.flatMap((model) => model.staticFiles ?? [])).flatMap((call) => {
    const { row, frame, node } = call;
    const argument = node.args[row.options];
    if (!argument) return [];
    const names = row.folder === undefined ? folderNames(evaluator, argument, frame) : optionNames(evaluator, optionAt(evaluator, calls.optionsOf(call), [row.folder]));
    const root = evaluator.program.project.packageRoot(frame.module.file);
    return names && names.length > 0 ? [{ names, root, name: names.join('/'), at: lastNameOf(frame.module, node.callee) }] : [];
  });
}

/** The folder that uploaded files go to, if it is one that is served, or inside one. */
function servedFolder(calls: ConfiguredCalls, row: UploadRow, options: readonly Value[], served: readonly Served[]): ServedFolder | undefined {
  const names = uploadFolder(calls, row, options);
  const found = names && served.find((one) => one.names.every((name, index) => names[index] === name));
  return found && { name: names.join('/'), at: found.at };
}

function uploadFolder({ evaluator }: ConfiguredCalls, { folder, disk, destinations }: UploadRow, options: readonly Value[]): readonly string[] | undefined {
  const own = folder === undefined ? undefined : optionAt(evaluator, options, [folder]);
  if (own && own.presence !== 'absent') return optionNames(evaluator, own);
  for (const key of destinations ?? []) {
    for (const value of optionAt(evaluator, options, [key]).values) {
      const storage = disk && value.kind === 'api' && matches(disk.at, value) && value.site?.node.kind === 'call' ? value.site : undefined;
      const argument = storage?.node.kind === 'call' ? storage.node.args[0] : undefined;
      const destination = disk && storage && argument ? optionAt(evaluator, evaluator.evaluate(argument, storage.frame), [disk.folder]) : undefined;
      const [answer] = destination?.values ?? [];
      if (destination) return answer?.kind === 'function' ? answeredFolder(evaluator, answer) : optionNames(evaluator, destination);
    }
  }
  return undefined;
}

function optionNames(evaluator: Evaluator, { written, values }: OptionState): readonly string[] | undefined {
  const [value, ...others] = values;
  if (written) return folderNames(evaluator, written.property.value, written.frame);
  return value && others.length === 0 ? valueNames(evaluator, value) : undefined;
}

/** `(req, file, cb) => cb(null, 'uploads')` */
function answeredFolder(evaluator: Evaluator, { fn, frame: outer }: Value & { kind: 'function' }): readonly string[] | undefined {
  const frame = evaluator.frames.inside(outer, fn.id) ?? evaluator.frames.generic(outer.module, fn.id);
  const callback = fn.parameters[fn.parameters.length - 1]?.name;
  const called = callsOf(fn).filter(({ node }) => node.callee.kind === 'name' && node.callee.name === callback);
  // One that may answer with an error chooses its files here.
  if (called.some(({ node }) => !isNothing(node.args[0]))) return undefined;
  const answers = called.filter(({ node }) => node.args.length > 1);
  const folder = answers[0]?.node.args[1];
  return answers.length === 1 && folder && frame ? folderNames(evaluator, folder, frame) : undefined;
}

function isNothing(node: Expression | undefined): boolean {
  return node?.kind === 'literal' && (node.value === null || node.value === undefined);
}

function bodyFacts(calls: ConfiguredCalls, call: ConfiguredCall<BodyLimitRow>, source: Source): readonly Intake[] {
  const { evaluator } = calls;
  const { row, node } = call;
  const options = calls.optionsOf(call);
  const isForAll = (row.isGlobal || isForWholeApplication(calls.startup, node)) && !dependsOnEnvironment(evaluator, call, call.frame);
  return row.limits.flatMap((path): readonly Intake[] => {
    const limit = optionAt(evaluator, options, path);
    const bytes = limit.written && bytesOf(limit);
    if (!limit.written || bytes === undefined) return [];
    const { frame: { module }, property } = limit.written;
    return [{
      label: callLabel(source, call),
      at: optionSpan(source, limit.written),
      takes: 'bodies',
      bound: bytes <= MAX_BODY ? 'present' : isForAll ? 'absent' : 'unknown',
      keeps: 'memory',
      raised: { option: property.shorthand ? property.key ?? '' : sourceText(source, module, property), bytes },
      repair: (size) => optionEdits(evaluator, source, call, [{ path, text: size }]),
    }];
  });
}

/** A number of bytes, or a text with a unit: `'50mb'`. One that is put together (`${limit}mb`) comes from a setting. */
function bytesOf({ values, written }: OptionState): number | undefined {
  const [value] = values;
  if (values.length !== 1 || !value || (written?.property.value.kind === 'template' && written.property.value.parts.length > 0)) return undefined;
  if (isEndless(value)) return Infinity;
  if (value.kind !== 'literal') return undefined;
  if (typeof value.value === 'number') return value.value;
  const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*([kmgtp]?b)?\s*$/i.exec(typeof value.value === 'string' ? value.value : '') ?? [];
  return amount === undefined ? undefined : Number(amount) * (UNITS[unit?.toLowerCase() ?? 'b'] ?? 1);
}

function isEndless(value: Value): boolean {
  return value.kind === 'api' && value.step === 'member' && ((value.name === 'Infinity' && value.of?.name === GLOBALS) || value.name === 'POSITIVE_INFINITY' || value.name === 'MAX_SAFE_INTEGER');
}
