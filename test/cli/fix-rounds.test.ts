import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Finding, Fix } from '../../server/src/engine/finding.ts';
import { applyFixes } from '../../server/src/report/fix-rounds.ts';
import type { FixOutcome } from '../../server/src/report/fix-rounds.ts';
import type { Service } from '../../server/src/service-types.ts';

type ProposeFix = (finding: Finding, text: string) => Fix;

/** A service over `/app/a.ts` in which every match of `pattern` is a finding. */
function service(initial: string, pattern: RegExp, propose: ProposeFix): Service {
  const texts = new Map([['/app/a.ts', initial]]);
  const text = (): string => texts.get('/app/a.ts') ?? '';
  const findings = (): readonly Finding[] =>
    [...text().matchAll(pattern)].map(({ 0: { length }, index }) => ({
      rule: 'a-rule', severity: 'warning', message: '', at: { file: '/app/a.ts', start: index, end: index + length }, related: [], fingerprint: String(index),
    }));
  const fixesOfAll = (asked: readonly Finding[]) => new Map(asked.map((finding) => [finding, [propose(finding, text())]]));
  return {
    root: '/app',
    text: (file) => texts.get(file),
    files: () => [...texts.keys()],
    bytes: () => 0,
    open: (file, opened) => void texts.set(file, opened),
    close: () => assert.fail('a changed document is closed'),
    changedOnDisk: () => assert.fail('nothing is written'),
    findings,
    problems: () => [],
    configurationFiles: () => [],
    fixes: (finding) => fixesOfAll([finding]).get(finding) ?? [],
    fixesOfAll,
    routes: () => [],
    failurePaths: () => [],
    queries: () => [],
    defects: () => [],
    settled: () => undefined,
  };
}

function run(initial: string, pattern: RegExp, propose: ProposeFix, accepts: (fix: Fix) => boolean = () => true): FixOutcome {
  const analysed = service(initial, pattern, propose);
  return applyFixes({ service: analysed, findings: () => analysed.findings('/app/a.ts'), accepts });
}

function replacement({ at }: Finding, text: string): Fix {
  return { title: 'Replace', kind: 'safe', edits: [{ at, text }] };
}

describe('applying fixes', () => {
  it('changes every place that does not meet another', () => {
    assert.deepEqual(run('x;x;x', /x/g, (finding) => replacement(finding, 'y')), { changes: [{ file: '/app/a.ts', before: 'x;x;x', after: 'y;y;y' }], applied: 3, isUnfinished: false });
  });

  it('adds what two fixes need only once', () => {
    const withImport: ProposeFix = (finding, text) => {
      const insertion = { at: { file: '/app/a.ts', start: 0, end: 0 }, text: 'import y;' };
      return { title: 'Replace', kind: 'safe', edits: [...(text.startsWith('import y;') ? [] : [insertion]), { at: finding.at, text: 'y' }] };
    };
    const { changes, applied } = run(';x;x', /x/g, withImport);
    assert.deepEqual([changes[0]?.after, applied], ['import y;;y;y', 2]);
  });

  it('makes files that are not there yet', () => {
    const elsewhere: ProposeFix = (finding) => ({ title: 'Move', kind: 'safe', edits: [{ at: finding.at, text: 'y' }, { at: { file: '/app/new.ts', start: 0, end: 0 }, text: 'z' }] });
    assert.deepEqual(run('x', /x/g, elsewhere).changes, [{ file: '/app/a.ts', before: 'x', after: 'y' }, { file: '/app/new.ts', before: undefined, after: 'z' }]);
  });

  it('takes only what is accepted', () => {
    assert.deepEqual(run('x', /x/g, (finding) => replacement(finding, 'y'), ({ kind }) => kind === 'suggestion'), { changes: [], applied: 0, isUnfinished: false });
  });

  it('ends where a fix changes nothing, and where fixes wake each other', () => {
    assert.deepEqual(run('x', /x/g, (finding) => replacement(finding, 'x')), { changes: [], applied: 0, isUnfinished: false });
    const { changes, applied, isUnfinished } = run('x', /x/g, (finding) => replacement(finding, 'xx'));
    assert.equal(isUnfinished, true);
    assert.ok(applied >= 10);
    assert.equal(changes.length, 1);
  });
});
