import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Analyse } from '../../server/src/engine/analysis.ts';
import type { Finding, Fix } from '../../server/src/engine/finding.ts';
import { runCase, type Stage } from './run-case.ts';
import { parseSpecification, type SpecificationCase } from './specification.ts';

it('runs a case: places, related places, fixes and their changes', () => {
  const result = runCase(caseOf('// first\n  list(\n    all);\n'), stage());
  const [finding] = result.findings;
  assert.deepEqual(finding?.at, { file: 'index.ts', line: 1, start: 2, end: 7 }, 'a finding of several lines is shown on its first');
  assert.deepEqual(finding.related, [{ at: { file: 'index.ts', line: 0, start: 0, end: 2 }, message: 'the file begins here' }]);
  const fix = finding.fixes.find(({ kind }) => kind === 'suggestion');
  assert.equal(fix?.title, 'Cut it');
  assert.deepEqual(fix.changes, [{ file: 'index.ts', before: '// first\n  list(\n    all);\n', after: '// first\n  cut(\n    all);\n' }]);
  assert.deepEqual(fix.trial, { unparsable: [], stillTriggers: false, added: [], changedAgain: [] });
});

it('depends on the usual packages unless the case has a package.json', () => {
  const versions = new Set<string | undefined>();
  const analyse: Analyse = (project, configuration) => {
    versions.add(project.packageVersion(`${project.root}/index.ts`, 'express'));
    return analyseLists(project, configuration);
  };
  runCase(caseOf('list();'), stage({ analyse }));
  runCase(caseOf('list();', '{ "dependencies": { "express": "^5.1.0" } }'), stage({ analyse }));
  assert.deepEqual([...versions], ['4.21.0', '5.1.0']);
});

it('tries fixes with every rule at work', () => {
  const analyseAll: Analyse = (project, configuration) => {
    const own = analyseLists(project, configuration);
    return { ...own, findings: (file) => [...own.findings(file), ...find('cut-list', 'cut(', file, project.text(file) ?? '')] };
  };
  const [finding] = runCase(caseOf('list(all);'), stage({ analyseAll })).findings;
  assert.deepEqual(finding?.fixes.find(({ kind }) => kind === 'suggestion')?.trial?.added, ['cut-list: `cut(` is long']);
});

function caseOf(code: string, manifest?: string): SpecificationCase {
  const packageBlock = manifest === undefined ? '' : `\n\n\`package.json\`:\n\n\`\`\`json\n${manifest}\n\`\`\``;
  const [one] = parseSpecification(`## A case\n\n\`\`\`ts\n${code}\n\`\`\`${packageBlock}\n`).cases;
  assert.ok(one);
  return one;
}

function stage(change: Partial<Stage> = {}): Stage {
  return { analyse: analyseLists, analyseAll: analyseLists, ruleIds: ['long-list', 'cut-list'], parses: () => true, commentsContaining: () => [], ...change };
}

/** Reports the first `list(`, up to the closing parenthesis, and offers to call `cut(`. */
function analyseLists(...[project]: Parameters<Analyse>): ReturnType<Analyse> {
  const found = new Map(project.files.map((file) => [file, find('long-list', 'list(', file, project.text(file) ?? '')]));
  return {
    findings: (file) => found.get(file) ?? [],
    fixes: (finding) => [cut(finding)],
    routes: () => [],
    failurePaths: () => [],
    queries: () => [],
    defects: () => [],
  };
}

function find(rule: string, call: string, file: string, text: string): readonly Finding[] {
  const start = text.indexOf(call);
  if (start < 0) return [];
  const end = text.indexOf(')', start) + 1;
  const related = [{ at: { file, start: 0, end: 2 }, message: 'the file begins here' }];
  return [{ rule, severity: 'warning', message: `\`${call}\` is long`, at: { file, start, end }, related, fingerprint: `${rule} ${file}` }];
}

function cut(finding: Finding): Fix {
  const { file, start } = finding.at;
  return { title: 'Cut it', kind: 'suggestion', edits: [{ at: { file, start, end: start + 'list'.length }, text: 'cut' }] };
}
