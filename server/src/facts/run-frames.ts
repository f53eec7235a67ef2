import type { RouteReference } from '../concepts/facts.ts';
import { standingIn } from '../semantic/frame-questions.ts';
import { isMadeInDead } from '../semantic/live-code.ts';
import type { Frame, FunctionValue } from '../semantic/values.ts';
import { byFile, byFilesOf, type ByFile } from './by-file.ts';
import type { CollectInput } from './collect-input.ts';
import { unwrapHandler } from './guards.ts';
import { collectJobs } from './jobs.ts';
import { once, onceForEach } from './once.ts';
import type { RouteInsight } from './route-facts.ts';
import { startedFrames } from './started-frames.ts';

/** A function as a route runs it. */
export interface RouteFrame {
  readonly frame: Frame;
  readonly insight: RouteInsight;
}

/** A function as a job runs it. */
export interface JobFrame {
  readonly frame: Frame;
  readonly entry: RouteReference;
}

/** What runs when, by the file that it stands in: followed once for the whole program, looked at file by file. */
export interface RunFrames {
  /** What handlers and the middleware of single routes run, route by route. */
  readonly ofRoutes: ByFile<RouteFrame>;
  /** What middleware of many routes runs, it runs for every request: the first route behind it stands for them. */
  readonly ofMiddleware: ByFile<RouteFrame>;
  readonly ofJobs: ByFile<JobFrame>;
  /** What runs when a module is loaded for what it does. */
  readonly started: ByFile<Frame>;
  /** Every function as it stands, for whoever may call it; without those that only development makes. */
  readonly standing: ByFile<Frame>;
  /** The routes whose handlers stand in a file. */
  routesFrom(file: string): readonly RouteInsight[];
  /** The routes whose handlers lead into a file, whatever else they are excluded from. */
  routesInto(file: string): readonly RouteInsight[];
}

export function createRunFrames(input: CollectInput, insights: readonly RouteInsight[]): RunFrames {
  const { evaluator, reach } = input;
  const inFile = ({ frame }: { readonly frame: Frame }) => frame.module.file;
  const ofAllRoutes = once(() => insights.flatMap((insight) => insight.reached.map((frame): RouteFrame => ({ frame, insight }))));
  const ofMiddleware = once(() => byFile(middlewareFrames(input, insights), inFile));
  const ofJobs = once(() => byFile(collectJobs(input).flatMap(({ entry, frames }) => frames.map((frame): JobFrame => ({ frame, entry }))), inFile));
  const started = once(() => byFile(startedFrames(input), ({ module }) => module.file));
  const modules = once(() => byFile(input.modules, ({ file }) => file));

  const routesInto = once(() => byFilesOf(insights, (insight) => insight.reachedByFile.keys()));
  const routesFrom = once(() => byFilesOf(insights, (insight) => handlersOf(insight).map(({ frame }) => frame.module.file)));
  // Also by what it only starts: that does something with what callers sent, too.
  const routesBehind = once(() => byFilesOf(insights, (insight) => handlersOf(insight).flatMap((handler) => [...reach.filesBehind(handler)])));

  /** What is registered as a route's handler, and what is left of it without its wrappers. */
  function handlersOf({ mount }: RouteInsight): readonly FunctionValue[] {
    return mount.handler.values.flatMap((value) => [value, unwrapHandler(evaluator, input.roles, value)]).filter((value) => value?.kind === 'function');
  }

  return {
    ofRoutes: (file) => (file === undefined ? ofAllRoutes() : routesInto()(file).flatMap((insight) => (insight.reachedByFile.get(file) ?? []).map((frame): RouteFrame => ({ frame, insight })))),
    ofMiddleware: (file) => ofMiddleware()(file),
    ofJobs: (file) => ofJobs()(file),
    started: (file) => started()(file),
    standing: onceForEach((file) => modules()(file).flatMap((module) => standingIn(evaluator, module).filter((frame) => !isMadeInDead(evaluator, frame)))),
    routesFrom: (file) => routesFrom()(file),
    routesInto: (file) => routesBehind()(file),
  };
}

function middlewareFrames({ reach }: CollectInput, insights: readonly RouteInsight[]): readonly RouteFrame[] {
  const seen = new Set<object>();
  return insights.flatMap((insight) => insight.mount.layers.flatMap((layer) => {
    if (layer.scope === 'route' || seen.has(layer.handler)) return [];
    seen.add(layer.handler);
    return layer.handler.values.flatMap((value) => (value.kind === 'function' ? reach.activationsFrom(value) : [])).map((frame): RouteFrame => ({ frame, insight }));
  }));
}
