import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addTaughtFact, createConfiguration } from '../../server/src/engine/configuration-file.ts';
import { withEdits } from '../../server/src/engine/edited-project.ts';
import type { Finding, Fix } from '../../server/src/engine/finding.ts';
import { verifyFixes } from '../../server/src/engine/verify.ts';
import { parses } from '../../server/src/syntax/parse.ts';
import { memoryFileSystem } from '../../server/src/workspace/memory.ts';
import type { Project } from '../../server/src/workspace/project.ts';
import { lineAnalyse, lineRuleIds, replaceSquiggle } from './line-analyse.ts';

const root = '/app';
const configurationPath = '/app/production-hints.json';

function projectOf(texts: Readonly<Record<string, string>>): Project {
  return {
    root,
    files: Object.keys(texts).filter((file) => file.endsWith('.ts')).sort(),
    text: (file) => texts[file],
    resolve: () => ({ kind: 'unresolved' }),
    packageVersion: () => undefined,
    dependsOn: () => false,
    runsOnNode: () => 'unsaid',
    packageRoot: () => root,
    filesWithExtension: () => [],
  };
}

/** Verifies what `fixes` proposes for the findings of all files; gives titles by place, and the number of analyses. */
function verify(texts: Readonly<Record<string, string>>, fixes: (finding: Finding, project: Project) => readonly Fix[]) {
  let analyses = 0;
  const project = projectOf(texts);
  const analyse = lineAnalyse({ fixes, onAnalyse: () => analyses++ });
  const configure = (edited: ReadonlyMap<string, string>) => createConfiguration(memoryFileSystem({ ...texts, ...Object.fromEntries(edited) }), root, lineRuleIds);
  const configuration = configure(new Map());
  const analysis = analyse(project, configuration);
  const findings = project.files.flatMap((file) => analysis.findings(file));
  analyses = 0;
  const verified = verifyFixes({ project, configuration, analyse, analysis, findings, parses, configure });
  assert.deepEqual([...verified.keys()], findings);
  const titles = [...verified].map(([, offered]) => offered.map((fix) => fix.title));

  // However findings are batched, each gets what it would get alone.
  const single = lineAnalyse({ fixes });
  for (const [index, finding] of findings.entries()) {
    const alone = verifyFixes({ project, configuration, analyse: single, analysis, findings: [finding], parses, configure });
    assert.deepEqual(alone.get(finding)?.map((fix) => fix.title), titles[index]);
  }
  return { titles, analyses };
}

/** Text with `count` findings. */
function loudLines(count: number): string {
  return Array.from({ length: count }, (_, index) => `loud(n${index});\n`).join('');
}

