/**
 * Whitespace that no program has: it stands for room, at the end of each function's block, for what will be typed there. So what
 * stands outside keeps its offsets while a function is edited.
 */
const PAD = '\u1680';

/** How much each function may grow before all is laid out anew, in characters. */
const ROOM = 1024;

/** Room in a text: where it begins, and how long it is. */
export interface Room {
  readonly at: number;
  readonly length: number;
}

/** A text with room in it; the rooms are in order. */
export interface RoomyText {
  /** As it is written. */
  readonly written: string;
  readonly padded: string;
  readonly rooms: readonly Room[];
}

/** A change of a roomy text inside one room's function: where it begins, in the padded text of both. */
export interface RoomyChange {
  readonly text: RoomyText;
  /** What was written anew, before and after, in the padded texts. */
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** Makes room before each of these offsets of a text, which are in order. `undefined` where the text has such whitespace itself. */
export function withRoom(written: string, offsets: readonly number[]): RoomyText | undefined {
  if (written.includes(PAD)) return undefined;
  const pad = PAD.repeat(ROOM);
  const parts: string[] = [];
  let from = 0;
  for (const offset of offsets) {
    parts.push(written.slice(from, offset), pad);
    from = offset;
  }
  parts.push(written.slice(from));
  return { written, padded: parts.join(''), rooms: offsets.map((offset, index) => ({ at: offset + index * ROOM, length: ROOM })) };
}

/** Where an offset of the written text is in the padded one; where there is room, before it. */
export function paddedOffset({ rooms }: RoomyText, offset: number): number {
  let moved = offset;
  for (const { at, length } of rooms) {
    if (at >= moved) break;
    moved += length;
  }
  return moved;
}

/** Where an offset of the padded text is in the written one; inside a room, where that begins. */
export function writtenOffset({ rooms }: RoomyText, offset: number): number {
  let less = 0;
  for (const { at, length } of rooms) {
    if (at >= offset) break;
    less += Math.min(length, offset - at);
  }
  return offset - less;
}

/** A text without the room in it. */
export function withoutRoom(text: string): string {
  return text.includes(PAD) ? text.replaceAll(PAD, '') : text;
}

/** What changes between two texts: behind what both begin with, before what both end with. */
export function changeBetween(before: string, after: string): { readonly start: number; readonly oldEnd: number; readonly newEnd: number } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let same = 0;
  while (same < shorter - start && before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)) same++;
  return { start, oldEnd: before.length - same, newEnd: after.length - same };
}

/**
 * A text as it is after a change that stands before `room`, with no other change behind it up to there: the room takes up the difference. `undefined` where
 * there isn't enough. Rooms inside what was replaced are gone.
 */
export function changedBefore(before: RoomyText, after: string, room: Room): RoomyChange | undefined {
  if (after.includes(PAD)) return undefined;
  const change = changeBetween(before.written, after);
  const start = paddedOffset(before, change.start);
  const oldEnd = paddedOffset(before, change.oldEnd);
  const typed = after.slice(change.start, change.newEnd);
  const more = typed.length - (oldEnd - start);
  const left = room.length - more;
  if (left < 0) return undefined;
  const { padded } = before;
  const at = room.at + more;
  const rooms = before.rooms.flatMap((one): Room[] => {
    if (one === room) return [{ at, length: left }];
    if (one.at >= start && one.at < oldEnd) return [];
    return [one.at >= oldEnd && one.at < room.at ? { at: one.at + more, length: one.length } : one];
  });
  const text = padded.slice(0, start) + typed + padded.slice(oldEnd, room.at) + PAD.repeat(left) + padded.slice(room.at + room.length);
  return { text: { written: after, padded: text, rooms }, start, oldEnd, newEnd: start + typed.length };
}
