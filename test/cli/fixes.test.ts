import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { Finding, Fix } from '../../server/src/engine/finding.ts';
import type { Service } from '../../server/src/service-types.ts';
import { openService, tryFixes, type Trial } from '../../scripts/try-fixes.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const SHOP = path.join(ROOT, 'examples/shop');

describe('every fix that is offered holds what it promises', () => {
  for (const example of readdirSync(path.join(ROOT, 'examples'))) {
    it(`in examples/${example}`, () => {
      const { findings, trials } = tryFixes(path.join(ROOT, 'examples', example));
      assert.ok(findings > 0);
      assert.equal(new Set(trials.map(({ finding }) => finding)).size, findings, 'each finding has a fix');
      assert.deepEqual(trials.filter(({ failures }) => failures.length > 0).map(({ fix, failures }) => [fix.title, ...failures]), []);
    });
  }

  it('tried by the script, which counts', () => {
    const { status, stdout } = tryByScript(SHOP);
    assert.match(stdout, /^\d+ findings, \d+ fixes tried, 0 failed\n[^]* +\d+ {2}unbounded-query, suggestion\n/);
    assert.equal(status, 0);
  });

  it('the script says when there is nothing to try', () => {
    const { status, stderr } = tryByScript(path.join(SHOP, 'nowhere'));
    assert.match(stderr, /There is no folder .*nowhere/);
    assert.equal(status, 2);
  });
});

describe('a fix is caught that', () => {
  it('does nothing', () => {
    const failures = failuresOf(({ at }) => [{ at: { ...at, end: at.start }, text: ' ' }]);
    for (const ofFix of failures) assert.deepEqual(ofFix, ['the finding is still there', 'the same fix is offered again']);
  });

  it('leaves a file that does not parse', () => {
    assert.ok(failuresOf(({ at }) => [{ at, text: ') {' }]).every(([first]) => first?.endsWith("doesn't parse")));
  });

  it('only rewrites the finding', () => {
    const failures = failuresOf(({ at }, service) => [{ at, text: `${textAt(service, at)}/* */` }]);
    assert.ok(failures.every((ofFix) => ofFix.includes('the finding is still there')));
  });

  it('adds something to complain about', () => {
    const comment = '// production-hints-ignore-next-line unbounded-query\n';
    const failures = failuresOf(({ at }) => [{ at: { file: at.file, start: 0, end: 0 }, text: comment }, { at, text: 'findFirst' }]);
    assert.ok(failures.every(([added, ...others]) => others.length === 0 && /^added: .* has no effect$/.test(added ?? '')), JSON.stringify(failures));
  });
});

/** What the trials say of fixes with these edits, offered for each unbounded query of the shop instead of the real ones. */
function failuresOf(edits: (finding: Finding, service: Service) => Fix['edits']): readonly Trial['failures'][] {
  const { trials } = tryFixes(SHOP, (folder) => {
    const service = openService(folder);
    const offer = (finding: Finding): readonly Fix[] => [{ title: 'Try', kind: 'suggestion', edits: edits(finding, service) }];
    return { ...service, fixesOfAll: (findings) => new Map(findings.filter(({ rule }) => rule === 'unbounded-query').map((finding) => [finding, offer(finding)])) };
  });
  assert.ok(trials.length > 0);
  return trials.map(({ failures }) => failures);
}

function textAt(service: Service, { file, start, end }: Finding['at']): string {
  return (service.text(file) ?? '').slice(start, end);
}

function tryByScript(folder: string): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(process.execPath, ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', path.join(ROOT, 'scripts/try-fixes.ts'), folder], { encoding: 'utf8' });
}
