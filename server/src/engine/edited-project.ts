import { applyEdits, type TextEdit } from '../syntax/text.ts';
import type { Project } from '../workspace/project.ts';
import { groupBy } from '../facts/group-by.ts';

/** The same project with other texts: what it would be after these edits. Edits of one file must not overlap. */
export function withEdits(project: Project, edits: readonly TextEdit[]): Project {
  const texts = new Map<string, string>();
  for (const [file, ofFile] of groupBy(edits, (edit) => edit.at.file)) texts.set(file, applyEdits(project.text(file) ?? '', ofFile));
  return { ...partsOf(project), text: (file) => texts.get(file) ?? project.text(file) };
}

/** The same project with fewer files to analyse; those left out can still be read. */
export function withFiles(project: Project, isKept: (file: string) => boolean): Project {
  return { ...partsOf(project), files: project.files.filter((file) => isKept(file)) };
}

/** The same project, with `look` called whenever code is looked up in it: that happens all the time while it is analysed, so that whoever looks can throw to end it. */
export function withLooks(project: Project, look: () => void): Project {
  return {
    ...partsOf(project),
    text(file) {
      look();
      return project.text(file);
    },
    resolve(file, specifier) {
      look();
      return project.resolve(file, specifier);
    },
  };
}

/** A project may be a class, whose methods a spread would lose. */
export function partsOf(project: Project): Project {
  return {
    root: project.root,
    files: project.files,
    text: (file) => project.text(file),
    resolve: (file, specifier) => project.resolve(file, specifier),
    packageVersion: (file, name) => project.packageVersion(file, name),
    dependsOn: (file, name) => project.dependsOn(file, name),
    runsOnNode: (file, range) => project.runsOnNode(file, range),
    packageRoot: (file) => project.packageRoot(file),
    filesWithExtension: (extension) => project.filesWithExtension(extension),
  };
}
