import { onceForEach } from '../facts/once.ts';
import { ALL_MARKS, NO_MARKS, type Marks } from '../semantic/mark-sets.ts';
import { createRecall } from '../semantic/recall.ts';
import { createLiveModule, TOP, type Unit } from '../syntax/live-module.ts';
import { lowerModule } from '../syntax/lower.ts';
import { changedBefore, changeBetween, paddedOffset, withRoom, type Room, type RoomyText } from '../syntax/room.ts';
import type { FunctionNode, Module } from '../syntax/tree.ts';
import { roleOf } from '../workspace/classify.ts';
import type { Project } from '../workspace/project.ts';
import type { Configuration } from './configuration.ts';
import { partsOf } from './edited-project.ts';
import { isReadAlike, readProgram, type Caches, type ReadProgram } from './read-program.ts';
import type { WrittenText } from './written-places.ts';

/** A program as it is after the edits so far. */
export interface Followed {
  readonly program: ReadProgram;
  /** As the program sees it: the file that is being edited has room in it. */
  readonly project: Project;
  readonly text: WrittenText | undefined;
  /** Where a range of a file is in the texts that the program was read from. */
  placesIn(file: string, start: number, end: number): readonly [number, number];
}

/** Keeps what was found out about a program while one of its files is edited. */
export interface Follower {
  /** Another text of a file came; `programAt` is asked when somebody wants to know what that means. */
  noteEdit(file: string): void;
  programAt(project: Project, configuration: Configuration): Followed;
  /** Looks at the program as it would be with another text of a file, and takes that back. `undefined` where all would have to be read again. */
  tryEdit<T>(project: Project, file: string, look: (followed: Followed) => T): { readonly outcome: T } | undefined;
}

/** Edits that one program outlives: activations of code that is gone are not found, but they take up memory. */
const MAX_EDITS = 200;

/** A program with one file being edited, and what was found out about it so far. */
interface World {
  readonly followed: Followed;
  /** Takes over a text of the edited file. `false` where more changed than the inside of one function: then nothing holds any more. */
  take(project: Project): boolean;
  /** Takes over another text, for as long as somebody looks. */
  tryOut<T>(project: Project, look: () => T): { readonly outcome: T } | undefined;
}

export function createFollower(caches: Caches): Follower {
  let world: World | undefined;
  let worldFile: string | undefined;
  const edited = new Set<string>();

  return {
    noteEdit(file) {
      edited.add(file);
    },
    programAt(project, configuration) {
      const [file, ...others] = edited;
      const known = world;
      world = undefined; // what is given up on the way is worth nothing
      const isKnown = known !== undefined && others.length === 0 && (file === undefined || (file === worldFile && known.take(project)));
      const made = isKnown ? known : openWorld(project, configuration, caches, file);
      world = made;
      worldFile = file ?? worldFile;
      edited.clear();
      return made.followed;
    },
    tryEdit(project, file, look) {
      const known = world;
      return known && file === worldFile && edited.size === 0 ? known.tryOut(project, () => look(known.followed)) : undefined;
    },
  };
}

