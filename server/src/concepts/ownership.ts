import type { NamedPlace } from './facts.ts';

/** A row that a route's caller names by its key, and that nothing ties to the caller. */
export interface UnownedRow {
  readonly effect: 'loads' | 'changes' | 'deletes';
  readonly table: string;
  readonly query: NamedPlace;
}
