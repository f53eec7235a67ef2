import { withoutRoom, writtenOffset, type RoomyText } from '../syntax/room.ts';

/** A file whose text has room in it while it is analysed. */
export interface WrittenText {
  readonly file: string;
  readonly text: RoomyText;
}

/** The same with every place of a roomy text where it is written, and without the room in any text; where nothing is edited, the value itself. */
export function asWritten<T>(value: T, written: WrittenText | undefined): T {
  return written ? translate(value, written) : value;
}

function translate<T>(value: T, written: WrittenText): T;
function translate(value: unknown, written: WrittenText): unknown {
  if (typeof value === 'string') return withoutRoom(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one: unknown) => translate(one, written));
  const entries = Object.entries(value).map(([key, one]) => [key, translate(one, written)] as const);
  const made = Object.fromEntries(entries);
  const { start, end } = made;
  if (made['file'] !== written.file || typeof start !== 'number' || typeof end !== 'number') return made;
  return { ...made, start: writtenOffset(written.text, start), end: writtenOffset(written.text, end) };
}
