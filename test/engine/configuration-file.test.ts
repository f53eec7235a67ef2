import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addTaughtFact, createConfiguration, isWellFormed, readConfigurationFile } from '../../server/src/engine/configuration-file.ts';
import type { TaughtKey } from '../../server/src/engine/configuration-schema.ts';
import { applyEdits } from '../../server/src/syntax/text.ts';
import { memoryFileSystem } from '../../server/src/workspace/memory.ts';

const path = '/app/production-hints.json';
const ruleIds = ['unhandled-route-rejection', 'unbounded-query', 'unprotected-route'];

/** The problems of a text, as what is underlined and the message. */
function problemsIn(text: string): readonly (readonly [string, string])[] {
  return readConfigurationFile(path, text, ruleIds).problems.map(({ at, message }) => [text.slice(at.start, at.end), message]);
}

describe('reading', () => {
  test('comments, trailing commas and every key', () => {
    const { configuration, exclude, problems } = readConfigurationFile(path, `// ours
      {
        "$schema": "./schema.json",
        "rules": { "unbounded-query": "error", "unprotected-route": "off", },
        "exclude": ["legacy/**"], /* old */
        "guards": ["src/auth.ts#requireUser", "@acme/auth#guard.admin"],
        "limiters": ["src/limits.ts#limit", "gateway"],
        "wrappers": ["./src/wrap.ts#default"],
        "validators": ["src/check.ts#checked"],
        "publicRoutes": ["GET /health", "* /docs/*"],
        "referenceTables": ["Country"],
      }`, ruleIds);
    assert.deepEqual(problems, []);
    assert.deepEqual([...configuration.rules], [['unbounded-query', 'error'], ['unprotected-route', 'off']]);
    assert.deepEqual(exclude, ['legacy/**']);
    assert.deepEqual(configuration.guards, ['src/auth.ts#requireUser', '@acme/auth#guard.admin']);
    assert.deepEqual(configuration.limiters, ['src/limits.ts#limit', 'gateway']);
    assert.deepEqual(configuration.wrappers, ['./src/wrap.ts#default']);
    assert.deepEqual(configuration.validators, ['src/check.ts#checked']);
    assert.deepEqual(configuration.publicRoutes, ['GET /health', '* /docs/*']);
    assert.deepEqual(configuration.referenceTables, ['Country']);
    assert.equal(configuration.path, path);
  });

  test('unknown keys and rules name the nearest known one', () => {
    assert.deepEqual(problemsIn('{ "guard": [], "rules": { "unbound-query": "off" }, "zebra": 1 }'), [
      ['"guard"', '`guard` is not a setting: did you mean `guards`?'],
      ['"unbound-query"', 'There is no rule `unbound-query`: did you mean `unbounded-query`?'],
      ['"zebra"', '`zebra` is not a setting'],
    ]);
  });

  test('wrong types and severities are underlined, and the rest counts', () => {
    const text = '{ "rules": { "unbounded-query": "warn", "unprotected-route": "hint" }, "guards": "a#b", "wrappers": [1, "a#b"], "$schema": 3 }';
    assert.deepEqual(problemsIn(text), [
      ['"warn"', 'A severity is one of `"off"`, `"hint"`, `"information"`, `"warning"`, `"error"`'],
      ['"a#b"', '`guards` is a list of strings: `[ … ]`'],
      ['1', 'An entry of `wrappers` is `file.ts#exportedName`, relative to the folder of this file, or `package#member`'],
      ['3', '`$schema` is a string'],
    ]);
    const { configuration } = readConfigurationFile(path, text, ruleIds);
    assert.deepEqual([...configuration.rules], [['unprotected-route', 'hint']]);
    assert.deepEqual(configuration.wrappers, ['a#b']);
  });

  test('a limiter is a function, or the gateway', () => {
    assert.deepEqual(problemsIn('{ "limiters": ["gateway", "proxy"] }'), [
      ['"proxy"', 'An entry of `limiters` is `file.ts#exportedName`, relative to the folder of this file, or `package#member`, or `gateway`'],
    ]);
  });

  test('a misspelt severity names the nearest', () => {
    assert.match(problemsIn('{ "rules": { "unbounded-query": "eror" } }')[0]?.[1] ?? '', /: did you mean `error`\?$/);
  });

  test('rules that are no object, entries of the wrong form', () => {
    const text = '{ "rules": ["unbounded-query"], "publicRoutes": ["/health"], "referenceTables": ["two words"], "guards": ["requireUser"] }';
    assert.deepEqual(problemsIn(text).map(([at]) => at), ['["unbounded-query"]', '"/health"', '"two words"', '"requireUser"']);
  });

  test('globs that match nothing by their form', () => {
    const globs = ['a/**', '**/*.{test,spec}.ts', '[abc', '!a', '/etc/**', '../b', 'a\\\\b', ''];
    const text = `{ "exclude": ${JSON.stringify(globs).replaceAll('\\\\\\\\', '\\\\')} }`;
    assert.deepEqual(problemsIn(text).map(([at]) => at), ['"[abc"', '"!a"', '"/etc/**"', '"../b"', '"a\\\\b"', '""']);
    assert.deepEqual(readConfigurationFile(path, text, ruleIds).exclude, ['a/**', '**/*.{test,spec}.ts']);
  });

  test('a key that is given twice', () => {
    const text = '{ "guards": ["a#b"], "guards": ["c#d"] }';
    assert.deepEqual(problemsIn(text), [['"guards"', '`guards` is given twice, and the last one counts']]);
    assert.deepEqual(readConfigurationFile(path, text, ruleIds).configuration.guards, ['c#d']);
  });

  test('names that every object has are not settings', () => {
    assert.deepEqual(problemsIn('{ "constructor": [], "toString": [] }').map(([at]) => at), ['"constructor"', '"toString"']);
  });

  test('syntax errors have a place that can be seen, and what stands before them counts', () => {
    const text = '{ "guards": ["a#b"] "wrappers": [] ';
    const { configuration, problems } = readConfigurationFile(path, text, ruleIds);
    assert.deepEqual(problems.map(({ at, message }) => [text.slice(at.start, at.end), message]), [['"wrappers"', 'A comma is missing here']]);
    assert.deepEqual(configuration.guards, ['a#b']);
  });

  for (const text of ['{', '{"a": tru}', '{"guards": [', '// nothing', ' ', '[]', '"x', '{} x', '{"rules": {"unbounded-query"']) {
    test(`broken text is reported, never thrown: ${text}`, () => {
      const { problems } = readConfigurationFile(path, text, ruleIds);
      assert.notEqual(problems.length, 0);
      for (const { at } of problems) assert.ok(at.start < at.end && at.end <= text.length);
    });
  }

  test('an empty file is reported at its start', () => {
    assert.deepEqual(readConfigurationFile(path, '', ruleIds).problems.map(({ at }) => [at.start, at.end]), [[0, 0]]);
  });

  test('well-formed is a matter of syntax alone', () => {
    assert.equal(isWellFormed('{ "zebra": 1, } // x'), true);
    assert.equal(isWellFormed('{ "zebra": }'), false);
  });
});

