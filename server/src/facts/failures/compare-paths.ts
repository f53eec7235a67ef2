import type { FailureEnd, FailurePath } from '../../concepts/failure-path.ts';
import type { Span } from '../../syntax/text.ts';

/** Of several ways of one failure the one that ends worst, with how many other entries lead to the same end through the same `catch`es; the first of those that end alike. */
export function worstOf(paths: readonly FailurePath[]): FailurePath | undefined {
  const [worst] = [...paths].sort((a, b) => gravityOf(b.end) - gravityOf(a.end));
  if (!worst) return undefined;
  const way = wayOf(worst);
  const entries = new Set(paths.filter((path) => wayOf(path) === way).map(({ entry }) => nameOf(entry.at, entry.label)));
  return { ...worst, others: entries.size - 1 };
}

/** How much a failure costs whoever runs the program: a process, a request or a job, an answer, a result that is missing. Without an end it costs nothing. */
export function gravityOf(end: FailureEnd | undefined): number {
  switch (end?.is) {
    case 'unhandled': return { 'process-exits': 10, 'exits-since-15': 9, 'request-hangs': 8, 'is-warned-of': 7, 'is-heard': 7, 'is-printed': 7 }[end.then];
    case 'given to the framework': return 6;
    case 'given to the caller': return 5;
    case 'decided': return 4;
    case 'answered': return 3;
    case 'caught': return 2;
    case 'logged': return 1;
    default: return 0;
  }
}

/** What the ways of failures have in common where they end alike: what is thrown instead on the way, and who does what at the end. */
function wayOf({ steps, end }: FailurePath): string {
  const thrown = steps.flatMap(({ does, in: place }) => (does === 'throws again' ? [nameOf(place.at)] : []));
  return [...thrown, ...endOf(end)].join('\n');
}

function endOf(end: FailureEnd): readonly unknown[] {
  switch (end.is) {
    case 'answered':
    case 'logged': return [end.is, nameOf(end.by.at, end.by.label)];
    case 'given to the framework': return [end.is, end.framework, end.by?.label, end.handler && nameOf(end.handler.at), end.isAround, end.answersItself, end.isLogged, end.isOther];
    case 'given to the caller': return [end.is, end.does];
    case 'caught':
    case 'decided': return [end.is, nameOf(end.at)];
    case 'unhandled': return [end.is, end.framework, end.as, end.then];
  }
}

function nameOf({ file, start }: Span, label = ''): string {
  return `${file}:${start}:${label}`;
}