function openWorld(project: Project, configuration: Configuration, caches: Caches, file: string | undefined): World {
  const written = file === undefined ? undefined : project.text(file);
  const laidOut = file === undefined || written === undefined ? undefined : layOut(file, written);
  if (file === undefined || !laidOut) return fixedWorld(project, configuration, caches);
  let current = project;
  let { text } = laidOut;
  let edits = 0;
  const recall = createRecall();
  const single = onceForEach((unit: Unit): Marks => recall.marksOf([unit].filter(isPart)));
  /** What is read is read from one unit, mostly. */
  const marksOf = (units: readonly Unit[]): Marks => units.reduce((all, unit) => recall.union(all, single(unit)), NO_MARKS);
  const live = createLiveModule(laidOut.module, (fn) => roomOf(fn, text) !== undefined, { note: (units) => recall.note(marksOf(units)), noteAll: () => recall.note(ALL_MARKS) });
  /** The edited file's doesn't change either, or all is read again. */
  const roleOnce = onceForEach((one: string) => roleOf(current, one));
  const roomy: Project = {
    ...partsOf(project),
    roleOf: roleOnce,
    text(one) {
      if (one !== file) return project.text(one);
      recall.note(ALL_MARKS);
      return text.padded;
    },
  };
  const root = recall.watch(() => readProgram({ project: roomy, configuration, caches, recall, live: { module: live.module, text: () => text.written } }));
  const followed: Followed = {
    program: root.value,
    project: roomy,
    get text() {
      return { file, text };
    },
    placesIn: (one, start, end) => (one === file ? [paddedOffset(text, start), paddedOffset(text, end)] : [start, end]),
  };
  /** How a text of the file changes one of its units; `undefined` where it changes more, or what the program as a whole was read from. */
  const changeTo = (next: Project) => {
    const now = next.text(file);
    if (now === undefined || now === text.written || roleOf(next, file) !== roleOf(current, file) || !isReadAlike(text.written, now)) return undefined;
    const change = changeBetween(text.written, now);
    const unit = live.unitAround(paddedOffset(text, change.start), paddedOffset(text, change.oldEnd));
    const room = unit === undefined ? undefined : roomOf(live.module.functions[unit], text);
    const changed = room && changedBefore(text, now, room);
    const touched = unit === undefined ? NO_MARKS : marksOf(live.unitsIn(unit));
    return unit === undefined || !changed || recall.touch(touched, root.marks) ? undefined : { unit, text: changed.text, touched };
  };
  const replace = ({ unit, text: made }: { readonly unit: Unit; readonly text: RoomyText }): boolean => {
    if (!live.replace(unit, (numbering) => lowerModule(file, made.padded, numbering), (fn) => roomOf(fn, made) !== undefined)) return false;
    text = made;
    return true;
  };

  return {
    followed,
    take(next) {
      if (next.text(file) === text.written) return true;
      const change = ++edits > MAX_EDITS ? undefined : changeTo(next);
      if (!change || !replace(change)) return false;
      current = next;
      return recall.forget(change.touched);
    },
    tryOut(next, look) {
      const change = changeTo(next);
      const [before, restore] = [text, live.keepState()];
      if (!change || !replace(change)) return undefined;
      const aside = recall.setAside(change.touched);
      try {
        return aside.holds ? { outcome: look() } : undefined;
      } finally {
        text = before;
        restore();
        aside.takeBack();
      }
    },
  };
}

/** What changes at the top level concerns everybody: nothing has to be remembered of it. */
function isPart(unit: Unit): boolean {
  return unit !== TOP;
}

/** A program that nobody edits: whatever changes in it, it is read again. */
function fixedWorld(project: Project, configuration: Configuration, caches: Caches): World {
  const program = readProgram({ project, configuration, caches });
  return { followed: { program, project, text: undefined, placesIn: (_, start, end) => [start, end] }, take: () => false, tryOut: () => undefined };
}

/** A file with room at the end of each function's block, and its module. `undefined` where there is no function to edit, or the file has such whitespace itself. */
function layOut(file: string, written: string): { readonly text: RoomyText; readonly module: Module } | undefined {
  const { functions } = lowerModule(file, written);
  const braces = functions.flatMap(({ block }) => (block && written[block.end - 1] === '}' ? [block.end - 1] : [])).sort((a, b) => a - b);
  const text = withRoom(written, braces);
  const module = text && lowerModule(file, text.padded);
  return module && module.functions.length === functions.length ? { text, module } : undefined;
}

/** The room at the end of a function's block. */
function roomOf(fn: FunctionNode | undefined, { rooms }: RoomyText): Room | undefined {
  const end = fn?.block?.end;
  return end === undefined ? undefined : rooms.find(({ at, length }) => at + length === end - 1);
}
