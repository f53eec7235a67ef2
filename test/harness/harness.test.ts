import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readAnnotations, withoutAnnotations } from './annotations.ts';
import type { CaseResult, ShownFinding, ShownFix, Trial } from './case-result.ts';
import { compare } from './compare.ts';
import { applyHunks, hunksBetween, printDiff, readDiff } from './diffs.ts';
import { queryLines, routeLine } from './fact-lines.ts';
import { refusals, type RuleSummary } from './refusals.ts';
import { parseSpecification } from './specification.ts';
import { updateSpecification } from './update.ts';

const FENCE = '```';
const CODE = "list(all);\n//   ^^^ `all` is long\n";
const FIXED_LINE = 'list(all.slice(0, 100));';
const DIFF = '@@ Cut it to 100 rows\n-list(all);\n+list(all.slice(0, 100));';

const CLEAN_TRIAL: Trial = { unparsable: [], stillTriggers: false, added: [], changedAgain: [] };
const FIX: ShownFix = {
  title: 'Cut it to 100 rows',
  kind: 'suggestion',
  changes: [{ file: 'index.ts', before: CODE, after: CODE.replace('list(all);', FIXED_LINE) }],
  trial: CLEAN_TRIAL,
};
const FINDING: ShownFinding = {
  rule: 'long-list',
  severity: 'warning',
  message: '`all` is long',
  at: { file: 'index.ts', line: 0, start: 5, end: 8 },
  related: [],
  fixes: [FIX],
};
const RULE: RuleSummary = { id: 'long-list', meta: { fix: 'suggestion', messages: { long: '`{{name}}` is long', cut: 'Cut it to {{count}} rows' } } };

describe('reading a specification', () => {
  it('reads cases, named files, annotations, diffs and facts', () => {
    const [one] = parseSpecification(
      markdown(
        '# long-list',
        '## A case with `code`',
        'Prose, with the name at its end:\n`src/db.ts`:',
        block('ts', CODE),
        '`package.json`:',
        block('json', '{}'),
        block('diff', DIFF),
        block('routes', 'GET / → list index.ts:1'),
        block('queries', ''),
      ),
    ).cases;
    assert.equal(one?.title, 'A case with `code`');
    assert.deepEqual(one.files.map(({ name, text, line }) => ({ name, text, line })), [
      { name: 'src/db.ts', text: CODE, line: 9 },
      { name: 'package.json', text: '{}\n', line: 16 },
    ]);
    assert.deepEqual(one.files[0]?.annotations, [{ kind: 'finding', line: 0, start: 5, end: 8, message: '`all` is long' }]);
    assert.deepEqual(one.diffs.map(({ title }) => title), ['Cut it to 100 rows']);
    assert.deepEqual(one.routes, ['GET / → list index.ts:1']);
    assert.deepEqual(one.queries, []);
  });

  it('names a nameless file by its language', () => {
    const [one] = parseSpecification(markdown('## A', block('js', 'a();'), block('prisma', 'model A {}'))).cases;
    assert.deepEqual(one?.files.map(({ name }) => name), ['index.js', 'prisma/schema.prisma']);
  });

  it('reads severities, related places and the first column', () => {
    assert.deepEqual(readAnnotations(['get();', '//<^ (information) a', '  //   ^^ related: b']), [
      { kind: 'finding', line: 0, start: 0, end: 4, message: 'a', severity: 'information' },
      { kind: 'related', line: 0, start: 7, end: 9, message: 'b' },
    ]);
  });

  for (const [reason, text, message] of [
    ['two files of one name', markdown('## A', block('ts', 'a'), block('ts', 'b')), /second file is called index\.ts/],
    ['a nameless JSON file', markdown('## A', block('json', '{}')), /needs a name/],
    ['a block of an unknown kind', markdown('## A', block('python', 'a')), /no block is called `python`/],
    ['a block before the first case', markdown('# A', block('ts', 'a')), /belongs to none/],
    ['a block in a list', markdown('## A', `- a\n\n  ${FENCE}ts\n  a\n  ${FENCE}`), /inside a list/],
    ['two cases of one title', markdown('## A', '## A'), /second case/],
    ['facts stated twice', markdown('## A', block('routes', ''), block('routes', '')), /second block of routes/],
    ['a diff without a title line', markdown('## A', block('diff', '-a\n+b')), /begins with "@@ title"/],
    ['a diff with bare lines', markdown('## A', block('diff', '@@ a\nb')), /begins with "-"/],
  ] as const) {
    it(`refuses ${reason}`, () => assert.throws(() => parseSpecification(text), message));
  }
});

