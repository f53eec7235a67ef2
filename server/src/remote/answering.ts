import type { Finding } from '../engine/finding.ts';
import { wordsOf } from '../facts/failures/failure-words.ts';
import type { Service } from '../service-types.ts';
import type { Span } from '../syntax/text.ts';
import { isInside } from '../workspace/paths.ts';
import type { Answers, Change, FailurePaths, FileReport, Offers, Question, Texts } from './remote-service.ts';

/** A service in the words of `RemoteService`. */
export interface Answering {
  tell(change: Change): void;
  /** Each answer is about one state. */
  answer(question: Question): Answers[Question['about']];
}

export function createAnswering(service: Service): Answering {
  const open = new Set<string>();

  const textsOf = (places: readonly Span[]): Texts => {
    const texts = new Map<string, string>();
    for (const file of new Set(places.map((place) => place.file))) {
      const text = open.has(file) ? undefined : service.text(file);
      if (text !== undefined) texts.set(file, text);
    }
    return texts;
  };

  const report = (file: string): FileReport => {
    const findings = service.findings(file);
    const problems = service.problems(file);
    return { findings, problems, defects: service.defects(), texts: textsOf([...findings.flatMap(placesOf), ...problems.map(({ at }) => at)]) };
  };

  const fixesOfAll = (findings: readonly Finding[]): Offers => {
    if (findings.length === 0) return { offers: [], texts: new Map() };
    const offers = [...service.fixesOfAll(findings)].map(([finding, fixes]) => ({ finding, fixes }));
    const edits = offers.flatMap(({ fixes }) => fixes.flatMap((fix) => fix.edits));
    return { offers, texts: textsOf([...findings.flatMap(placesOf), ...edits.map(({ at }) => at)]) };
  };

  const failurePaths = (file: string, offset: number): FailurePaths => {
    const paths = service.failurePaths(file, offset, offset);
    return { paths, texts: textsOf(paths.flatMap((path) => [path.call.at, ...wordsOf(path).flatMap(({ at }) => at ?? [])])) };
  };

  return {
    tell(change) {
      switch (change.kind) {
        case 'open':
          open.add(change.file);
          return service.open(change.file, change.text);
        case 'close':
          open.delete(change.file);
          return service.close(change.file);
        case 'disk': {
          const folders = change.removed.filter((path) => service.files().some((file) => isInside(path, file)));
          if (change.files.length + folders.length > 0) service.changedOnDisk([...change.files, ...folders]);
        }
      }
    },
    answer(question) {
      switch (question.about) {
        case 'report':
          return report(question.file);
        case 'fixesBetween': {
          const { file, start, end, most } = question;
          return fixesOfAll(service.findings(file).filter(({ at }) => at.start <= end && at.end >= start).slice(0, most));
        }
        case 'fixesOf':
          return fixesOfAll(service.findings(question.file).filter(({ fingerprint }) => fingerprint === question.fingerprint));
        case 'failurePaths':
          return failurePaths(question.file, question.offset);
        case 'settled':
          return service.settled();
      }
    },
  };
}

function placesOf({ at, related }: Finding): readonly Span[] {
  return [at, ...related.map((place) => place.at)];
}
