import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { describe, it } from 'node:test';
import ts from 'typescript';
import { rules } from '../rules/index.ts';
import { frameworkIndex, frameworksPage, generated, modelFiles } from '../scripts/generate-frameworks.ts';
import { documentationPages, readSpecifications } from '../scripts/generate-docs.ts';
import { scaffold } from '../scripts/new-rule.ts';
import { frameworks } from '../server/src/frameworks/index.ts';
import { forbiddenImports, layerOf } from './harness/layers.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
/** Packages that are called like what rules speak of. */
const ORDINARY_WORDS = new Set(['cookie', 'next', 'request']);
const MAXIMUM_LINES = 400;
const files = listFiles();
const sources = files.filter((file) => /\.(?:ts|mts|mjs|js)$/.test(file) && !file.startsWith('examples/'));
const texts = files.filter((file) => /\.(?:ts|mts|mjs|js|json|md|yml|yaml)$|^\.ci\/|^\.[a-z]+rc$/.test(file));

describe('layers', () => {
  it('every file of the server belongs to a layer', () => {
    assert.deepEqual(sources.filter((file) => file.startsWith('server/src/') && layerOf(file) === undefined), []);
  });

  it('each imports only what it may see', () => {
    assert.deepEqual(sources.flatMap((file) => forbiddenImports(file, importsOf(file))), []);
  });

  it('below the service there is no disk, clock, environment or console', () => {
    const below = sources.filter((file) => /^server\/src\/(?:syntax|workspace|concepts|semantic|frameworks|facts|engine)\/|^server\/src\/service\.ts$/.test(file));
    assert.ok(below.length > 0);
    const pure = below.filter((file) => file !== 'server/src/workspace/disk.ts');
    assert.deepEqual(pure.flatMap((file) => worldlyParts(file)), []);
    assert.deepEqual(pure.flatMap((file) => importsOf(file).filter((name) => /^node:(?:fs|process|child_process|os|net|https?)\b/.test(name)).map((name) => `${file}: ${name}`)), []);
  });
});

