import { parse } from 'jsonc-parser';
import type { ParseError } from 'jsonc-parser';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads a JSON object; comments and trailing commas are allowed. Broken text counts as an empty object, and so does a missing file. */
export function parseObject(text: string | undefined): JsonObject {
  if (text === undefined) return {};
  const value = parseStrictly(text) ?? parseWithComments(text);
  return isObject(value) ? value : {};
}

/** The native parser is many times faster, which lockfiles of megabytes need. */
function parseStrictly(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parseWithComments(text: string): unknown {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  return errors.length === 0 ? value : undefined;
}

/** The object at `key`, else an empty one. */
export function objectAt(value: JsonObject, key: string): JsonObject {
  const found = Object.hasOwn(value, key) ? value[key] : undefined;
  return isObject(found) ? found : {};
}

export function stringAt(value: JsonObject, key: string): string | undefined {
  const found = Object.hasOwn(value, key) ? value[key] : undefined;
  return typeof found === 'string' ? found : undefined;
}

/** The strings of the array at `key`; anything else in it is skipped. */
export function stringsAt(value: JsonObject, key: string): readonly string[] {
  const found = value[key];
  return Array.isArray(found) ? found.filter((item) => typeof item === 'string') : [];
}
