import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Fix } from '../../server/src/engine/finding.ts';
import type { Service } from '../../server/src/service-types.ts';
import { createService } from '../../server/src/service.ts';
import { commentsContaining } from '../../server/src/syntax/comments.ts';
import { parses } from '../../server/src/syntax/parse.ts';
import { applyEdits } from '../../server/src/syntax/text.ts';
import type { FileSystem } from '../../server/src/workspace/file-system.ts';
import { memoryFileSystem } from '../../server/src/workspace/memory.ts';
import { lineAnalyse, lineRuleIds, replaceSquiggle } from './line-analyse.ts';

const root = '/app';
const configurationPath = '/app/production-hints.json';

function serviceOn(fileSystem: FileSystem, onAnalyse = () => {}, paths?: readonly string[]): Service {
  const analyse = lineAnalyse({ fixes: (finding) => [replaceSquiggle(finding, 'rude'), replaceSquiggle(finding, 'calm')], onAnalyse });
  return createService({ fileSystem, root, paths, ruleIds: lineRuleIds, analyse, parses, commentsContaining });
}

/** What a service says about everything, for comparison with another one. */
function everythingIn(service: Service, files: readonly string[]) {
  return {
    files: service.files(),
    configurationFiles: service.configurationFiles(),
    byFile: files.map((file) => ({
      file,
      text: service.text(file),
      problems: service.problems(file),
      findings: service.findings(file).map((finding) => ({ finding, fixes: service.fixes(finding) })),
    })),
  };
}

const messages = (service: Service, file: string) => service.findings(file).map(({ rule, severity, at }) => `${severity} ${rule} ${at.start}`);
const titles = (fixes: readonly Fix[] | undefined) => fixes?.map((fix) => fix.title);

describe('findings', () => {
  test('of open documents as they are being typed, of the others as they are on disk', () => {
    const disk = memoryFileSystem({ '/app/a.ts': 'loud(x);\n', '/app/b.ts': 'rude(y);\n' });
    const service = serviceOn(disk);
    assert.deepEqual(messages(service, '/app/a.ts'), ['warning loud-call 0']);
    service.open('/app/a.ts', 'start();\nloud(x); rude(y);\n');
    assert.deepEqual(messages(service, '/app/a.ts'), ['warning loud-call 9', 'warning rude-call 18']);
    assert.deepEqual(messages(service, '/app/b.ts'), ['warning rude-call 0']);
    service.close('/app/a.ts');
    assert.deepEqual(messages(service, '/app/a.ts'), ['warning loud-call 0']);
    disk.write('/app/a.ts', 'fine();\n');
    service.changedOnDisk(['/app/a.ts']);
    assert.deepEqual(messages(service, '/app/a.ts'), []);
  });

  test('an edit in one file changes another one', () => {
    const service = serviceOn(memoryFileSystem({ '/app/a.ts': 'loud(x);\n', '/app/main.ts': 'start();\n' }));
    assert.equal(service.findings('/app/a.ts').length, 1);
    service.open('/app/main.ts', 'hush();\n');
    assert.equal(service.findings('/app/a.ts').length, 0);
  });

  test('a new document and one that is gone', () => {
    const disk = memoryFileSystem({ '/app/a.ts': 'loud(x);\n' });
    const service = serviceOn(disk);
    service.open('/app/src/new.ts', 'rude(y);\n');
    assert.deepEqual(service.files(), ['/app/a.ts', '/app/src/new.ts']);
    assert.equal(service.findings('/app/src/new.ts').length, 1);
    service.close('/app/src/new.ts');
    disk.remove('/app/a.ts');
    service.changedOnDisk(['/app/a.ts']);
    assert.deepEqual(service.files(), []);
    assert.deepEqual([service.findings('/app/a.ts'), service.text('/app/a.ts')], [[], undefined]);
  });

  test('none outside of the root, in dependencies, or where only other paths are asked for', () => {
    const disk = memoryFileSystem({ '/app/src/a.ts': 'loud(x);\n', '/app/lib/a.ts': 'loud(x);\n', '/app/node_modules/p/a.ts': 'loud(x);\n', '/b.ts': 'loud(x);\n' });
    const service = serviceOn(disk, undefined, ['/app/src']);
    assert.deepEqual(['/app/src/a.ts', '/app/lib/a.ts', '/app/node_modules/p/a.ts', '/b.ts'].map((file) => service.findings(file).length), [1, 0, 0, 0]);
  });

  test('an analysis is made for a question, once for all questions between two changes', () => {
    let analyses = 0;
    const service = serviceOn(memoryFileSystem({ '/app/a.ts': 'loud(x);\n' }), () => analyses++);
    service.open('/app/a.ts', 'loud(x); \n');
    assert.equal(analyses, 0);
    service.findings('/app/a.ts');
    service.problems('/app/a.ts');
    service.files();
    service.open('/app/a.ts', 'loud(x); \n');
    service.findings('/app/a.ts');
    assert.equal(analyses, 1);
  });
});

