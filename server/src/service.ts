import type { Analyse, Analysis } from './engine/analysis.ts';
import { createConfiguration, isConfigurationFile, type ProjectConfiguration } from './engine/configuration-file.ts';
import { withFiles, withLooks } from './engine/edited-project.ts';
import type { Finding, Fix, Problem } from './engine/finding.ts';
import { Outdated } from './engine/outdated.ts';
import { applySuppressions, suppressionFix, suppressionMarker, type CommentsContaining } from './engine/suppressions.ts';
import { verifyFixes } from './engine/verify.ts';
import type { Service } from './service-types.ts';
import { isSameTree } from './syntax/same-tree.ts';
import { applyEdits } from './syntax/text.ts';
import { repositoryBoundary } from './workspace/boundary.ts';
import type { FileSystem } from './workspace/file-system.ts';
import { openProject, reopen } from './workspace/open-project.ts';
import { overlayFileSystem } from './workspace/overlay.ts';
import type { Project } from './workspace/project.ts';

export interface ServiceOptions {
  readonly fileSystem: FileSystem;
  /** The folder that is analysed: absolute, with forward slashes, without one at its end. */
  readonly root: string;
  /** Files and folders to analyse, absolute; everything below the root where there are none. */
  readonly paths?: readonly string[];
  /** All rules that there are, for configuration and suppressions to name. */
  readonly ruleIds: readonly string[];
  readonly analyse: Analyse;
  /** Whether a text is free of syntax errors, as a file of this name. */
  readonly parses: (file: string, text: string) => boolean;
  readonly commentsContaining: CommentsContaining;
  /** Whether a change is waiting to be told. An answer that is being found out is given up then: the service throws `Outdated`. */
  readonly isOutdated?: () => boolean;
}

/** Everything as it is at one moment; made when it is first asked for after a change. */
interface Snapshot {
  /** With the files that the configuration excludes. */
  readonly workspace: Project;
  /** Without them: what is analysed. */
  readonly project: Project;
  readonly sources: ReadonlySet<string>;
  readonly configuration: ProjectConfiguration;
  readonly analysis: Analysis;
  readonly answers: Map<string, FileAnswer>;
}

interface FileAnswer {
  readonly kept: readonly Finding[];
  readonly problems: readonly Problem[];
}

