import type { Project } from './project.ts';

/** A target or library of TypeScript that has `ErrorOptions`. */
const MODERN = /"(target|lib)"\s*:\s*(\[[^\]]*)?"(es(202[2-9]|20[3-9]\d|next))/i;

/**
 * Whether a file may write `new Error(message, { cause })`: JavaScript may; TypeScript, where the
 * `tsconfig.json` of its package says so itself. What that file extends isn't asked.
 */
export function knowsCause(project: Project, file: string): boolean {
  return /\.[cm]?jsx?$/.test(file) || MODERN.test(project.text(`${project.packageRoot(file)}/tsconfig.json`) ?? '');
}
