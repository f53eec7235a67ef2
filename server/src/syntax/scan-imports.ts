/** `import type { … } from 'x'`: gone when the program runs. */
const TYPES_ONLY = /\b(?:import|export)\s+type\b[^;'"]*\bfrom\s*(['"])[^'"\n]*\1/g;

const SPECIFIER = /\b(?:from|import|require)\s*\(?\s*(['"])([^'"\n]+)\1/g;

/**
 * What a text imports or requires when it runs, read off without parsing it: a gate before the parser. May name more, out of comments and texts,
 * never less, but for specifiers that are put together.
 */
export function scanImports(text: string): readonly string[] {
  const running = text.includes(' type ') ? text.replace(TYPES_ONLY, '') : text;
  return [...new Set([...running.matchAll(SPECIFIER)].map(([, , specifier]) => specifier ?? ''))];
}
