import type { Meaning } from '../frameworks/vocabulary/conversation.ts';
import type { Slot } from '../frameworks/model.ts';
import type { Value } from '../semantic/values.ts';
import { pathMatches } from '../workspace/path-patterns.ts';
import { fromValues } from './anonymous-members.ts';
import { DOUBT, literalMind, literalOf, type Mind } from './anonymous-minds.ts';
import type { Run } from './anonymous-run.ts';

/**
 * Whether the path is one of a list: `micromatch.isMatch(path, PUBLIC)`, `isPublic(request)`. Where the list was given when the test
 * was made, it stands in `made`.
 */
export function testPath(run: Run, meaning: Meaning & { is: 'path-test' }, args: readonly Mind[], made: Value | undefined): Mind {
  run.outcome.readsAddress = true;
  const path = meaning.path ? literalOf(given(args, meaning.path))?.value : run.address.path;
  const patterns = listOf(run, made ? givenThen(run, made, meaning.patterns) : given(args, meaning.patterns));
  if (typeof path !== 'string' || !patterns) return DOUBT;
  const answers = patterns.map((pattern) => pathMatches(path, pattern, meaning.syntax));
  if (answers.includes(true)) return literalMind(true);
  return answers.includes(undefined) ? DOUBT : literalMind(false);
}

function given(args: readonly Mind[], slot: Slot): Mind {
  return (slot.slot === 'argument' ? args[slot.index] : undefined) ?? DOUBT;
}

function givenThen(run: Run, made: Value, slot: Slot): Mind {
  const site = made.kind === 'api' && made.site?.node.kind === 'call' ? made.site : undefined;
  const argument = slot.slot === 'argument' && site?.node.kind === 'call' ? site.node.args[slot.index] : undefined;
  return site && argument ? fromValues(run.evaluator.evaluate(argument, site.frame)) : DOUBT;
}

/** The texts of a list, or the one text that stands for it. */
function listOf(run: Run, mind: Mind): readonly string[] | undefined {
  const [only] = mind.kind === 'values' && mind.values.length === 1 ? mind.values : [];
  const items = mind.kind === 'list' ? mind.items : only?.kind === 'array' && !only.open ? only.elements.map((element) => fromValues(run.evaluator.argument(element))) : [mind];
  const texts = items.map((item) => literalOf(item)?.value);
  return texts.every((text) => typeof text === 'string') ? texts : undefined;
}
