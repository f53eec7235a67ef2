import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Finding } from '../../server/src/engine/finding.ts';
import { applySuppressions, suppressionFix, suppressionMarker } from '../../server/src/engine/suppressions.ts';
import { commentsContaining } from '../../server/src/syntax/comments.ts';
import { parses } from '../../server/src/syntax/parse.ts';
import { applyEdits } from '../../server/src/syntax/text.ts';

const ruleIds = ['unbounded-query', 'unprotected-route'];
const file = '/app/a.tsx';

/** A finding of `rule` at the nth occurrence of `word`. */
function findingAt(text: string, word: string, rule = 'unbounded-query', nth = 0): Finding {
  let start = text.indexOf(word);
  for (let i = 0; i < nth; i++) start = text.indexOf(word, start + 1);
  return { rule, severity: 'warning', message: 'm', at: { file, start, end: start + word.length }, related: [], fingerprint: `${rule}-${nth}` };
}

function apply(text: string, findings: readonly Finding[], off: readonly string[] = []) {
  const comments = commentsContaining(file, text, suppressionMarker);
  const { kept, problems } = applySuppressions({ file, text, comments, findings, ruleIds, isOff: (rule) => off.includes(rule) });
  return { kept, problems: problems.map(({ at, message, severity }) => [severity, text.slice(at.start, at.end), message]) };
}

/** Whether the comment lines in `text` suppress a finding at `query`, without anything to complain about. */
function suppresses(text: string): boolean {
  const { kept, problems } = apply(text, [findingAt(text, 'listAll')]);
  return kept.length === 0 && problems.length === 0;
}

describe('a suppression', () => {
  const holds: Readonly<Record<string, string>> = {
    'line comment': '// production-hints-ignore-next-line unbounded-query\nlistAll();',
    'with a reason': '// production-hints-ignore-next-line unbounded-query -- ten rows, at most\nlistAll();',
    'block comment': '/* production-hints-ignore-next-line unbounded-query -- few */\nlistAll();',
    'block comment over lines': '/*\n * production-hints-ignore-next-line unbounded-query -- few,\n * as of today\n */\nlistAll();',
    'without a space': '//production-hints-ignore-next-line unbounded-query\nlistAll();',
    'windows line breaks': '// production-hints-ignore-next-line unbounded-query\r\nlistAll();\r\n',
    'behind code': 'start(); // production-hints-ignore-next-line unbounded-query\nlistAll();',
    'blank lines between': '// production-hints-ignore-next-line unbounded-query\n\n  \nlistAll();',
    'another tool\'s directive between': '// production-hints-ignore-next-line unbounded-query\n// eslint-disable-next-line no-undef\nlistAll();',
    'in an expression': 'const x = [\n  // production-hints-ignore-next-line unbounded-query\n  listAll(),\n];',
    'in markup': 'const x = <p>\n  {/* production-hints-ignore-next-line unbounded-query */}\n  {listAll()}\n</p>;',
    'in a template\'s expression': 'const x = `a ${\n  // production-hints-ignore-next-line unbounded-query\n  listAll()\n}`;',
    'above a string': 'const x = [\n  1,\n  // production-hints-ignore-next-line unbounded-query\n  "a", listAll(),\n];',
    'behind a string': 'const x = [\n  "a", // production-hints-ignore-next-line unbounded-query\n  listAll(),\n];',
  };
  for (const [name, text] of Object.entries(holds)) test(`holds: ${name}`, () => assert.equal(suppresses(text), true));

  const fails: Readonly<Record<string, string>> = {
    'on the same line': 'listAll(); // production-hints-ignore-next-line unbounded-query',
    'two lines above': '// production-hints-ignore-next-line unbounded-query\nstart();\nlistAll();',
    'below': 'listAll();\n// production-hints-ignore-next-line unbounded-query',
    'another rule': '// production-hints-ignore-next-line unprotected-route\nlistAll();',
    'in a string': 'const s = "// production-hints-ignore-next-line unbounded-query";\nlistAll();',
    'in a template': 'const s = `\n// production-hints-ignore-next-line unbounded-query\n${listAll()}`;',
    'in the text of markup': 'const x = <p>\n  // production-hints-ignore-next-line unbounded-query\n  {listAll()}\n</p>;',
    'in the text behind an expression of markup': 'const x = <p>{a} // production-hints-ignore-next-line unbounded-query\n  {listAll()}</p>;',
    'in the middle of a sentence': '// see production-hints-ignore-next-line unbounded-query\nlistAll();',
    'a longer word': '// production-hints-ignore-next-lines unbounded-query\nlistAll();',
  };
  for (const [name, text] of Object.entries(fails)) {
    test(`does not hold: ${name}`, () => assert.equal(apply(text, [findingAt(text, 'listAll')]).kept.length, 1));
  }

  test('names several rules, and several comments speak of one line', () => {
    const one = '// production-hints-ignore-next-line unbounded-query, unprotected-route -- both\nlistAll();';
    const two = '// production-hints-ignore-next-line unbounded-query\n// production-hints-ignore-next-line unprotected-route\nlistAll();';
    for (const text of [one, two]) {
      const { kept, problems } = apply(text, [findingAt(text, 'listAll'), findingAt(text, 'listAll', 'unprotected-route')]);
      assert.deepEqual([kept, problems], [[], []]);
    }
  });

  test('holds for every finding of the line and none of the next', () => {
    const text = '// production-hints-ignore-next-line unbounded-query\nlistAll(); listAll();\nlistAll();';
    const findings = [0, 1, 2].map((nth) => findingAt(text, 'listAll()', 'unbounded-query', nth));
    assert.deepEqual(apply(text, findings).kept, [findings[2]]);
  });
});