describe('comparing a case with what came out', () => {
  it('agrees', () => assert.deepEqual(differences(), []));

  it('lets `…` stand for any text', () => {
    assert.deepEqual(differences({ code: CODE.replace('is long', '…') }), []);
    assert.match(only(differences({ code: CODE.replace('`all`', 'nothing …') })[0]), /not reported/);
  });

  it('refuses a finding that is not annotated', () => {
    assert.match(only(...differences({ code: 'list(all);', diff: undefined })), /reported but not annotated: index\.ts:1:6-9/);
  });

  it('refuses an annotation without a finding', () => {
    assert.match(only(...differences({ result: { findings: [] }, diff: undefined })), /not reported: index\.ts:1:6-9 `all` is long/);
  });

  for (const [what, change] of [
    ['column', { at: { ...FINDING.at, start: 4 } }],
    ['length', { at: { ...FINDING.at, end: 9 } }],
    ['line', { at: { ...FINDING.at, line: 1 } }],
    ['file', { at: { ...FINDING.at, file: 'other.ts' } }],
    ['message', { message: '`some` is long' }],
    ['severity', { severity: 'information' }],
  ] as const) {
    it(`refuses another ${what}`, () => {
      assert.equal(differences({ result: { findings: [{ ...FINDING, ...change }] } }).length, 2);
    });
  }

  it('asks for a severity that is not the rule\'s own', () => {
    const findings = [{ ...FINDING, severity: 'information' }];
    assert.deepEqual(differences({ code: CODE.replace('^^^ ', '^^^ (information) '), result: { findings } }), []);
  });

  it('asks for every related place once one is annotated', () => {
    const related = [
      { at: { ...FINDING.at, start: 0, end: 4 }, message: 'the call' },
      { at: FINDING.at, message: 'the list' },
    ];
    const findings = [{ ...FINDING, related }];
    assert.deepEqual(differences({ result: { findings } }), []);
    const annotated = `${CODE}//<^ related: the call\n`;
    assert.match(only(...differences({ code: annotated, result: { findings } })), /related place is not annotated: index\.ts:1:6-9 the list/);
    assert.match(only(...differences({ code: annotated })), /no related place: index\.ts:1:1-5 the call/);
  });

  it('refuses another fix than the diff shows', () => {
    assert.match(only(...differences({ diff: DIFF.replace('+list(all.slice(0, 100));', '+list();') })), /no fix does this/);
    assert.match(only(...differences({ diff: DIFF.replace('100 rows', '10 rows') })), /no fix does this/);
    assert.match(only(...differences({ result: { findings: [{ ...FINDING, fixes: [] }] } })), /offered:\n\(nothing\)/);
  });

  it('asks for every file of a fix that is shown', () => {
    const twoFiles = { ...FIX, changes: [...FIX.changes, { file: 'other.ts', before: '', after: 'export {};\n' }] };
    const findings = [{ ...FINDING, fixes: [twoFiles] }];
    assert.match(only(...differences({ result: { findings } })), /a file of a fix is not shown:\n@@ Cut it to 100 rows — other\.ts\n\+export \{\};/);
  });

  it('refuses a fix where the case says there is none', () => {
    assert.match(only(...differences({ diff: '@@ no fix' })), /offered where the case says there is none/);
    assert.deepEqual(differences({ diff: '@@ no fix', result: { findings: [{ ...FINDING, fixes: [{ ...FIX, kind: 'suppression' }] }] } }), []);
  });

  for (const [what, trial, message] of [
    ['does not parse', { unparsable: ['index.ts'] }, /leaves index\.ts unparsable/],
    ['still triggers', { stillTriggers: true }, /leaves its finding/],
    ['adds a finding', { added: ['other-rule: gone wrong'] }, /adds a finding: other-rule: gone wrong/],
    ['changes when applied twice', { changedAgain: ['index.ts'] }, /changes index\.ts again/],
  ] as const) {
    it(`refuses a fix whose result ${what}, shown or not`, () => {
      const findings = [{ ...FINDING, fixes: [{ ...FIX, trial: { ...CLEAN_TRIAL, ...trial } }] }];
      assert.match(only(...differences({ result: { findings } })), message);
      assert.match(only(...differences({ result: { findings }, diff: undefined })), message);
    });
  }

  it('refuses placeholders that are left unfilled', () => {
    const unfilled = [
      { ...FINDING, message: '`all` is {{size}}' },
      { ...FINDING, related: [{ at: FINDING.at, message: 'from {{route}}' }] },
      { ...FINDING, fixes: [{ ...FIX, title: 'Cut it to {{count}} rows' }] },
    ];
    for (const finding of unfilled) {
      const found = differences({ result: { findings: [finding] }, diff: undefined, code: CODE.replace('is long', 'is …') });
      assert.match(only(...found), /placeholder is left unfilled/);
    }
  });

  it('refuses other facts, and says nothing of facts that are not stated', () => {
    assert.deepEqual(differences({ result: { routes: ['GET /'], queries: ['a'] } }), []);
    assert.match(only(...differences({ routes: 'GET /', result: { routes: ['GET /a'] } })), /other routes:\nGET \/a\nexpected:\nGET \//);
    assert.match(only(...differences({ routes: '', result: { routes: ['GET /a'] } })), /expected:\n\(none\)/);
  });

  it('refuses a rule that throws', () => {
    assert.match(only(...differences({ result: { defects: ['long-list: out of bounds'] } })), /threw: long-list: out of bounds/);
  });
});

describe('refusing specifications', () => {
  const whole = markdown(
    '# long-list',
    '## A long list',
    block('ts', CODE),
    block('diff', DIFF),
    '## Silent: it is short',
    block('ts', 'list();'),
    '## Silent (unknown): it may be short',
    block('ts', 'list(any);'),
    '## Silent (other origin): another list',
    block('ts', 'list2(all);'),
  );
  const refuse = (text: string, rule = RULE) => refusals([parseSpecification(text)], [rule]);

  it('accepts a whole one', () => assert.deepEqual(refuse(whole), []));

  it('refuses a rule without a specification, and one without a rule', () => {
    assert.deepEqual(refusals([], [RULE]), ['long-list: the rule has no specification']);
    assert.deepEqual(refusals([parseSpecification(whole)], []), ['long-list: no rule has this id']);
  });

  for (const [reason, text, message] of [
    ['no finding', whole.replace('//   ^^^ `all` is long\n', ''), /no case shows a finding/],
    ['no silent case', whole.replace('Silent: it', 'Quiet: it'), /no case is called "Silent …"/],
    ['no unknown case', whole.replace('Silent (unknown)', 'Silent'), /no case is called "Silent \(unknown\) …"/],
    ['no look-alike', whole.replace('Silent (other origin)', 'Silent'), /no case is called "Silent \(other origin\) …"/],
    ['a silent case with a finding', whole.replace('list2(all);', 'list2(all);\n//    ^^^ `all` is long'), /is not silent/],
    ['a case without code', `${whole}\n\n## Silent: nothing at all\n`, /has no code/],
    ['a fix that is declared and not shown', whole.replace(block('diff', DIFF), ''), /declares a suggestion fix that no case shows/],
    ['a message that is never shown', whole.replace('`all` is long', '`all` …'), /no case shows the message "long" in full/],
    ['a fix title that is never shown', whole.replace('Cut it to 100 rows', 'Cut it'), /no case shows the message "cut" in full/],
    ['a placeholder in the text', whole.replace('`all` is long', '`{{name}}` is long'), /placeholder is left unfilled/],
  ] as const) {
    it(`refuses ${reason}`, () => {
      const found = refuse(text);
      assert.ok(found.some((refusal) => message.test(refusal)), found.join('\n'));
    });
  }

  it('refuses a fix that the rule does not declare', () => {
    assert.match(only(...refuse(whole, { ...RULE, meta: { ...RULE.meta, fix: 'none' } })), /does not declare/);
  });
});

describe('diffs', () => {
  const apply = (before: string, text: string) => applyHunks(before, readDiff(text).hunks);

  it('reads title and file', () => {
    const { title, file } = readDiff('@@ Wrap `a — b` — src/a.ts\n-a\n+b');
    assert.deepEqual({ title, file }, { title: 'Wrap `a — b`', file: 'src/a.ts' });
    assert.equal(readDiff('@@ Use `a — b.ts`').file, undefined);
  });

  it('applies hunks where they stand', () => {
    assert.equal(apply('a\nb\na\n', '@@ t\n b\n-a\n+c'), 'a\nb\nc');
    assert.equal(apply('a\nb\nc\n', '@@ t\n-a\n+x\n…\n-c\n+z'), 'x\nb\nz');
    assert.equal(apply('a\nb\n', '@@ t\n-b\n+c\n…\n-a\n+c'), undefined);
    assert.equal(apply('a\nb\n', '@@ t\n+c'), undefined);
  });

  for (const [what, before, after, text] of [
    ['a changed line', 'a\nb\nc\n', 'a\nB\nc\n', '-b\n+B'],
    ['an inserted line', 'a\nb\nc\n', 'a\nx\nb\nc\n', ' a\n+x'],
    ['a line before all', 'a\nb\n', 'x\na\nb\n', '+x\n a'],
    ['a line after one of two equal ones', '}\n}\n', '}\n}\nx\n', ' }\n }\n+x'],
    ['the second of two equal lines', 'a\nb\na\n', 'a\nb\nA\n', ' b\n-a\n+A'],
    ['two places', 'a\nb\nc\nd\n', 'A\nb\nc\nD\n', '-a\n+A\n…\n-d\n+D'],
    ['a new file', '', 'a\nb\n', '+a\n+b'],
  ] as const) {
    it(`shows ${what}`, () => {
      const hunks = hunksBetween(before, after);
      assert.equal(printDiff({ title: 't', hunks }), `@@ t\n${text}`);
      assert.equal(applyHunks(before, hunks), after.trimEnd());
    });
  }

  it('leaves annotations out', () => assert.equal(withoutAnnotations(`${CODE}b();\n`), 'list(all);\nb();\n'));
});

describe('rewriting a specification', () => {
  const before = markdown('# long-list', '## A long list', 'Prose stays.', block('ts', 'list(all);\n//^^^ gone\n'), block('diff', '@@'), '## Other', block('ts', 'b();'));
  const code = 'list(all);\n//^^^ gone\n';
  const result = resultOf({ findings: [{ ...FINDING, fixes: [{ ...FIX, changes: [{ file: 'index.ts', before: code, after: code.replace('list(all);', FIXED_LINE) }] }] }] });
  const rewrite = (text: string, out: CaseResult) => updateSpecification(text, (one) => (one.title === 'A long list' ? out : undefined), severityOf);

  it('writes carets and diffs, and keeps the rest', () => {
    const after = markdown('# long-list', '## A long list', 'Prose stays.', block('ts', CODE), block('diff', DIFF), '## Other', block('ts', 'b();'));
    assert.equal(rewrite(before, result), after);
    assert.equal(rewrite(after, resultOf({ findings: [FINDING] })), after);
  });

  it('keeps a message whose `…` still holds', () => {
    const text = before.replace('//^^^ gone', '//^^ `all` …');
    assert.match(rewrite(text, result), /^\/\/ {3}\^\^\^ `all` …$/m);
  });

  it('writes a severity that is not the rule\'s own, and the first column', () => {
    const finding = { ...FINDING, severity: 'information', at: { ...FINDING.at, start: 0, end: 4 }, fixes: [] };
    assert.match(rewrite(before, resultOf({ findings: [finding] })), /^\/\/<\^ \(information\) `all` is long$/m);
  });

  it('writes related places only where one is annotated', () => {
    const findings = [{ ...FINDING, related: [{ at: FINDING.at, message: 'the list' }], fixes: [] }];
    assert.doesNotMatch(rewrite(before, resultOf({ findings })), /related/);
    assert.match(rewrite(before.replace('//^^^ gone', '//^^^ related: ?'), resultOf({ findings })), /^\/\/ {3}\^\^\^ related: the list$/m);
  });

  it('adds a block for each further file of a fix', () => {
    const fix = { ...FIX, changes: [{ file: 'index.ts', before: 'list(all);\n', after: `${FIXED_LINE}\n` }, { file: 'new.ts', before: '', after: 'export {};\n' }] };
    const text = rewrite(before, resultOf({ findings: [{ ...FINDING, fixes: [fix] }] }));
    assert.ok(text.includes(`${block('diff', DIFF.replace('rows', 'rows — index.ts'))}\n\n${block('diff', '@@ Cut it to 100 rows — new.ts\n+export {};')}\n`), text);
  });

  it('writes facts', () => {
    const text = markdown('## A long list', block('ts', 'list(all);'), block('routes', 'x'), block('queries', ''));
    const out = resultOf({ routes: ['GET /', 'POST /'], queries: ['all absent index.ts:1'] });
    assert.equal(rewrite(text, out), markdown('## A long list', block('ts', 'list(all);'), block('routes', 'GET /\nPOST /'), block('queries', 'all absent index.ts:1')));
  });

  it('refuses a squiggle that no caret can show', () => {
    assert.throws(() => rewrite(before, resultOf({ findings: [{ ...FINDING, at: { ...FINDING.at, start: 0, end: 2 } }] })), /can't be drawn/);
  });
});

describe('facts as lines', () => {
  const at = { file: 'a.ts', start: 0, end: 1 };
  const route = {
    method: 'GET',
    path: '/orders',
    framework: 'Express',
    at,
    handler: { name: 'list', at },
    guards: [],
    authenticated: 'absent',
    rateLimited: 'unknown',
    costs: [],
    validated: 'unknown',
    rejections: 'unhandled',
    queries: [],
  } as const;
  const place = () => 'a.ts:1';

  it('leaves out what is empty or unknown to every rule', () => {
    assert.equal(routeLine(route, place, { limits: false, costs: false }), 'GET /orders → list a.ts:1 authenticated: absent rejections: unhandled');
  });

  it('writes guards and queries', () => {
    const guards = [
      { name: 'requireUser', at, scope: 'mount', evidence: 'behaviour' },
      { name: 'limit', at, scope: 'route', evidence: 'library' },
    ] as const;
    const queries = [{ label: 'Order.find', table: 'Order', isFiltered: false, bounded: 'absent', at }] as const;
    assert.equal(
      routeLine({ ...route, guards, authenticated: 'present', rateLimited: 'present', queries }, place, { limits: true, costs: true }),
      'GET /orders → list a.ts:1 guards: requireUser mount behaviour, limit route library authenticated: present rate limited: present rejections: unhandled queries: Order.find absent',
    );
    assert.deepEqual(queryLines([{ ...route, queries }, { ...route, queries }], place, { tables: false, filters: false }), ['Order.find absent a.ts:1']);
    assert.deepEqual(queryLines([{ ...route, queries }], place, { tables: true, filters: true }), ['Order.find absent a.ts:1 table: Order filtered: no']);
  });
});

function markdown(...parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`;
}

function block(language: string, text: string): string {
  return text === '' ? `${FENCE}${language}\n${FENCE}` : `${FENCE}${language}\n${text.trimEnd()}\n${FENCE}`;
}

function resultOf(part: Partial<CaseResult>): CaseResult {
  return { findings: [], routes: [], queries: [], defects: [], ...part };
}

function severityOf(rule: string): string | undefined {
  return rule === RULE.id ? 'warning' : undefined;
}

/** What comparing the case of a long list says, with parts of it changed. */
function differences(change: { code?: string; diff?: string | undefined; routes?: string; result?: Partial<CaseResult> } = {}): readonly string[] {
  const diff = 'diff' in change ? change.diff : DIFF;
  const blocks = [block('ts', change.code ?? CODE), ...(diff === undefined ? [] : [block('diff', diff)]), ...(change.routes === undefined ? [] : [block('routes', change.routes)])];
  const [one] = parseSpecification(markdown('# long-list', '## A long list', ...blocks)).cases;
  assert.ok(one);
  return compare(one, resultOf({ findings: [FINDING], ...change.result }), severityOf);
}

/** The one text of a list that has only one. */
function only(...texts: readonly (string | undefined)[]): string {
  assert.equal(texts.length, 1, texts.join('\n'));
  return texts[0] ?? '';
}
