import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { relativePath } from '../workspace/paths.ts';

/** The text of one file before and after; a file that is new had none. */
export interface FileChange {
  readonly file: string;
  readonly before: string | undefined;
  readonly after: string;
}

/** A unified diff with git's prefixes, files in order, as `git apply` and `patch -p1` take it. */
export function reportDiff(root: string, changes: readonly FileChange[]): string {
  const ordered = [...changes].sort((a, b) => (a.file < b.file ? -1 : 1));
  return ordered
    .map(({ file, before, after }) => {
      const name = relativePath(root, file);
      const oldName = before === undefined ? '/dev/null' : `a/${name}`;
      return createTwoFilesPatch(oldName, `b/${name}`, before ?? '', after, undefined, undefined, { context: 3, headerOptions: FILE_HEADERS_ONLY });
    })
    .join('');
}