describe('configuration', () => {
  test('severities, exclusion and mistakes, from disk and from the open document', () => {
    const service = serviceOn(memoryFileSystem({
      '/app/a.ts': 'loud(x);\n', '/app/old/b.ts': 'loud(x);\n',
      [configurationPath]: '{ "rules": { "loud-call": "error" }, "exclude": ["old"] }',
    }));
    assert.deepEqual(messages(service, '/app/a.ts'), ['error loud-call 0']);
    assert.deepEqual(service.files(), ['/app/a.ts']);
    assert.deepEqual(service.findings('/app/old/b.ts'), []);
    assert.deepEqual(service.configurationFiles(), [configurationPath]);

    service.open(configurationPath, '{ "rules": { "loud-call": "off", "lout-call": "off" } }');
    assert.deepEqual([service.findings('/app/a.ts'), service.findings('/app/old/b.ts')], [[], []]);
    assert.deepEqual(service.files(), ['/app/a.ts', '/app/old/b.ts']);
    assert.deepEqual(service.problems(configurationPath).map(({ message }) => message), ['There is no rule `lout-call`: did you mean `loud-call`?']);
    service.close(configurationPath);
    assert.deepEqual(service.problems(configurationPath), []);
    assert.deepEqual(messages(service, '/app/a.ts'), ['error loud-call 0']);
  });

  test('a folder that goes takes its configuration with it', () => {
    const disk = memoryFileSystem({ '/app/in/a.ts': 'loud(x);\n', '/app/in/production-hints.json': '{ "rules": { "loud-call": "hint" } }' });
    const service = serviceOn(disk);
    assert.deepEqual(messages(service, '/app/in/a.ts'), ['hint loud-call 0']);
    disk.remove('/app/in/production-hints.json');
    service.changedOnDisk(['/app/in/production-hints.json']);
    assert.deepEqual(messages(service, '/app/in/a.ts'), ['warning loud-call 0']);
    assert.deepEqual(service.configurationFiles(), []);
  });
});

describe('suppressions', () => {
  test('are applied, and useless ones reported', () => {
    const text = '// production-hints-ignore-next-line loud-call\nloud(x);\n// production-hints-ignore-next-line rude-call\nfine();\n';
    const service = serviceOn(memoryFileSystem({ '/app/a.ts': text }));
    assert.deepEqual(service.findings('/app/a.ts'), []);
    assert.deepEqual(service.problems('/app/a.ts').map(({ at }) => text.slice(at.start, at.end)), ['rude-call']);
    service.open(configurationPath, '{ "rules": { "rude-call": "off" } }');
    assert.deepEqual(service.problems('/app/a.ts'), []);
  });
});

