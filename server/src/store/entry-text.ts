import { ancestors, baseName, isInside, parentOf } from '../workspace/paths.ts';
import type { Answers, Entry } from './answers.ts';
import { hashOf } from './inputs.ts';
import type { FileInput, FolderInput, Inputs, KindInput } from './inputs.ts';
import type { Stamp } from './stamps.ts';

/** Changed with what is written. Builds differ, too, but only in what they are made of. */
const FORMAT = 'production-hints-store-1';

type StampRow = readonly [modified: number, changed: number, size: number, inode: number];
type InputRow = readonly [path: number, hash: string | null, stamp: StampRow | null];

/** Lists by name; those that are empty are named by number. */
interface Lists<Item> {
  readonly full: readonly (readonly [path: number, items: readonly Item[]])[];
  readonly empty: readonly number[];
}

/** An entry as it is written. Paths stand in one list, those inside of the root relative to it, and are named by their number there. */
interface StoredEntry {
  readonly paths: readonly string[];
  readonly since: number;
  readonly files: readonly InputRow[];
  readonly folders: readonly InputRow[];
  /** Those of the folders that links stand in. */
  readonly linked: readonly number[];
  readonly kinds: readonly (readonly [path: number, kind: KindInput])[];
  readonly answers: Omit<Answers, 'files' | 'findings' | 'problems' | 'fixes'>;
  readonly analysed?: readonly number[];
  readonly findings: ListsOf<Answers['findings']>;
  readonly problems: ListsOf<Answers['problems']>;
  readonly fixes: ListsOf<Answers['fixes']>;
}

type ListsOf<ByName> = ByName extends ReadonlyMap<string, readonly (infer Item)[]> ? Lists<Item> : never;

/** Numbers for paths, in the order in which they are first asked for. */
interface Numbering {
  readonly paths: string[];
  numberOf(path: string): number;
}

/** Writes an entry down for this build of the product. */
export function writeEntry({ inputs, answers }: Entry, root: string, build: string): string {
  const numbering = createNumbering(root);
  const { files, findings, problems, fixes, ...others } = answers;
  const stored: StoredEntry = {
    paths: numbering.paths,
    since: inputs.since,
    files: [...inputs.files].filter(([path, { stamp }]) => stamp !== undefined || !isImplied(inputs, path)).map(([path, input]) => inputRow(numbering, path, input)),
    folders: [...inputs.folders].map(([path, input]) => inputRow(numbering, path, input)),
    linked: [...inputs.folders].filter(([, { hasLinks }]) => hasLinks).map(([path]) => numbering.numberOf(path)),
    kinds: [...inputs.kinds].filter(([path, kind]) => kind !== 'absent' || !isImplied(inputs, path)).map(([path, kind]) => [numbering.numberOf(path), kind]),
    answers: others,
    ...(files && { analysed: files.map(numbering.numberOf) }),
    findings: listsOf(numbering, findings),
    problems: listsOf(numbering, problems),
    fixes: listsOf(numbering, fixes),
  };
  const body = JSON.stringify(stored);
  return `${FORMAT} ${build} ${hashOf(body)}\n${body}`;
}

/** Reads what `writeEntry` wrote; `undefined` for what another build or program wrote, or what is not whole. */
export function readEntry(text: string, root: string, build: string): Entry | undefined {
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  if (end < 0 || text.slice(0, end) !== `${FORMAT} ${build} ${hashOf(body)}`) return undefined;
  try {
    const stored: StoredEntry = JSON.parse(body);
    return entryOf(stored, root);
  } catch {
    return undefined; // somebody took the trouble to sign what is no entry
  }
}

function entryOf(stored: StoredEntry, root: string): Entry {
  const paths = stored.paths.map((path) => (path.startsWith('.') ? root + path.slice(1) : path));
  const pathOf = (number: number): string => paths[number] ?? '';
  const linked = new Set(stored.linked);
  const folders = stored.folders.map((row): [string, FolderInput] => [pathOf(row[0]), { ...inputOf(row), hasLinks: linked.has(row[0]) }]);
  return {
    inputs: {
      since: stored.since,
      files: new Map(stored.files.map((row) => [pathOf(row[0]), inputOf(row)])),
      folders: new Map(folders),
      kinds: new Map(stored.kinds.map(([path, kind]) => [pathOf(path), kind])),
    },
    answers: {
      ...stored.answers,
      ...(stored.analysed && { files: stored.analysed.map(pathOf) }),
      findings: mapOf(stored.findings, pathOf),
      problems: mapOf(stored.problems, pathOf),
      fixes: mapOf(stored.fixes, pathOf),
    },
  };
}

function createNumbering(root: string): Numbering {
  const paths: string[] = [];
  const numbers = new Map<string, number>();
  return {
    paths,
    numberOf(path) {
      const known = numbers.get(path);
      if (known !== undefined) return known;
      const number = paths.push(isInside(root, path) ? `.${path.slice(root.length)}` : path) - 1;
      numbers.set(path, number);
      return number;
    },
  };
}

/** Whether a folder that was listed already says that nothing stands at this path. */
function isImplied({ folders }: Inputs, path: string): boolean {
  let name = path;
  for (const folder of ancestors(parentOf(path) ?? path, '/')) {
    const listing = folders.get(folder);
    if (listing !== undefined) return listing.names?.has(baseName(name)) === false;
    name = folder;
  }
  return false;
}

function inputRow({ numberOf }: Numbering, path: string, { hash, stamp }: FileInput): InputRow {
  return [numberOf(path), hash ?? null, stamp ? [stamp.modified, stamp.changed, stamp.size, stamp.inode] : null];
}

function inputOf([, hash, stamp]: InputRow): FileInput {
  return { ...(hash !== null && { hash }), ...(stamp && { stamp: stampFrom(stamp) }) };
}

function stampFrom([modified, changed, size, inode]: StampRow): Stamp {
  return { modified, changed, size, inode };
}

function listsOf<Item>({ numberOf }: Numbering, byName: ReadonlyMap<string, readonly Item[]>): Lists<Item> {
  const rows = [...byName];
  return {
    full: rows.filter(([, items]) => items.length > 0).map(([name, items]) => [numberOf(name), items]),
    empty: rows.filter(([, items]) => items.length === 0).map(([name]) => numberOf(name)),
  };
}

function mapOf<Item>({ full, empty }: Lists<Item>, nameOf: (number: number) => string): ReadonlyMap<string, readonly Item[]> {
  return new Map([...full.map(([name, items]): [string, readonly Item[]] => [nameOf(name), items]), ...empty.map((name): [string, readonly Item[]] => [nameOf(name), []])]);
}
