import { loadAll } from 'js-yaml';
import { isObject } from './json.ts';
import type { JsonObject } from './json.ts';

/** Reads a YAML mapping; of several documents the last. Broken text counts as an empty one, and so does a missing file. */
export function parseMapping(text: string | undefined): JsonObject {
  if (text === undefined) return {};
  try {
    const value = loadAll(text, undefined, { json: true }).at(-1);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
