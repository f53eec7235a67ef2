import { folderOf, joinPath } from './paths.ts';
import type { Project } from './project.ts';

/** A target or library of TypeScript that has `ErrorOptions`. */
const MODERN = /"(target|lib)"\s*:\s*(\[[^\]]*)?"(es(202[2-9]|20[3-9]\d|next))/i;
/** Whether a configuration says so itself, and what it goes by otherwise: another file of the project. */
const LEVEL = /"(target|lib)"\s*:/;
const EXTENDED = /"extends"\s*:\s*"(\.{1,2}\/[^"]+)"/;

/** Configurations that extend each other, at most. */
const MAX_DEPTH = 5;

/**
 * Whether a file may write `new Error(message, { cause })`: JavaScript may; TypeScript, where the `tsconfig.json` of its package
 * or one that this extends says so. What stands in other packages isn't asked.
 */
export function knowsCause(project: Project, file: string): boolean {
  return /\.[cm]?jsx?$/.test(file) || isModern(project, `${project.packageRoot(file)}/tsconfig.json`, 0);
}

function isModern(project: Project, path: string, depth: number): boolean {
  const text = project.text(path) ?? project.text(`${path}.json`) ?? '';
  if (LEVEL.test(text)) return MODERN.test(text);
  const [, extended] = EXTENDED.exec(text) ?? [];
  return extended !== undefined && depth < MAX_DEPTH && isModern(project, joinPath(folderOf(path), extended), depth + 1);
}