describe('the nearest file', () => {
  const fileSystem = memoryFileSystem({
    '/production-hints.json': '{ "guards": ["outside#root"] }',
    '/app/production-hints.json': '{ "guards": ["top#guard"], "wrappers": ["top#wrap"], "exclude": ["legacy", "**/*.gen.ts", "tmp/"] }',
    '/app/api/production-hints.json': '{ "guards": ["api#guard"], "zebra": 1, "exclude": ["old/**"] }',
  });
  const configuration = createConfiguration(fileSystem, '/app', ruleIds);

  test('counts as a whole', () => {
    assert.deepEqual(configuration.of('/app/src/a.ts').guards, ['top#guard']);
    assert.deepEqual(configuration.of('/app/api/deep/a.ts').guards, ['api#guard']);
    assert.deepEqual(configuration.of('/app/api/deep/a.ts').wrappers, []);
  });

  test('is looked for up to the root and no further', () => {
    assert.deepEqual(createConfiguration(fileSystem, '/app/src', ruleIds).of('/app/src/a.ts').guards, []);
    assert.deepEqual(configuration.of('/elsewhere/a.ts').guards, []);
    assert.deepEqual(configuration.of('/application/a.ts').guards, []);
  });

  test('says what is excluded: files, and folders with all that is in them', () => {
    const isExcluded = (file: string) => configuration.isExcluded(`/app/${file}`);
    assert.deepEqual(['legacy/a.ts', 'legacy/b/c.ts', 'src/x.gen.ts', '.hidden/x.gen.ts', 'tmp/a.ts'].filter((file) => !isExcluded(file)), []);
    assert.deepEqual(['src/legacy/a.ts', 'legacy.ts', 'src/a.ts', 'api/legacy/a.ts', 'api/x.gen.ts'].filter((file) => isExcluded(file)), []);
    assert.equal(isExcluded('api/old/a.ts'), true);
    assert.equal(isExcluded('old/a.ts'), false);
  });

  test('files and problems', () => {
    assert.deepEqual(configuration.files(['/app/src/a.ts', '/app/api/v1/b.ts', '/elsewhere/c.ts']), ['/app/api/production-hints.json', '/app/production-hints.json']);
    assert.deepEqual(configuration.files([]), ['/app/production-hints.json']);
    assert.equal(configuration.problems('/app/api/production-hints.json').length, 1);
    assert.deepEqual(configuration.problems('/app/production-hints.json'), []);
    assert.deepEqual(configuration.problems('/app/none/production-hints.json'), []);
    assert.deepEqual(configuration.problems('/app/src/a.ts'), []);
  });
});

