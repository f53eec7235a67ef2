import { markdownTable } from 'markdown-table';

/** A cell that has nothing to say. */
export const NONE = '–';

/** A Markdown table whose columns after the first are numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return markdownTable([head, ...rows].map((row) => [...row]), { align: head.map((_, index) => (index === 0 ? 'l' : 'r')) });
}

/** Seconds, as people read them. */
export function seconds(value: number): string {
  return value < 1 ? `${Math.round(value * 1000)} ms` : `${value.toFixed(value < 10 ? 2 : 1)} s`;
}

/** Milliseconds, as people read them. */
export function milliseconds(value: number): string {
  if (value >= 1000) return seconds(value / 1000);
  return `${value.toFixed(value < 1 ? 2 : value < 10 ? 1 : 0)} ms`;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}

/** How many times as much. */
export function times(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ×`;
}