describe('mistakes', () => {
  test('unused, unknown, without a rule', () => {
    const text = '// production-hints-ignore-next-line unbounded-query, unbound-query\nfine();\n// production-hints-ignore-next-line -- why\nlistAll();\n/* production-hints-ignore-next-line */';
    assert.deepEqual(apply(text, []).problems, [
      ['information', 'unbounded-query', '`unbounded-query` finds nothing on the next line, so this comment has no effect'],
      ['information', 'unbound-query', 'There is no rule `unbound-query`: did you mean `unbounded-query`?'],
      ['information', '// production-hints-ignore-next-line -- why', 'This comment names no rule, so it ignores nothing'],
      ['information', '/* production-hints-ignore-next-line */', 'This comment names no rule, so it ignores nothing'],
    ]);
  });

  test('a reason without dashes still suppresses', () => {
    const text = '// production-hints-ignore-next-line unbounded-query few rows\nlistAll();';
    const { kept, problems } = apply(text, [findingAt(text, 'listAll()')]);
    assert.deepEqual(kept, []);
    assert.deepEqual(problems, [['information', 'few rows', 'A reason begins with ` -- `, and a comma stands between two rules']]);
  });

  test('what a rule that is off would have found is not called unused', () => {
    assert.deepEqual(apply('// production-hints-ignore-next-line unbounded-query\nfine();', [], ['unbounded-query']).problems, []);
  });
});

describe('the fix', () => {
  const fixed = (text: string, rule = 'unbounded-query'): string | undefined => {
    const finding = findingAt(text, 'listAll', rule);
    const fix = suppressionFix(finding, text, commentsContaining);
    if (!fix) return undefined;
    assert.equal(fix.title, `Ignore \`${rule}\` on this line`);
    assert.equal(fix.kind, 'suppression');
    const result = applyEdits(text, fix.edits);
    assert.equal(parses(file, result), true);
    assert.deepEqual(apply(result, [findingAt(result, 'listAll', rule)]).kept, []);
    return result;
  };

  const cases: Readonly<Record<string, readonly [before: string, after: string]>> = {
    'above the line, indented alike': ['{\n\tlistAll();\n}', '{\n\t// production-hints-ignore-next-line unbounded-query\n\tlistAll();\n}'],
    'in the first line': ['listAll();', '// production-hints-ignore-next-line unbounded-query\nlistAll();'],
    'windows line breaks': ['a();\r\nlistAll();', 'a();\r\n// production-hints-ignore-next-line unbounded-query\r\nlistAll();'],
    'in the middle of a chain': ['const x = db\n  .users\n  .listAll();', 'const x = db\n  .users\n  // production-hints-ignore-next-line unbounded-query\n  .listAll();'],
    'above another tool\'s directive': [
      'a();\n// eslint-disable-next-line x\nlistAll();',
      'a();\n// production-hints-ignore-next-line unbounded-query\n// eslint-disable-next-line x\nlistAll();',
    ],
    'below an ordinary comment': ['// all of them\nlistAll();', '// all of them\n// production-hints-ignore-next-line unbounded-query\nlistAll();'],
    'between elements': ['const x = <p>\n  {listAll()}\n</p>;', 'const x = <p>\n  {/* production-hints-ignore-next-line unbounded-query */}\n  {listAll()}\n</p>;'],
    'between attributes': ['const x = <p\n  a={listAll()}\n/>;', 'const x = <p\n  // production-hints-ignore-next-line unbounded-query\n  a={listAll()}\n/>;'],
    'in a template\'s expression': ['const x = `a ${\n  listAll()\n}`;', 'const x = `a ${\n  // production-hints-ignore-next-line unbounded-query\n  listAll()\n}`;'],
    'into the comment above': [
      '// production-hints-ignore-next-line unprotected-route -- why\nlistAll();',
      '// production-hints-ignore-next-line unprotected-route, unbounded-query -- why\nlistAll();',
    ],
    'into a block comment above': [
      '/* production-hints-ignore-next-line unprotected-route */\nlistAll();',
      '/* production-hints-ignore-next-line unprotected-route, unbounded-query */\nlistAll();',
    ],
    'into a comment that names none': ['// production-hints-ignore-next-line -- why\nlistAll();', '// production-hints-ignore-next-line unbounded-query -- why\nlistAll();'],
  };
  for (const [name, [before, after]] of Object.entries(cases)) test(name, () => assert.equal(fixed(before), after));

  test('none where the line begins in a template, a string, a comment or a sentence of markup', () => {
    assert.equal(fixed('const x = `\n  a ${listAll()}`;'), undefined);
    assert.equal(fixed('const x = "a\\\n b" + listAll();'), undefined);
    assert.equal(fixed('/* a\n b */ listAll();'), undefined);
    assert.equal(fixed('const x = <p>\n  some\n  text {listAll()}\n</p>;'), undefined);
  });
});
