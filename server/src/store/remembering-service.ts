import type { Finding, Fix, Problem } from '../engine/finding.ts';
import type { QueryEntry } from '../facts/query-entries.ts';
import type { RouteEntry } from '../facts/route-map.ts';
import type { Service } from '../service-types.ts';
import { diskFileSystem } from '../workspace/disk.ts';
import type { OnUnreadable } from '../workspace/disk.ts';
import type { FileSystem } from '../workspace/file-system.ts';
import { mergeAnswers } from './answers.ts';
import type { Answers, Entry } from './answers.ts';
import { currentInputs } from './current-inputs.ts';
import { hashOfText, mergeInputs } from './inputs.ts';
import { createRecorder } from './recorder.ts';
import type { Shelf } from './shelf.ts';

export interface RememberingOptions {
  readonly root: string;
  readonly shelf: Shelf;
  readonly onUnreadable: OnUnreadable;
  /** Makes the service that finds out what isn't known. Called when it is first needed: loading it takes longer than most answers from the shelf. */
  readonly open: (fileSystem: FileSystem) => Service;
  /** Milliseconds since 1970, by the clock that stamps files. */
  readonly now?: () => number;
}

/** What is known without asking anyone, and what to do about it. */
interface Memory {
  /** The answers of the shelf while they hold. */
  known(): Answers | undefined;
  /** Nothing of what was known before counts any more, or it has to be looked at again. */
  forget(isCertain: boolean): void;
  /** The entry that the answers stand in, if they hold. */
  entry(): Entry | undefined;
  /** Whether writing it again saves time the next time. */
  isWorthWriting(): boolean;
}

/** Answers being collected; the maps grow. */
interface Collected {
  files?: readonly string[];
  bytes?: number;
  configurationFiles?: readonly string[];
  routes?: readonly RouteEntry[];
  queries?: readonly QueryEntry[];
  readonly findings: Map<string, readonly Finding[]>;
  readonly problems: Map<string, readonly Problem[]>;
  readonly fixes: Map<string, readonly Fix[]>;
}

/**
 * A service that says what it said before, in this process or another, as long as all that it read is what it was and the open
 * documents are what is on disk. `settled` writes down what is new.
 */
export function createRememberingService({ root, shelf, onUnreadable, open, now = Date.now }: RememberingOptions): Service {
  const disk = diskFileSystem();
  const memory = createMemory(shelf, now);
  const documents = new Map<string, string>();
  let isReadable = true;
  let collected = nothingCollected();
  let isNews = false;

  const recorder = createRecorder(now(), (path, reason) => {
    isReadable = false;
    onUnreadable(path, reason);
  });
  let opened: Service | undefined;
  const service = (): Service => {
    if (opened !== undefined) return opened;
    opened = open(recorder.fileSystem);
    for (const [file, text] of documents) opened.open(file, text);
    return opened;
  };

  /** Not what is on disk now counts, but what was there when the answers were made: a client may show a change before anyone tells of it. */
  const isAsKept = (file: string, text: string): boolean => {
    const entry = memory.entry();
    if (entry === undefined) return true;
    const kept = entry.inputs.files.get(file)?.hash;
    return kept === undefined ? disk.read(file) === text : hashOfText(text) === kept;
  };

  const learn = <Value>(value: Value): Value => {
    isNews = true;
    return value;
  };
  const changed = (files: readonly string[]): void => {
    recorder.announce(files);
    collected = nothingCollected();
    isNews = false;
  };

  /** What was said is about the disk only where every open document is what stands there. */
  const isSaved = (): boolean =>
    [...documents].every(([file, text]) => {
      recorder.announce([file]);
      return recorder.fileSystem.read(file) === text;
    });

  const newEntry = (): Entry | undefined => {
    if (!isReadable || !isSaved() || service().defects().length > 0) return undefined;
    collected.files ??= service().files();
    const inputs = recorder.inputs();
    if (inputs === undefined) return undefined;
    const before = memory.entry();
    const all = before && mergeInputs(before.inputs, inputs);
    return before && all ? { inputs: all, answers: mergeAnswers(before.answers, collected) } : { inputs, answers: collected };
  };

  return {
    root,
    text: (file) => (opened ? opened.text(file) : (documents.get(file) ?? disk.read(file))),
    files: () => memory.known()?.files ?? (collected.files = learn(service().files())),
    bytes: () => memory.known()?.bytes ?? (collected.bytes = learn(service().bytes())),
    open(file, text) {
      const isSame = documents.get(file) === text;
      documents.set(file, text);
      if (!isAsKept(file, text)) memory.forget(true);
      if (!isSame) changed([file]);
      opened?.open(file, text);
    },
    close(file) {
      documents.delete(file);
      changed([file]);
      opened?.close(file);
    },
    changedOnDisk(files) {
      memory.forget(false);
      changed(files);
      opened?.changedOnDisk(files);
    },
    findings: (file) => memory.known()?.findings.get(file) ?? learnInto(collected.findings, file, learn(service().findings(file))),
    problems: (file) => memory.known()?.problems.get(file) ?? learnInto(collected.problems, file, learn(service().problems(file))),
    configurationFiles: () => memory.known()?.configurationFiles ?? (collected.configurationFiles = learn(service().configurationFiles())),
    fixes: (finding) => service().fixes(finding),
    fixesOfAll(findings) {
      const kept = memory.known()?.fixes;
      if (kept && findings.every(({ fingerprint }) => kept.has(fingerprint))) return new Map(findings.map((finding) => [finding, kept.get(finding.fingerprint) ?? []]));
      const made = learn(service().fixesOfAll(findings));
      for (const [finding, fixes] of made) collected.fixes.set(finding.fingerprint, fixes);
      return made;
    },
    routes: () => memory.known()?.routes ?? (collected.routes = learn(service().routes())),
    queries: () => memory.known()?.queries ?? (collected.queries = learn(service().queries())),
    failurePaths: (file, start, end) => service().failurePaths(file, start, end),
    // Answers that cost a defect are not kept.
    defects: () => opened?.defects() ?? [],
    settled() {
      const entry = isNews ? newEntry() : memory.isWorthWriting() ? memory.entry() : undefined;
      if (entry) shelf.save(entry);
      isNews = false;
    },
  };
}

function createMemory(shelf: Shelf, now: () => number): Memory {
  let loaded: { readonly entry: Entry | undefined } | undefined;
  let checked: { readonly entry: Entry | undefined; readonly isNewlyStamped: boolean } | undefined;
  const check = () => {
    loaded ??= { entry: shelf.load() };
    const { entry } = loaded;
    const current = entry && currentInputs(entry.inputs, now());
    checked = { entry: entry && current && { inputs: current.inputs, answers: entry.answers }, isNewlyStamped: current?.isNewlyStamped === true };
    // What has changed once is not asked again: it may change back, but then whoever found out is as fast.
    loaded = { entry: checked.entry };
    return checked;
  };
  const entry = () => (checked ?? check()).entry;
  return {
    known: () => entry()?.answers,
    entry,
    isWorthWriting: () => checked?.entry !== undefined && checked.isNewlyStamped,
    forget(isCertain) {
      if (isCertain) loaded = { entry: undefined };
      checked = undefined;
    },
  };
}

function nothingCollected(): Collected {
  return { findings: new Map(), problems: new Map(), fixes: new Map() };
}

function learnInto<Value>(known: Map<string, Value>, name: string, value: Value): Value {
  known.set(name, value);
  return value;
}