/** The façade over workspace and engine. Nothing is read or analysed before it is asked for. */
export function createService(options: ServiceOptions): Service {
  const { root, paths, ruleIds, analyse, parses, commentsContaining, isOutdated = () => false } = options;
  const files = overlayFileSystem(options.fileSystem);
  const changed = new Set<string>();
  let latest: Snapshot | undefined;
  let isGivenUp = false;

  /** A part of a repository is configured from above, too, or it would look different alone than in the whole. */
  const configurationIn = (fileSystem: FileSystem) => createConfiguration(fileSystem, repositoryBoundary(fileSystem, root), ruleIds);

  const look = (): void => {
    isGivenUp ||= isOutdated();
    if (isGivenUp) throw new Outdated();
  };

  const current = (): Snapshot => {
    if (latest && changed.size === 0 && !isGivenUp) return latest;
    const changedFiles = [...changed];
    const workspace = latest ? reopen(latest.workspace, changedFiles) : openProject({ fileSystem: files, root, paths });
    const isConfigured = latest && !changedFiles.some((file) => mayConfigure(file));
    const configuration = latest && isConfigured ? latest.configuration : configurationIn(files);
    const project = withLooks(withFiles(workspace, (file) => !configuration.isExcluded(file)), look);
    isGivenUp = false;
    const [edited] = changedFiles;
    const isOneEdit = latest && configuration === latest.configuration && changedFiles.length === 1 && edited !== undefined && latest.sources.has(edited) && isSameTree(project.files, latest.project.files);
    const analysis = latest && isOneEdit ? latest.analysis.afterEdit?.(project, edited) ?? analyse(project, configuration) : analyse(project, configuration);
    latest = { workspace, project, sources: new Set(project.files), configuration, analysis, answers: new Map() };
    changed.clear();
    return latest;
  };
  // A path that is no file now may be a folder that came or went with configuration in it.
  const mayConfigure = (path: string) => isConfigurationFile(path) || files.kindOf(path) !== 'file';

  /** Only what nothing was given up for is an answer: somebody on the way may have taken the signal for a defect of a rule. */
  const whole = <Answer>(work: (snapshot: Snapshot) => Answer): Answer => {
    const snapshot = current();
    try {
      const answer = work(snapshot);
      if (!isGivenUp) return answer;
    } catch (error) {
      if (!isGivenUp) throw error;
    }
    throw new Outdated();
  };

  const answerIn = (snapshot: Snapshot, file: string): FileAnswer => {
    const known = snapshot.answers.get(file);
    if (known) return known;
    const made = snapshot.sources.has(file) ? answerFor(snapshot, file) : { kept: [], problems: [] };
    snapshot.answers.set(file, made);
    return made;
  };
  const answer = (file: string): FileAnswer => whole((snapshot) => answerIn(snapshot, file));
  const answerFor = ({ project, analysis, configuration }: Snapshot, file: string): FileAnswer => {
    const text = project.text(file) ?? '';
    const comments = commentsContaining(file, text, suppressionMarker);
    const { rules } = configuration.of(file);
    return applySuppressions({ file, text, comments, findings: analysis.findings(file), ruleIds, isOff: (rule) => rules.get(rule) === 'off' });
  };

  const configurationWith = (texts: ReadonlyMap<string, string>) => {
    const edited = overlayFileSystem(files);
    for (const [file, text] of texts) edited.open(file, text);
    return configurationIn(edited);
  };

  const suppressionOf = (finding: Finding): readonly Fix[] => {
    const text = files.read(finding.at.file) ?? '';
    const fix = suppressionFix(finding, text, commentsContaining);
    if (!fix) return [];
    // A comment can be written in a file that is being typed, too: it only may not break what is whole.
    return parses(finding.at.file, applyEdits(text, fix.edits)) || !parses(finding.at.file, text) ? [fix] : [];
  };

  const fixesOfAll = (findings: readonly Finding[]): ReadonlyMap<Finding, readonly Fix[]> => whole((snapshot) => {
    const { project, configuration, analysis } = snapshot;
    // The findings that people see may be a moment old: only those that still stand can be fixed.
    const standing = new Map(findings.map((finding) => [finding, standingFor(finding, answerIn(snapshot, finding.at.file).kept)]));
    const distinct = new Set([...standing.values()].filter((finding) => finding !== undefined));
    const verified = verifyFixes({ project, configuration, analyse, analysis, findings: [...distinct], parses, configure: configurationWith });
    const withSuppression = new Map([...distinct].map((finding) => [finding, [...(verified.get(finding) ?? []), ...suppressionOf(finding)]]));
    return new Map([...standing].map(([finding, now]) => [finding, (now && withSuppression.get(now)) ?? []]));
  });

  return {
    root,
    text: (file) => files.read(file),
    files: () => current().project.files,
    bytes: () => whole(({ project }) => project.files.reduce((sum, file) => sum + Buffer.byteLength(project.text(file) ?? ''), 0)),
    open(file, text) {
      const isChanged = files.read(file) !== text;
      files.open(file, text);
      if (isChanged) changed.add(file);
    },
    close(file) {
      const text = files.read(file);
      files.close(file);
      if (files.read(file) !== text) changed.add(file);
    },
    changedOnDisk(changedFiles) {
      for (const file of changedFiles) changed.add(file);
    },
    findings: (file) => answer(file).kept,
    problems: (file) => (isConfigurationFile(file) ? current().configuration.problems(file) : answer(file).problems),
    configurationFiles: () => {
      const { configuration, workspace } = current();
      return configuration.files(workspace.files);
    },
    fixes: (finding) => fixesOfAll([finding]).get(finding) ?? [],
    fixesOfAll,
    routes: () => whole(({ analysis }) => analysis.routes()),
    failurePaths: (file, start, end) => whole(({ analysis }) => analysis.failurePaths(file, start, end)),
    queries: () => whole(({ analysis }) => analysis.queries()),
    defects: () => current().analysis.defects(),
    settled: () => undefined,
  };
}

/** The finding of the present that one of the past has become, if it is still there. */
function standingFor(finding: Finding, present: readonly Finding[]): Finding | undefined {
  return present.includes(finding) ? finding : present.find((other) => other.fingerprint === finding.fingerprint);
}
