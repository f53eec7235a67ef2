import { parse } from 'yaml';
import { isObject } from './json.ts';
import type { JsonObject } from './json.ts';

/** Reads a YAML mapping. Broken text counts as an empty one, and so does a missing file. */
export function parseMapping(text: string | undefined): JsonObject {
  if (text === undefined) return {};
  try {
    const value: unknown = parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
