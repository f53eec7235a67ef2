import type { RouteEntry } from '../facts/route-map.ts';
import { compareTexts } from './check-report.ts';

/** The route map, for a reporter to write down. */
export interface RoutesReport {
  /** The folder that file names are relative to. */
  readonly root: string;
  readonly routes: readonly RouteEntry[];
  readonly text: (file: string) => string | undefined;
}

/** By the place of registration; the entries of one registration (one for each mount) by path and method. */
export function routesInOrder(routes: readonly RouteEntry[]): readonly RouteEntry[] {
  return [...routes].sort(
    (a, b) => compareTexts(a.at.file, b.at.file) || a.at.start - b.at.start || compareTexts(a.path, b.path) || compareTexts(a.method, b.method),
  );
}
