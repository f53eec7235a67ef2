import type { Span, TextEdit } from '../syntax/text.ts';
import type { Finding, Severity } from './finding.ts';
import { withoutOrdinal } from './fingerprint.ts';
import { groupBy } from '../facts/group-by.ts';

/** What edits changed about the findings of one file. */
export interface FindingsChange {
  /** Findings from before that are not there any more. */
  readonly gone: readonly Finding[];
  /** Findings that were not there before. */
  readonly added: readonly Finding[];
}

type KeyOf = (finding: Finding) => string;

/**
 * Compares the findings of one file before and after edits of that file.
 * A finding is the same if its rule speaks of the same place, followed through the edits, or of the same text elsewhere.
 */
export function compareFindings(before: readonly Finding[], after: readonly Finding[], edits: readonly TextEdit[]): FindingsChange {
  const places = new Map(before.map((finding) => [finding, spanAfter(finding.at, edits)]));
  const byPlace = unmatched(before, after, ({ rule, at }) => placeKey(rule, at), (finding) => placeKey(finding.rule, places.get(finding)));
  const byText = withoutRewritten(byPlace, places);
  // What was rewritten as a whole is the likelier one to be there still: of what was followed to its place, nothing was there.
  const gone = byText.gone.toSorted((a, b) => Number(places.get(a) !== undefined) - Number(places.get(b) !== undefined));
  // The count among equals changes when one of them goes: it doesn't make another finding.
  const change = unmatched(gone, byText.added, (finding) => withoutOrdinal(finding.fingerprint));
  return { gone: change.gone, added: change.added.filter((one) => !change.gone.some((other) => isUncovered(one, other, places.get(other)))) };
}

/** From the gravest down. */
const RANKS: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

/**
 * Whether a finding was hidden by one that is gone: a lesser one, of the very same place. A route that is guarded now can be asked whose rows it
 * gives; before, that was the lesser trouble.
 */
function isUncovered(added: Finding, gone: Finding, place: Span | undefined): boolean {
  return place !== undefined && added.at.start === place.start && added.at.end === place.end && RANKS.indexOf(added.severity) > RANKS.indexOf(gone.severity);
}

/** Pairs findings with equal keys, each at most once, and gives the rest. */
function unmatched(before: readonly Finding[], after: readonly Finding[], keyOf: KeyOf, keyBefore = keyOf): FindingsChange {
  const waiting = groupBy(after, keyOf);
  const gone = before.filter((finding) => waiting.get(keyBefore(finding))?.shift() === undefined);
  const rest = new Set([...waiting.values()].flat());
  return { gone, added: after.filter((finding) => rest.has(finding)) };
}

/** Pairs findings whose squiggle was rewritten with one of the same rule in what was written. */
function withoutRewritten({ gone, added }: FindingsChange, places: ReadonlyMap<Finding, Span | undefined>): FindingsChange {
  const rest = new Set(added);
  const reallyGone = gone.filter((finding) => {
    const place = places.get(finding);
    const successor = place && [...rest].find(({ rule, at }) => rule === finding.rule && at.start >= place.start && at.end <= place.end);
    if (successor) rest.delete(successor);
    return !successor;
  });
  return { gone: reallyGone, added: [...rest] };
}

/** Where a span is after the edits; `undefined` where an edit crosses one of its ends. */
function spanAfter(at: Span, edits: readonly TextEdit[]): Span | undefined {
  let { start, end } = at;
  for (const edit of edits) {
    if (edit.at.start >= at.end) continue;
    const growth = edit.text.length - (edit.at.end - edit.at.start);
    if (edit.at.end <= at.start) start += growth;
    else if (edit.at.start < at.start || edit.at.end > at.end) return undefined;
    end += growth;
  }
  return { file: at.file, start, end };
}

function placeKey(rule: string, place: Span | undefined): string {
  return place ? `${rule} ${place.start} ${place.end}` : '';
}