describe('teaching', () => {
  const taught = (text: string | undefined, key: TaughtKey = 'guards', value = 'b#c') => {
    const result = applyEdits(text ?? '', addTaughtFact(path, text, key, value));
    assert.deepEqual(readConfigurationFile(path, result, ruleIds).problems, []);
    assert.equal(applyEdits(result, addTaughtFact(path, result, key, value)), result);
    return result;
  };

  test('into a file that does not exist or is blank', () => {
    assert.equal(taught(undefined), '{\n  "guards": [\n    "b#c"\n  ]\n}\n');
    assert.equal(taught(' \n'), '{\n  "guards": [\n    "b#c"\n  ]\n}\n');
  });

  test('into a list, as the list is written', () => {
    assert.equal(taught('{"guards":["a#b"]}'), '{"guards":["a#b", "b#c"]}');
    assert.equal(taught('{\n  "guards": [\n    "a#b", // why\n  ],\n}\n'), '{\n  "guards": [\n    "a#b",\n    "b#c", // why\n  ],\n}\n');
    assert.equal(taught('{\r\n\t"guards": [\r\n\t\t"a#b"\r\n\t]\r\n}\r\n'), '{\r\n\t"guards": [\r\n\t\t"a#b",\r\n\t\t"b#c"\r\n\t]\r\n}\r\n');
    assert.equal(taught('{ "guards": [] }').replace(/\s/g, ''), '{"guards":["b#c"]}');
  });

  test('as a new list, in the indentation of the file', () => {
    assert.equal(taught('{\n    // strict\n    "rules": {}\n}\n'), '{\n    // strict\n    "rules": {},\n    "guards": [\n        "b#c"\n    ]\n}\n');
    assert.equal(taught('{\n\t"rules": {},\n}\n', 'publicRoutes', 'GET /health'), '{\n\t"rules": {},\n\t"publicRoutes": [\n\t\t"GET /health"\n\t],\n}\n');
  });

  test('nothing where it stands already or the file is broken', () => {
    assert.deepEqual(addTaughtFact(path, '{ "guards": ["b#c"] }', 'guards', 'b#c'), []);
    assert.deepEqual(addTaughtFact(path, '{ "guards": [', 'guards', 'b#c'), []);
    assert.deepEqual(addTaughtFact(path, '{ "guards": "x" }', 'guards', 'b#c'), []);
    assert.deepEqual(addTaughtFact(path, '[]', 'guards', 'b#c'), []);
  });
});
