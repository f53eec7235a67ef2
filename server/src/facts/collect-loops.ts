import type { LoopedCall, RouteReference } from '../concepts/facts.ts';
import type { Frame } from '../semantic/values.ts';
import type { FunctionNode } from '../syntax/tree.ts';
import { isMarkup } from '../workspace/source-files.ts';
import { byFile } from './by-file.ts';
import type { CollectInput } from './collect-input.ts';
import { fieldResolvers } from './field-resolvers.ts';
import { createLoopFinder, loopedFact, type LoopedSite } from './looped-calls.ts';
import { once } from './once.ts';
import type { RunFrames } from './run-frames.ts';
import { serverCode } from './server-code.ts';

/** Names of code that fills or changes a database once. */
const FILLING = /(^|[/._-])(seed|migrat)/i;

/** Routes that a finding names as its evidence, at most. */
const MAX_ROUTES = 5;

/** What runs in the loops of a file, in what routes and jobs reach; other code is looked at by itself. */
export function createLoopedCalls(input: CollectInput, frames: RunFrames, isService: (frame: Frame) => boolean): (file: string) => readonly LoopedCall[] {
  const finder = createLoopFinder(input);
  const fields = once(() => byFile(fieldResolvers(input), ({ frame }) => frame.module.file));
  const isServer = serverCode(input);

  return (file) => {
    const found = new Map<object, { looped: LoopedSite; routes: RouteReference[] }>();
    const seen = new Set<FunctionNode>();
    const note = (frame: Frame, route?: RouteReference) => {
      seen.add(frame.fn);
      for (const looped of finder.loopedIn(frame)) {
        const known = found.get(looped.node);
        if (!known) found.set(looped.node, { looped, routes: route ? [route] : [] });
        else if (route && !known.routes.some(({ label }) => label === route.label)) known.routes.push(route);
      }
    };
    for (const { frame, insight } of frames.ofRoutes(file)) note(frame, insight);
    for (const { frame, insight } of frames.ofMiddleware(file)) note(frame, insight);
    for (const { frame, entry } of frames.ofJobs(file)) note(frame, entry);
    for (const frame of frames.standing(file)) if (!seen.has(frame.fn)) note(frame);
    for (const field of fields()(file)) {
      for (const looped of finder.askedFor(field)) if (!found.has(looped.node)) found.set(looped.node, { looped, routes: [] });
    }
    return [...found.values()]
      .filter(({ looped: { frame } }) => isServer(frame.module) && !FILLING.test(frame.module.file) && !FILLING.test(frame.fn.name ?? ''))
      .map(({ looped, routes }) => loopedFact(input, { looped, isService: routes.length === 0 && !isMarkup(looped.frame.module.file) && isService(looped.frame), routes: routes.slice(0, MAX_ROUTES).map(({ label, at }) => ({ label, at })) }));
  };
}
