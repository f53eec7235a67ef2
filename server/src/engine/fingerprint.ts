const OFFSET_BASIS = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;

/**
 * Names a finding in a way that survives edits elsewhere in its file.
 * `relativeFile` is relative to the root, with `/`; `snippet` is the text under the squiggle, its white space doesn't count;
 * `ordinal` counts from 0 the findings of the file that are equal in all of these, in source order.
 */
export function fingerprint(rule: string, relativeFile: string, snippet: string, ordinal: number): string {
  const folded = snippet.trim().replace(/\s+/g, ' ');
  return `${hash(`${rule}\0${relativeFile}\0${folded}`)}-${ordinal}`;
}

/** What equal findings of one file share: their fingerprint without its count. */
export function withoutOrdinal(fingerprint: string): string {
  const dash = fingerprint.lastIndexOf('-');
  return dash < 0 ? fingerprint : fingerprint.slice(0, dash);
}

/** FNV-1a of 64 bits over UTF-16 units, in hexadecimal: the same on every platform, also where there is no Node. */
function hash(text: string): string {
  let value = OFFSET_BASIS;
  for (let i = 0; i < text.length; i++) value = BigInt.asUintN(64, (value ^ BigInt(text.charCodeAt(i))) * PRIME);
  return value.toString(16).padStart(16, '0');
}
