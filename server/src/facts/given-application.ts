import { ofEachBody } from '../semantic/of-code.ts';
import { eachExpressionOf } from '../semantic/returns.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import type { Frame, Value } from '../semantic/values.ts';
import type { Call, Expression, FunctionNode } from '../syntax/tree.ts';
import { modulesThatReach } from './modules-that-reach.ts';
import type { PathReader } from './path-reader.ts';
import type { Host } from './registration.ts';
import { packageOf } from './roles.ts';

export interface Given {
  /** It listens, or is given to something that serves it. */
  readonly serves: boolean;
  /** Something that can't be read gets it: it may register whatever it likes. */
  readonly isUnread: boolean;
  /** A package gets it that answers for its errors. */
  readonly answersErrors: boolean;
}

/** Follows an application to whatever gets it as an argument, through the project's own functions. */
export function givenTo(reader: PathReader, host: Host): Given {
  const { evaluator, frameworks, modules } = reader;
  const answering = frameworks.flatMap(({ answersErrorsOf }) => answersErrorsOf ?? []);
  const serving = new Set(frameworks.flatMap(({ servesApplication }) => servesApplication ?? []));
  const harmless = new Set([...frameworks.flatMap(({ takesApplication }) => takesApplication ?? []), ...frameworks.flatMap(({ neutralPackages }) => neutralPackages ?? []), ...host.framework.packages]);
  const result = { serves: reader.registrationsOf(host).some(({ kind }) => kind === 'listen'), isUnread: false, answersErrors: false };
  const node = host.value?.site?.node;
  if (!node) return { ...result, isUnread: true };
  const seen = new Set<FunctionNode>();
  const methods = new Set(host.framework.routing.calls?.mounts.flatMap((row) => row.methods));
  const seenAtStart = new Set(reader.registrationsOf(host).map(({ call }) => call));

  const isIt = (value: Value): boolean => value.kind === 'api' && value.step === 'call' && value.site?.node === node;
  const holds = (argument: Expression, frame: Frame): boolean => {
    if (argument.kind === 'object') return argument.properties.some((property) => holds(property.value, frame));
    return (argument.kind === 'name' || argument.kind === 'member') && evaluator.evaluate(argument, frame).some(isIt);
  };

  const look = (frame: Frame): void => {
    for (const call of callsIn(frame.fn)) {
      const { callee } = call;
      // What start-up didn't step into registers all the same.
      if (callee.kind === 'member' && methods.has(callee.name) && !seenAtStart.has(call) && evaluator.evaluate(callee.object, frame).some(isIt)) result.isUnread = true;
      if (!call.args.some((argument) => holds(argument, frame))) continue;
      for (const callee of evaluator.evaluate(call.callee, frame)) judge(callee, call, frame);
    }
  };

  const judge = (callee: Value, call: Call, frame: Frame): void => {
    if (callee.kind === 'api') {
      if (answering.some((path) => matches(path, callee))) result.answersErrors = true;
      else if (serving.has(packageOf(callee))) result.serves = true;
      else if (harmless.has(packageOf(callee))) return;
      else if (!isOwnMethod(evaluator, call, frame, isIt)) result.isUnread = true;
      return;
    }
    if (callee.kind === 'class') return constructed(callee, call, frame);
    if (callee.kind !== 'function') {
      result.isUnread = true;
      return;
    }
    const inner = seen.has(callee.fn) ? undefined : evaluator.callFrame(callee, call, frame);
    seen.add(callee.fn);
    if (inner) look(inner);
  };

  /** An object that keeps the application: its methods are looked at like all others. */
  const constructed = (callee: Value & { kind: 'class' }, call: Call, frame: Frame): void => {
    const fn = callee.node.constructorFn === undefined ? undefined : callee.frame.module.functions[callee.node.constructorFn];
    const inner = fn && !seen.has(fn) && evaluator.callFrame({ kind: 'function', fn, frame: callee.frame }, call, frame);
    if (fn) seen.add(fn);
    if (inner) look(inner);
  };

  result.serves ||= isLeftToOthers(reader, host, isIt);
  const relevant = modulesThatReach(evaluator, modules, new Set(host.framework.packages));
  for (const module of modules) {
    if (!relevant.has(module.file)) continue; // it can't have got the application but as an argument
    for (const fn of module.functions) {
      const frame = evaluator.frames.generic(module, fn.id);
      if (frame) look(frame);
    }
  }
  return result;
}

/** Whether a module exports the application and nothing of the project imports it: a platform does, or a file that isn't a source. */
function isLeftToOthers({ evaluator, modules }: PathReader, { module }: Host, isIt: (value: Value) => boolean): boolean {
  const isExported = [...module.exports.keys()].some((name) => evaluator.exported(module, name).some(isIt));
  const resolves = (from: string, specifier: string) => {
    const resolution = evaluator.program.resolve(from, specifier);
    return resolution.kind === 'file' && resolution.path === module.file;
  };
  return isExported && !modules.some((other) => [...other.imports, ...other.requires].some(({ specifier }) => resolves(other.file, specifier)));
}

/** `app.use(app2)`, `app.set('x', app)`: a method of an application is no stranger. */
function isOwnMethod(evaluator: Evaluator, { callee }: Call, frame: Frame, isIt: (value: Value) => boolean): boolean {
  return callee.kind === 'member' && evaluator.evaluate(callee.object, frame).some(isIt);
}

/** The calls of a function. */
const callsIn = ofEachBody((fn): readonly Call[] => {
  const found: Call[] = [];
  eachExpressionOf(fn.body, (node) => {
    if (node.kind === 'call') found.push(node);
  });
  return found;
});