/** The number in the name that is called, as in `loud(n12)`. */
function numberAt(finding: Finding, project: Project): number {
  return Number(/^\w+\(n(\d+)/.exec(project.text(finding.at.file)?.slice(finding.at.start) ?? '')?.[1]);
}

describe('one finding', () => {
  const alone = (fixes: (finding: Finding) => readonly Fix[], text = 'loud(x);\n') => verify({ '/app/a.ts': text }, fixes).titles[0];

  test('a fix that removes it is offered', () => {
    assert.deepEqual(alone((finding) => [replaceSquiggle(finding, 'calm')]), ['Write `calm`']);
  });

  test('a fix that leaves it, moves it or changes its text is not', () => {
    assert.deepEqual(alone((finding) => [replaceSquiggle(finding, 'loud')]), []);
    assert.deepEqual(alone((finding) => [replaceSquiggle(finding, '/* */ loud')]), []);
    assert.deepEqual(alone(({ at }) => [{ title: 'Wrap', kind: 'safe', edits: [{ at: { ...at, end: at.start }, text: 'wrap(); ' }] }]), []);
  });

  test('a fix that breaks the syntax is not', () => {
    assert.deepEqual(alone((finding) => [replaceSquiggle(finding, 'calm((')]), []);
  });

  test('a fix that adds a finding is not, of whatever rule and in whatever file', () => {
    assert.deepEqual(alone((finding) => [replaceSquiggle(finding, 'rude')]), []);
    const intruder = { at: { file: '/app/b.ts', start: 0, end: 0 }, text: 'rude(y);\n' };
    const elsewhere = (finding: Finding): Fix => ({ title: 'Elsewhere', kind: 'safe', edits: [{ at: finding.at, text: 'calm' }, intruder] });
    assert.deepEqual(verify({ '/app/a.ts': 'loud(x);\n', '/app/b.ts': 'fine();\n' }, (finding) => [elsewhere(finding)]).titles, [[]]);
  });

  test('a lesser finding that it was hiding at its own place is none that a fix adds', () => {
    const quiet = { '/app/a.ts': 'loud(x);\n', [configurationPath]: '{ "rules": { "rude-call": "information" } }' };
    assert.deepEqual(verify(quiet, (finding) => [replaceSquiggle(finding, 'rude')]).titles, [['Write `rude`']]);
    const behind = (finding: Finding): Fix => ({ title: 'Behind', kind: 'safe', edits: [{ at: finding.at, text: 'calm' }, { at: { ...finding.at, start: 9, end: 9 }, text: 'rude(y);\n' }] });
    assert.deepEqual(verify(quiet, (finding) => [behind(finding)]).titles, [[]]);
  });

  test('a fix may move findings that it is not about', () => {
    const text = 'loud(x);\nrude(y); rude(y);\n';
    const rewrite = (written: string) => (finding: Finding): readonly Fix[] =>
      finding.rule === 'loud-call' ? [{ title: 'Rewrite', kind: 'suggestion', edits: [{ at: { ...finding.at, start: 0, end: text.length }, text: written }] }] : [];
    assert.deepEqual(alone(rewrite('rude(y);\ncalm(x); rude(y);\n'), text), ['Rewrite']);
    assert.deepEqual(alone(rewrite('calm(x);\nrude(y); rude(y); rude(y);\n'), text), []);
    const both = ({ at }: Finding): readonly Fix[] => [{ title: 'Both', kind: 'suggestion', edits: [{ at, text: 'calm' }, { at: { ...at, start: 9, end: 18 }, text: '(rude(y));' }] }];
    assert.deepEqual(alone((finding) => (finding.at.start === 0 ? both(finding) : []), 'rude(x);\nrude(y);\n'), ['Both']);
  });

  test('a fix whose edits overlap or leave the file is not', () => {
    assert.deepEqual(alone(({ at }) => [{ title: 'Twice', kind: 'safe', edits: [{ at, text: 'calm' }, { at, text: 'calm' }] }]), []);
    assert.deepEqual(alone(({ at }) => [{ title: 'Far', kind: 'safe', edits: [{ at: { ...at, end: 500 }, text: '' }] }]), []);
    assert.deepEqual(alone(() => [{ title: 'Nothing', kind: 'safe', edits: [] }]), []);
  });

  test('a fix that writes a new file', () => {
    const created = { at: { file: '/app/new.ts', start: 0, end: 0 }, text: 'export {};\n' };
    const fix = ({ at }: Finding): Fix => ({ title: 'New', kind: 'suggestion', edits: [{ at, text: 'calm' }, created] });
    assert.deepEqual(alone((finding) => [fix(finding)]), ['New']);
  });

  test('rule fixes keep their order, teaching comes behind them', () => {
    const teach = (value: string): Fix => ({ title: `Teach ${value}`, kind: 'teach', edits: addTaughtFact(configurationPath, undefined, 'guards', value) });
    const offered = alone((finding) => [teach('house#x'), replaceSquiggle(finding, 'calm'), teach('house#other'), replaceSquiggle(finding, 'quiet')]);
    assert.deepEqual(offered, ['Write `calm`', 'Write `quiet`', 'Teach house#x']);
  });

  test('suppressions only have to parse', () => {
    const suppression = (text: string) => ({ at }: Finding): readonly Fix[] => [{ title: 'Ignore', kind: 'suppression', edits: [{ at: { ...at, end: at.start }, text }] }];
    assert.deepEqual(alone(suppression('// ignored\n')), ['Ignore']);
    assert.deepEqual(alone(suppression('(((')), []);
  });
});

describe('many findings', () => {
  test('of equal text: the one that is fixed goes, its neighbours are no new ones', () => {
    const { titles } = verify({ '/app/a.ts': 'loud(x); loud(x); loud(x);\n' }, (finding) => [replaceSquiggle(finding, 'calm')]);
    assert.deepEqual(titles, [['Write `calm`'], ['Write `calm`'], ['Write `calm`']]);
  });

  test('hundreds of good fixes cost a dozen analyses', () => {
    const { titles, analyses } = verify({ '/app/a.ts': loudLines(150), '/app/b.ts': loudLines(150) }, (finding) => [replaceSquiggle(finding, 'calm')]);
    assert.equal(titles.every((offered) => offered.length === 1), true);
    assert.ok(analyses <= 12, `${analyses} analyses`);
  });

  test('bad ones are found among good ones', () => {
    const isBad = (n: number) => n % 17 === 3;
    const { titles, analyses } = verify({ '/app/a.ts': loudLines(60) }, (finding, project) => {
      const n = numberAt(finding, project);
      return [replaceSquiggle(finding, isBad(n) ? (n % 2 === 0 ? 'rude' : 'LOUD; loud') : 'calm')];
    });
    assert.deepEqual(titles.map((offered) => offered.length === 0), Array.from({ length: 60 }, (_, n) => isBad(n)));
    assert.ok(analyses < 60, `${analyses} analyses`);
  });

  test('a fix that silences everything does not vouch for those that do nothing', () => {
    const { titles } = verify({ '/app/a.ts': loudLines(20) }, (finding, project) => {
      const n = numberAt(finding, project);
      return [replaceSquiggle(finding, n === 7 ? 'hush' : n % 2 === 0 ? 'calm' : '/* */loud')];
    });
    assert.deepEqual(titles.map((offered) => offered.length === 1), Array.from({ length: 20 }, (_, n) => n === 7 || n % 2 === 0));
  });

  test('one fix for all of them is tried once', () => {
    const { titles, analyses } = verify({ '/app/a.ts': loudLines(50), '/app/main.ts': 'start();\n' }, () => [
      { title: 'Hush', kind: 'suggestion', edits: [{ at: { file: '/app/main.ts', start: 0, end: 0 }, text: 'hush();\n' }] },
    ]);
    assert.equal(titles.every((offered) => offered[0] === 'Hush'), true);
    assert.equal(analyses, 1);
  });

  test('fixes that add one import share it, fixes at one place take turns', () => {
    const { titles, analyses } = verify({ '/app/a.ts': loudLines(10) }, (finding) => {
      const top = { file: '/app/a.ts', start: 0, end: 0 };
      const own = `import { n${finding.at.start} } from 'x';\n`;
      return [
        { title: 'Shared', kind: 'safe', edits: [{ at: top, text: "import { calm } from 'calm';\n" }, { at: finding.at, text: 'calm' }] },
        { title: 'Own', kind: 'safe', edits: [{ at: top, text: own }, { at: finding.at, text: 'calm' }] },
      ];
    });
    assert.deepEqual(titles, Array.from({ length: 10 }, () => ['Shared', 'Own']));
    assert.ok(analyses < 20, `${analyses} analyses`);
  });

  test('teaching clears what it is about', () => {
    const configuration = '{\n  "guards": ["house#n1"]\n}\n';
    const { titles } = verify({ '/app/a.ts': loudLines(4), [configurationPath]: configuration }, (finding, project) => {
      const value = numberAt(finding, project) === 3 ? 'house#nobody' : `house#n${numberAt(finding, project)}`;
      return [{ title: value, kind: 'teach', edits: addTaughtFact(configurationPath, project.text(configurationPath), 'guards', value) }];
    });
    assert.deepEqual(titles, [['house#n0'], ['house#n2'], []]);
  });
});

test('an edited project is the same but for its texts', () => {
  const project = projectOf({ '/app/a.ts': 'abc', '/app/b.ts': 'x' });
  const edited = withEdits(project, [
    { at: { file: '/app/a.ts', start: 3, end: 3 }, text: '!' },
    { at: { file: '/app/a.ts', start: 0, end: 1 }, text: 'A' },
    { at: { file: '/app/c.ts', start: 0, end: 0 }, text: 'new' },
  ]);
  assert.deepEqual(['/app/a.ts', '/app/b.ts', '/app/c.ts', '/app/d.ts'].map((file) => edited.text(file)), ['Abc!', 'x', 'new', undefined]);
  assert.deepEqual(edited.files, project.files);
  assert.equal(project.text('/app/a.ts'), 'abc');
});
