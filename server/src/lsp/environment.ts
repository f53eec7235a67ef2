import type { RemoteServices } from '../remote/remote-service.ts';

/** What the language server needs from outside; `main.ts` gives it the disk, a test gives it what it likes. */
export interface Environment {
  /** The product's version. */
  readonly version: string;
  /** The services of one session. `onTrouble` is told what went wrong beyond the question that fails of it. */
  createServices(onTrouble: (message: string) => void): RemoteServices;
  /** Whether a file stands at this absolute path. */
  hasFile(path: string): boolean;
}
