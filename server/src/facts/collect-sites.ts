import { eachExpressionOf } from '../semantic/returns.ts';
import type { Module } from '../syntax/tree.ts';
import { isServerFile, type CollectInput } from './collect-input.ts';
import { groupOf } from './by-file.ts';
import { queriesOfRoute } from './route-facts.ts';
import type { RunFrames } from './run-frames.ts';
import { createRunSites, type RunSite } from './run-sites.ts';

/** What a text that reads rows begins with somewhere; a text of a few words too many is only looked at in vain. */
const READING = /\b(select|values|from)\b/i;

/** Every query of server code once, with the routes and jobs that run it; of one file those that its functions make. */
export function collectSites(input: CollectInput, frames: RunFrames, file?: string): readonly RunSite[] {
  const { queriesIn } = input.queries;
  const runs = createRunSites();
  for (const [insight, own] of groupOf(frames.ofRoutes(file), ({ insight }) => insight)) {
    const sites = file === undefined ? insight.queries : queriesOfRoute(input, insight.mount, own.map(({ frame }) => frame));
    for (const site of sites) runs.note(site, { route: insight });
  }
  for (const { frame, insight } of frames.ofMiddleware(file)) for (const site of queriesIn(frame)) runs.note(site, { route: insight });
  for (const { frame, entry } of frames.ofJobs(file)) for (const site of queriesIn(frame)) runs.note(site, { job: entry });
  for (const frame of frames.standing(file)) for (const site of queriesIn(frame)) runs.note(site);
  for (const frame of frames.started(file)) for (const site of queriesIn(frame)) runs.note(site);
  return runs.all().filter(({ site }) => isServerFile(input, site.frame.module.file));
}

/** Whether a module has a text in it that may read rows: what runs it may stand in any other, and one query be made of several calls. */
export function mayHoldText({ functions }: Module): boolean {
  return functions.some(({ body }) => {
    let holds = false;
    eachExpressionOf(body, (node) => {
      holds ||= (node.kind === 'literal' && typeof node.value === 'string' && READING.test(node.value)) || (node.kind === 'template' && node.texts.some((text) => READING.test(text)));
    });
    return holds;
  });
}
