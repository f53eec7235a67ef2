import type { Finding, Fix, Problem } from '../../server/src/engine/finding.ts';
import type { Service } from '../../server/src/service-types.ts';

/**
 * A service with one rule that needs no analysis: the word `gap` is a finding, unless any file of the folder says `guarded`.
 * It writes down what it is asked.
 */
export interface FakeService extends Service {
  readonly calls: string[];
  readonly disk: Map<string, string>;
  /** Makes every question fail. */
  isBroken: boolean;
}

export function fakeService(root: string, disk: Map<string, string>): FakeService {
  const opened = new Map<string, string>();
  const calls: string[] = [];
  const text = (file: string): string | undefined => opened.get(file) ?? disk.get(file);
  const everyFile = (): string[] => [...new Set([...disk.keys(), ...opened.keys()])].filter((file) => file.startsWith(`${root}/`)).sort();

  const service: FakeService = {
    root,
    calls,
    disk,
    isBroken: false,
    text,
    files: everyFile,
    bytes: () => everyFile().reduce((sum, file) => sum + (text(file)?.length ?? 0), 0),
    open(file, content) {
      calls.push(`open ${file}`);
      opened.set(file, content);
    },
    close(file) {
      calls.push(`close ${file}`);
      opened.delete(file);
    },
    changedOnDisk: (files) => void calls.push(...files.map((file) => `disk ${file}`)),
    findings(file) {
      calls.push(`findings ${file}`);
      if (service.isBroken) throw new Error('the service is broken');
      const guard = everyFile().find((other) => text(other)?.includes('guarded'));
      if (guard !== undefined || file.endsWith('.json')) return [];
      return [...(text(file) ?? '').matchAll(/\bgap\b/g)].map((match, count): Finding => {
        const at = { file, start: match.index, end: match.index + 3 };
        return { rule: 'missing-thing', severity: 'warning', message: '`gap` is missing a thing.', at, related: [{ at: { file: `${root}/app.ts`, start: 7, end: 10 }, message: 'registered here' }], fingerprint: `${file}#${count}` };
      });
    },
    problems(file) {
      const content = text(file) ?? '';
      if (!file.endsWith('.json') || content.endsWith('}')) return [];
      const problem: Problem = { at: { file, start: content.length, end: content.length }, message: 'A `}` is expected.', severity: 'error' };
      return [problem];
    },
    configurationFiles: () => everyFile().filter((file) => file.endsWith('.json')),
    fixes(finding) {
      calls.push(`fixes ${finding.fingerprint}`);
      return fixesOf(root, finding);
    },
    fixesOfAll: (findings) => new Map(findings.map((finding) => [finding, service.fixes(finding)])),
    routes: () => [],
    failurePaths: () => [],
    queries: () => [],
    defects: () => [],
    settled: () => void calls.push('settled'),
  };
  return service;
}

function fixesOf(root: string, { at }: Finding): readonly Fix[] {
  const lineStart = { file: at.file, start: 0, end: 0 };
  const configuration = { file: `${root}/production-hints.json`, start: 0, end: 0 };
  return [
    { title: 'Fill the gap', kind: 'safe', edits: [{ at, text: 'thing' }] },
    { title: 'Remove the gap', kind: 'suggestion', edits: [{ at, text: '' }] },
    { title: 'Ignore here', kind: 'suppression', edits: [{ at: lineStart, text: '// production-hints-ignore-next-line missing-thing\n' }] },
    { title: 'Gaps are fine', kind: 'teach', edits: [{ at: configuration, text: '{}' }] },
  ];
}