describe('fixes', () => {
  test('are verified, with the suppression last', () => {
    const service = serviceOn(memoryFileSystem({ '/app/a.ts': 'loud(x);\n' }));
    const [finding] = service.findings('/app/a.ts');
    assert.ok(finding);
    assert.deepEqual(titles(service.fixes(finding)), ['Write `calm`', 'Ignore `loud-call` on this line']);
  });

  test('each does what it promises when it is applied', () => {
    const texts: Readonly<Record<string, string>> = { '/app/a.ts': 'loud(x);\nloud(y); rude(z);\n', '/app/b.ts': 'rude(`\n${loud(x)}`);\n' };
    const service = serviceOn(memoryFileSystem(texts));
    const findings = service.files().flatMap((file) => service.findings(file));
    const fixes = service.fixesOfAll(findings);
    assert.deepEqual(findings.map((finding) => titles(fixes.get(finding))?.length), [2, 2, 2, 2, 1]);
    for (const [finding, offered] of fixes) {
      assert.deepEqual(service.fixes(finding), offered);
      for (const fix of offered) {
        const { file } = finding.at;
        service.open(file, applyEdits(service.text(file) ?? '', fix.edits));
        assert.equal(service.files().flatMap((other) => service.findings(other)).length, findings.length - 1);
        assert.deepEqual(service.problems(file), []);
        service.close(file);
      }
    }
  });

  test('of a finding from before an edit are those of what it has become', () => {
    const service = serviceOn(memoryFileSystem({ '/app/a.ts': 'loud(x);\n' }));
    const [finding] = service.findings('/app/a.ts');
    assert.ok(finding);
    service.open('/app/a.ts', 'start();\nloud(x);\n');
    assert.deepEqual(service.fixes(finding)[0]?.edits, [{ at: { file: '/app/a.ts', start: 9, end: 13 }, text: 'calm' }]);
    service.open('/app/a.ts', 'start();\n');
    assert.deepEqual(service.fixes(finding), []);
  });

  test('a file that is being typed can still get a suppression', () => {
    const service = serviceOn(memoryFileSystem({ '/app/a.ts': 'loud(x);\nconst x = (;\n' }));
    const [finding] = service.findings('/app/a.ts');
    assert.ok(finding);
    assert.deepEqual(titles(service.fixes(finding)), ['Ignore `loud-call` on this line']);
  });
});

test('incremental = from scratch', () => {
  const files = ['/app/a.ts', '/app/b.ts', '/app/src/c.ts', configurationPath, '/app/src/production-hints.json'];
  const suppressed = ['// production-hints-ignore-next-line loud-call\nloud(x);\n', '// production-hints-ignore-next-line rude-call, x\n'];
  const sources = ['loud(x);\n', 'rude(x); loud(y);\n', 'hush();\n', '', 'loud(\n', ...suppressed];
  const configurations = ['{}', '{ "rules": { "loud-call": "error" } }', '{ "exclude": ["src"] }', '{ "exclude": ["**/a.ts"], "guards": ["house#x"] }', '{ "zebra": [', ''];
  // A fixed sequence of steps that looks random, so that a failure can be repeated.
  let state = 7;
  const choose = <T>(items: readonly T[]): T | undefined => {
    state = (state * 48271) % 2147483647;
    return items[state % items.length];
  };

  const disk = memoryFileSystem({ '/app/a.ts': 'loud(x);\n', '/app/b.ts': 'fine();\n' });
  const service = serviceOn(disk);
  const open = new Map<string, string>();
  let withFindings = 0;
  for (let step = 0; step < 400; step++) {
    const file = choose(files) ?? '';
    const text = choose(file.endsWith('.json') ? configurations : sources) ?? '';
    const action = choose(['open', 'open', 'close', 'write', 'remove']);
    if (action === 'open') {
      open.set(file, text);
      service.open(file, text);
    } else if (action === 'close') {
      open.delete(file);
      service.close(file);
    } else {
      if (action === 'write') disk.write(file, text);
      else disk.remove(file);
      service.changedOnDisk([file]);
    }
    // Several changes between two questions must not differ from one.
    if (choose([true, true, false]) === false) continue;
    const fresh = serviceOn(disk);
    for (const [path, typed] of open) fresh.open(path, typed);
    const expected = everythingIn(fresh, files);
    assert.deepEqual(everythingIn(service, files), expected, `step ${step}: ${action} ${file}`);
    if (expected.byFile.some(({ findings }) => findings.length > 0)) withFindings++;
  }
  assert.ok(withFindings > 100, 'the sequence reaches states that have something to compare');
});
