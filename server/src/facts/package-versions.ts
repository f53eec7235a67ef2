import type { Versions } from '../frameworks/model.ts';
import type { Project } from '../workspace/project.ts';

/** Whether the version of a package that a file uses is one of these; one that nobody knows is none. */
export function isInUse(project: Project, isBefore: (version: string, other: string) => boolean, versions: Versions, file: string): boolean {
  const version = project.packageVersion(file, versions.package);
  if (version === undefined) return false;
  return !(versions.since !== undefined && isBefore(version, versions.since)) && !(versions.before !== undefined && !isBefore(version, versions.before));
}
