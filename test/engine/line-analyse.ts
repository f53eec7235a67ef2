import type { Analyse, Analysis } from '../../server/src/engine/analysis.ts';
import type { Finding, Fix } from '../../server/src/engine/finding.ts';
import { fingerprint } from '../../server/src/engine/fingerprint.ts';
import { relativePath } from '../../server/src/workspace/paths.ts';
import type { Project } from '../../server/src/workspace/project.ts';

export const lineRuleIds: readonly string[] = ['loud-call', 'rude-call'];

interface LineAnalyseOptions {
  readonly fixes?: (finding: Finding, project: Project) => readonly Fix[];
  /** Called for each analysis. */
  readonly onAnalyse?: () => void;
}

/**
 * An analysis that is easy to predict: `loud` and `rude` are found in every line. `hush` anywhere in the project silences
 * `loud` everywhere, and a taught guard `house#name` silences `loud(name)`.
 */
export function lineAnalyse({ fixes = () => [], onAnalyse = () => {} }: LineAnalyseOptions = {}): Analyse {
  return (project, configuration): Analysis => {
    onAnalyse();
    const isHushed = project.files.some((file) => /\bhush\b/.test(project.text(file) ?? ''));
    const known = new Map<string, readonly Finding[]>();
    const find = (file: string): readonly Finding[] => {
      const { rules, guards } = configuration.of(file);
      const counts = new Map<string, number>();
      return [...(project.text(file) ?? '').matchAll(/\b(loud|rude)\((\w*)/g)].flatMap(({ index, 1: word = '', 2: name = '' }) => {
        const rule = `${word}-call`;
        const severity = rules.get(rule) ?? 'warning';
        if (severity === 'off' || (word === 'loud' && (isHushed || guards.includes(`house#${name}`)))) return [];
        const ordinal = counts.get(rule) ?? 0;
        counts.set(rule, ordinal + 1);
        const at = { file, start: index, end: index + word.length };
        const print = fingerprint(rule, relativePath(project.root, file), word, ordinal);
        return [{ rule, severity, message: `\`${word}\` is heard outside`, at, related: [], fingerprint: print }];
      });
    };
    const findings = (file: string): readonly Finding[] => {
      const found = known.get(file) ?? find(file);
      known.set(file, found);
      return found;
    };
    return { findings, fixes: (finding) => fixes(finding, project), routes: () => [], failurePaths: () => [], queries: () => [], defects: () => [] };
  };
}

/** A fix that puts `text` for the squiggle of a finding. */
export function replaceSquiggle({ at }: Finding, text: string, title = `Write \`${text}\``): Fix {
  return { title, kind: 'safe', edits: [{ at, text }] };
}
