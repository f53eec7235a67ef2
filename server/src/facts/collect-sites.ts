import { ofEachModule } from '../semantic/of-code.ts';
import { eachExpression, eachExpressionOf } from '../semantic/returns.ts';
import type { Expression, Module } from '../syntax/tree.ts';
import { isServerFile, type CollectInput } from './collect-input.ts';
import { groupBy } from './group-by.ts';
import { queriesOfRoute } from './route-facts.ts';
import type { RunFrames } from './run-frames.ts';
import { createRunSites, type RunSite } from './run-sites.ts';

/** What a text begins with that reads, changes or deletes rows; one that only sounds like it is looked at in vain. */
const STATEMENT = /\bselect\b|(^|[;(])\s*values\b|\bwith\s+(recursive\s+)?["`\w.]+\s*(\(|as\b)|(^|[;(\n]|\*\/)\s*(update|delete)(\s|$)/i;

/** Every query of server code once, with the routes and jobs that run it; of one file those that its functions make. */
export function collectSites(input: CollectInput, frames: RunFrames, file?: string): readonly RunSite[] {
  const { queriesIn } = input.queries;
  const runs = createRunSites();
  for (const [insight, own] of groupBy(frames.ofRoutes(file), ({ insight }) => insight)) {
    const sites = file === undefined ? insight.queries : queriesOfRoute(input, insight.mount, own.map(({ frame }) => frame));
    for (const site of sites) runs.note(site, { route: insight });
  }
  for (const { frame, insight } of frames.ofMiddleware(file)) for (const site of queriesIn(frame)) runs.note(site, { route: insight });
  for (const { frame, entry } of frames.ofJobs(file)) for (const site of queriesIn(frame)) runs.note(site, { job: entry });
  for (const frame of frames.standing(file)) for (const site of queriesIn(frame)) runs.note(site);
  for (const frame of frames.started(file)) for (const site of queriesIn(frame)) runs.note(site);
  return runs.all().filter(({ site }) => isServerFile(input, site.frame.module.file));
}

/** Whether a module has a text in it that may read rows or write many: what runs it may stand in any other, and one query be made of several calls. */
export const mayHoldText = ofEachModule((module): boolean => expressionsIn(module).some((node) => textsOf(node).some((text) => STATEMENT.test(text))));

function expressionsIn({ functions, exports }: Module): readonly Expression[] {
  const found: Expression[] = [];
  for (const { body } of functions) eachExpressionOf(body, (node) => found.push(node));
  for (const one of [...exports.values()].flat()) if (one.kind === 'value') eachExpression(one.value, (node) => found.push(node));
  return found;
}

function textsOf(node: Expression): readonly string[] {
  if (node.kind === 'template') return node.texts;
  return node.kind === 'literal' && typeof node.value === 'string' ? [node.value] : [];
}