describe('names', () => {
  it('every folder is in the table of ARCHITECTURE.md, and every folder of the table exists', () => {
    const table = [...read('ARCHITECTURE.md').matchAll(/^\| `([^`]+)\/(\*\*)?` \|/gm)].map(([, folder = '', all]) => ({ folder, isWhole: all !== undefined }));
    const folders = [...new Set(files.map((file) => path.posix.dirname(file)))].filter((folder) => folder !== '.');
    const isListed = (folder: string) => table.some((row) => row.folder === folder || (row.isWhole && folder.startsWith(`${row.folder}/`)));
    const isThere = (row: string) => folders.some((folder) => folder === row || folder.startsWith(`${row}/`));
    assert.deepEqual(folders.filter((folder) => !isListed(folder)), [], 'folders that the table lacks');
    assert.deepEqual(table.map((row) => row.folder).filter((folder) => !isThere(folder)), [], 'folders that only the table has');
  });

  it('a rule\'s id is its file, its specification and its entry in the index', () => {
    const ofFiles = files.flatMap((file) => /^rules\/([\w-]+\/[\w-]+)\.ts$/.exec(file)?.[1] ?? []).sort();
    const ofSpecifications = files.flatMap((file) => /^test\/rules\/([\w-]+\/[\w-]+)\.md$/.exec(file)?.[1] ?? []).sort();
    const ofIndex = importsOf('rules/index.ts').flatMap((specifier) => /^\.\/(.*)\.ts$/.exec(specifier)?.[1] ?? []).sort();
    assert.ok(ofFiles.length > 0);
    assert.deepEqual(ofSpecifications, ofFiles);
    assert.deepEqual(ofIndex, ofFiles);
    assert.deepEqual(rules.map(({ id }) => id).sort(), ofFiles.map((file) => path.basename(file)).sort());
  });

  it('rules name no package that a framework model stands for', () => {
    const models = sources.filter((file) => file.startsWith('server/src/frameworks/'));
    const names = new Set(models.flatMap((file) => packageNames(read(file))).filter((name) => !ORDINARY_WORDS.has(name)));
    assert.ok(names.size > 0);
    const ruleFiles = files.filter((file) => /^rules\/.*\.ts$/.test(file));
    // Some packages are called by a word of ours: `next`, `cookie`. What the concepts speak of, rules may speak of.
    const concepts = files.filter((file) => file.startsWith('server/src/concepts/')).map(read).join('\n');
    const found = ruleFiles.flatMap((file) => [...names].filter((name) => hasWord(read(file), name) && !hasWord(concepts, name)).map((name) => `${file}: ${name}`));
    assert.deepEqual(found, []);
  });

  it('files are in kebab-case and say what they hold', () => {
    const named = sources.filter((file) => !/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.test|\.config)?\.\w+$/.test(path.basename(file)));
    assert.deepEqual(named, []);
    assert.deepEqual(sources.filter((file) => /\b(?:utils?|helpers?|manager|processor|misc|common)\b/i.test(path.basename(file))), []);
    assert.deepEqual(offences(sources, /\b(?:class|interface|type|function) \w*(?:Manager|Processor|Utils?|Helpers?)\b/), []);
  });
});

describe('code', () => {
  it('no file is too long', () => {
    assert.deepEqual(sources.filter((file) => read(file).split('\n').length > MAXIMUM_LINES), []);
  });

  it('nothing is typed `any` or silenced', () => {
    assert.deepEqual(sources.filter((file) => file.endsWith('.ts') && hasAny(file)), []);
    assert.deepEqual(offences(sources, /\bas unknown\s+as\b|@ts-(?:ignore|expect-error|nocheck)/), []);
  });

  it('nothing is left to do', () => {
    assert.deepEqual(offences(texts, /\b(?:TO[D]O|FIX[M]E|X[X]X)\b/), []);
  });

  it('no test is left out', () => {
    const tests = sources.filter((file) => file.startsWith('test/'));
    assert.deepEqual(offences(tests, /\b(?:test|it|describe|suite|t)\.(?:onl[y]|ski[p]|tod[o])\b|\b(?:onl[y]|ski[p]|tod[o]): true/), []);
  });

  it('no machine\'s paths and no private package sources', () => {
    assert.deepEqual(offences(texts, /(?<![\w.@-])\/(?:wor[k]|tm[p]|roo[t]|hom[e]\/\w+)\//), []);
    assert.deepEqual(offences(texts, /https?:\/\/(?!registry\.(?:npmjs|yarnpkg)\.(?:org|com))[\w.-]*(?:registr[y]|artifactor[y]|verdacci[o]|nexu[s])[\w.-]*/), []);
    assert.equal(/"resolved": "https?:/.test(read('package-lock.json')), false);
  });
});

describe('what is generated', () => {
  it('the pages of the rules are up to date; `npm run docs` writes them', () => {
    const pages = documentationPages(rules, readSpecifications());
    assert.deepEqual(files.filter((file) => file.startsWith('docs/rules/')).sort(), [...pages.keys()].sort());
    for (const [file, text] of pages) assert.equal(read(file), text, file);
  });

  it('the list of frameworks and its page are up to date; `npm run docs` writes them', () => {
    assert.equal(read(generated.index), frameworkIndex(modelFiles()));
    assert.equal(read(generated.page), frameworksPage(frameworks));
    const undescribed = modelFiles().filter((file) => !files.includes(`test/frameworks/${file.replace(/\.ts$/, '.md')}`));
    assert.deepEqual(undescribed, [], 'models without a specification');
  });

  it('a new rule is put into the index', () => {
    const index = "import first from './data/first.ts';\n\nexport const rules: readonly AnyRule[] = [\n  first,\n];\n";
    const expected = "import first from './data/first.ts';\nimport secondRule from './http/second-rule.ts';\n\nexport const rules: readonly AnyRule[] = [\n  first,\n  secondRule,\n];\n";
    const flat = "import first from './data/first.ts';\n\nexport const rules = [first] as const;\n";
    assert.equal(scaffold('http', 'second-rule', index).get('rules/index.ts'), expected);
    assert.match(scaffold('http', 'second-rule', flat).get('rules/index.ts') ?? '', /rules = \[first, secondRule\] as const;/);
    assert.throws(() => scaffold('http', 'second-rule', 'export {};'), /has no imports or no list/);
  });
});

/** Files of the project, with forward slashes: tracked ones and new ones that are not ignored. */
function listFiles(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: ROOT, encoding: 'utf8' });
  const deleted = new Set(execFileSync('git', ['ls-files', '--deleted', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0'));
  return [...new Set(listed.split('\0'))].filter((file) => file !== '' && !deleted.has(file)).sort();
}

function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

function importsOf(file: string): readonly string[] {
  return ts.preProcessFile(read(file), true, true).importedFiles.map(({ fileName }) => fileName);
}

/** `file:line: text` for each line that matches. */
function offences(among: readonly string[], pattern: RegExp): readonly string[] {
  return among.flatMap((file) =>
    read(file).split('\n').flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  );
}

/** `file: text` for each use of console, process or clock; what comments and strings say of them doesn't count. */
function worldlyParts(file: string): readonly string[] {
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isWorld = ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression) && /^(?:console|process|performance|globalThis)$/.test(node.expression.text);
    const isClock = ts.isNewExpression(node) ? /^new Date(?:\(\))?$/.test(node.getText(source)) : ts.isPropertyAccessExpression(node) && node.getText(source) === 'Date.now';
    if (isWorld || isClock) found.push(`${file}: ${node.getText(source)}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function hasAny(file: string): boolean {
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest);
  const visit = (node: ts.Node): boolean => node.kind === ts.SyntaxKind.AnyKeyword || (ts.forEachChild(node, (child) => visit(child) || undefined) ?? false);
  return visit(source);
}

/** Package names in `packages: [...]` and `api(...)` of a framework model. */
function packageNames(text: string): readonly string[] {
  const lists = [...text.matchAll(/\bpackages: \[([^\]]*)\]|\bapi\(([^)]*)\)/g)].map(([, list, argument]) => list ?? argument ?? '');
  return lists.flatMap((list) => [...list.matchAll(/'([^']+)'/g)].map(([, name = '']) => name)).filter((name) => !isBuiltin(name));
}

function hasWord(text: string, word: string): boolean {
  const at = text.indexOf(word);
  if (at < 0) return false;
  const isInside = /[\w@/-]/.test(text[at - 1] ?? '') || /[\w-]/.test(text[at + word.length] ?? '');
  return !isInside || hasWord(text.slice(at + word.length), word);
}
