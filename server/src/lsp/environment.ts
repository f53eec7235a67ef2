import type { Service } from '../service-types.ts';

/** What the language server needs from outside; `main.ts` gives it the disk, a test gives it what it likes. */
export interface Environment {
  /** The product's version. */
  readonly version: string;
  /** A service for one folder, or for these files in it alone: absolute paths with forward slashes. What it finds out may be kept in `storage`. */
  createService(root: string, files?: readonly string[], storage?: string): Service;
  /** Whether a file stands at this absolute path. */
  hasFile(path: string): boolean;
}
