import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memoryFileSystem } from '../../server/src/workspace/memory.ts';
import { factsIn, openFresh } from './answers.ts';
import { PROJECT_ROOT, type Texts } from './projects.ts';

const HANDLER = 'async (req, res) => { res.json(await prisma.user.findMany()); }';
const CLIENT = "import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\n";

/** Two applications that come to the same cycle from two sides: whoever asks first gets the same answer. */
const cycles: Readonly<Record<string, Texts>> = {
  'modules that re-export each other': {
    'a.ts': "export * from './b';\nexport * from './c';\n",
    'b.ts': "export * from './a';\n",
    'c.ts': `${CLIENT}export const h = ${HANDLER};\n`,
    'p.ts': application("import { h } from './a';", "app.get('/p', h);"),
    'q.ts': application("import { h } from './b';", "app.get('/q', h);"),
  },
  'variables that are each other': {
    'a.ts': `${CLIENT}import { g } from './b';\nexport let f = g;\nexport function set() { f = ${HANDLER}; }\n`,
    'b.ts': "import { f } from './a';\nexport let g = f;\n",
    'p.ts': application("import { f } from './a';", "app.get('/p', f);"),
    'q.ts': application("import { g } from './b';", "app.get('/q', g);"),
  },
  'functions that register through each other': {
    'fg.ts': "export function f(app, n) { if (n) g(app, n - 1); app.get('/f', async (req, res) => { res.json(await load()); }); }\nexport function g(app, n) { if (n) f(app, n - 1); }\n",
    'p.ts': application("import { f } from './fg';", 'f(app, 0);'),
    'q.ts': application("import { g } from './fg';", 'g(app, 1);'),
  },
  'a callback that is reached over a long way and a short one': {
    'deep.ts': application("import { f0 } from './chain';", "app.get('/deep', async (req, res) => { res.json(await f0()); });"),
    'short.ts': application("import { f9 } from './chain';", "app.get('/short', async (req, res) => { res.json(await f9()); });"),
    'chain.ts': [
      CLIENT,
      ...Array.from({ length: 10 }, (_, i) => `export async function f${i}() { return ${i < 9 ? `f${i + 1}()` : '[1].map(g0)'}; }\n`),
      ...Array.from({ length: 9 }, (_, i) => `function g${i}() { return ${i < 8 ? `g${i + 1}()` : 'prisma.user.findMany()'}; }\n`),
    ].join(''),
  },
};

const DEEP: Readonly<Record<string, (depth: number) => string>> = {
  sums: (depth) => `const s = ${repeat(depth, " +\n'a'").slice(2)};`,
  calls: (depth) => `const s = ${repeat(depth, 'f(\n')}1${repeat(depth, ')')};`,
  chains: (depth) => `const s = await q${repeat(depth, '\n.b()')};`,
  blocks: (depth) => `app.use((req, res, next) => ${repeat(depth, '{\n')}next();${repeat(depth, '}')});`,
  conditions: (depth) => `app.use((req, res, next) => {\n${repeat(depth, 'if (req.query.x) { res.end(); } else\n')} next(); });`,
  functions: (depth) => `${repeat(depth, 'const f = () => {\n')}${repeat(depth, '};')}`,
  types: (depth) => `const x: ${repeat(depth, 'A<\n')}B${repeat(depth, '>')} = 1;`,
  variables: (depth) => `${Array.from({ length: depth }, (_, i) => `var a${depth - i} = a${depth - i - 1};\n`).join('')}app.use(a${depth});`,
};

function application(imports: string, code: string): string {
  return `import express from 'express';\n${imports}\nconst app = express();\n${code}\napp.listen(3000);\n`;
}

function repeat(count: number, text: string): string {
  return text.repeat(count);
}

function open(texts: Texts, isReversed = false) {
  const files = Object.entries(texts).map(([file, text]) => [`${PROJECT_ROOT}/${file}`, text] as const);
  const all = { [`${PROJECT_ROOT}/package.json`]: '{ "dependencies": { "express": "^4.21.0", "@prisma/client": "^6.16.0" } }', ...Object.fromEntries(files) };
  return openFresh(memoryFileSystem(all), undefined, (names) => (isReversed ? [...names].reverse() : names));
}

describe('a cycle gives one answer, from whatever side it is entered:', () => {
  for (const [title, texts] of Object.entries(cycles)) {
    it(title, () => {
      const facts = factsIn(open(texts));
      assert.ok(facts.length > 0);
      assert.deepEqual(factsIn(open(texts, true)), facts);
    });
  }
});

describe('code that is nested too deeply costs its own findings only:', () => {
  const sound = application(CLIENT, `app.get('/sound', ${HANDLER});`);
  const expected = factsIn(open({ 'sound.ts': sound }));

  for (const [title, write] of Object.entries(DEEP)) {
    it(title, () => {
      for (const depth of [500, 1500, 5000]) {
        const service = open({ 'sound.ts': sound, 'deep.ts': application('', write(depth)) });
        assert.deepEqual(factsIn(service).filter((fact) => expected.includes(fact)), expected, `${depth} deep`);
        assert.deepEqual(service.defects(), []);
      }
    });
  }
});
