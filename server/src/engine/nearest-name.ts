import { distance } from 'fastest-levenshtein';

/** The candidate that `name` most likely is a misspelling of; `undefined` where none is near. */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const written = name.toLowerCase();
  // A third of the letters may be wrong, two in any case: more than that is another word.
  let least = Math.max(2, Math.floor(written.length / 3)) + 1;
  let nearest: string | undefined;
  for (const candidate of candidates) {
    const steps = distance(written, candidate.toLowerCase());
    if (steps >= least) continue;
    least = steps;
    nearest = candidate;
  }
  return nearest;
}

/** The end of a message about an unknown name: `: did you mean …?`, or nothing. */
export function didYouMean(name: string, candidates: readonly string[]): string {
  const nearest = nearestName(name, candidates);
  return nearest === undefined ? '' : `: did you mean \`${nearest}\`?`;
}
