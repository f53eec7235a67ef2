import type { FailurePath } from '../concepts/failure-path.ts';
import { wordsOf } from '../facts/failures/failure-words.ts';
import { createPlaces } from './places.ts';

/** Where failures go, for a reporter to write down. */
export interface Explanation {
  /** The folder that file names are relative to. */
  readonly root: string;
  readonly paths: readonly FailurePath[];
  readonly text: (file: string) => string | undefined;
}

/** One paragraph for each call, with the places in brackets. */
export function explainPretty({ root, paths, text }: Explanation): string {
  const placeOf = createPlaces(root, text);
  return paths.map((path) => `${wordsOf(path).map((words) => {
    if (!words.at) return words.text;
    const { file, line } = placeOf(words.at);
    return `${words.text} (${file}:${line})`;
  }).join('')}\n`).join('\n');
}

/** For other programs; lines and columns count from 1. */
export function explainJson({ root, paths, text }: Explanation): string {
  const placeOf = createPlaces(root, text);
  const place = (at: FailurePath['call']['at']) => {
    const { file, line, column } = placeOf(at);
    return { file, line, column };
  };
  const failures = paths.map((path) => ({
    call: path.call.label, ...place(path.call.at),
    ends: path.end.is,
    words: wordsOf(path).map(({ text: said, at }) => ({ text: said, ...(at && place(at)) })),
  }));
  return `${JSON.stringify({ version: 1, root, failures }, undefined, 2)}\n`;
}
