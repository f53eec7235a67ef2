import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memoryFileSystem } from '../../server/src/workspace/memory.ts';
import { findingsIn, openFresh } from './answers.ts';
import { PROJECT_ROOT, type Texts } from './projects.ts';

/** Milliseconds: ten times and more what they take, far less than what a cliff costs. */
const LIMIT = 10_000;

const MANIFEST = '{ "dependencies": { "express": "^4.21.0", "@prisma/client": "^6.16.0", "mongoose": "^8.18.0" } }';
const HEAD = "import express from 'express';\nimport { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\nconst app = express();\n";
const LIST = 'async (req, res) => { res.json(await prisma.user.findMany()); }';

interface Shape {
  readonly title: string;
  readonly texts: Texts;
  /** How many routes are found: what is given up early is fast, too. */
  readonly routes: number;
}

const shapes: readonly Shape[] = [
  { title: '1,000 modules that re-export each other', routes: 200, texts: barrels() },
  one('1,000 routes behind 50 middlewares', 1000, times(50, (i) => `app.use((req, res, next) => { req.x${i} = 1; next(); });`) + times(1000, (i) => `app.get('/r${i}', ${LIST});`)),
  one('a function of 2,000 statements', 1, `app.get('/x', async (req, res) => {\n${times(2000, (i) => `  const a${i} = await prisma.user.findMany({ where: { id: a${Math.max(0, i - 1)} } });`)}});`),
  one('300 nested calls', 1, `const wrap = (f) => (req, res, next) => f(req, res, next);\napp.get('/x', ${'wrap(\n'.repeat(300)}${LIST}${')'.repeat(300)});`),
  one('routes from a list of 5,000', 5000, `const list = [\n${times(5000, (i) => `{ path: '/r${i}' },`)}];\nfor (const one of list) app.get(one.path, ${LIST});`),
  one('ten functions that call each other', 1, times(10, (i) => `function f${i}(a, b) {\n${times(10, (j) => `  if (a === ${j}) return f${j}(b, a);`)}  return prisma.user.findMany(); }`) + "app.get('/x', async (req, res) => { res.json(await f0(req.query.a, 1)); });"),
  one('a promise chain of 500', 1, `app.get('/x', (req, res) => {\n  prisma.user.findMany()\n${times(500, (i) => `    .then((x) => x${i}(x))`)}    .then((x) => res.json(x)); });`),
  one('60 nested promises', 1, `app.get('/x', (req, res) => {\n${times(60, (i) => `prisma.user.findMany().then((x${i}) => {`)}res.json(1); ${'}); '.repeat(60)}});`),
  one('500 routers side by side', 500, times(500, (i) => `const r${i} = express.Router();\nr${i}.use((req, res, next) => next());\nr${i}.get('/x', ${LIST});\napp.use('/n${i}', r${i});`)),
  one('500 routers inside each other', 465, times(500, (i) => `const r${i} = express.Router();`) + times(500, (i) => `r${i}.get('/x${i}', ${LIST});\n${i < 499 ? `r${i}.use('/n', r${i + 1});` : ''}`) + "app.use('/a', r0);"),
  one('a middleware with 40 conditions', 1, `app.use((req, res, next) => {\n${times(40, (i) => `  if (unknown${i}(req)) req.x${i} = 1;`)}  next();\n});\napp.get('/x', ${LIST});`),
  one('a middleware with 40 conditions that read credentials', 1, `app.use((req, res, next) => {\n  let t;\n${times(40, (i) => `  if (req.headers.x${i}) { t = req.headers.x${i}; } else if (req.query.y${i}) { t = u(${i}); }`)}  if (!t) return res.status(401).end();\n  next();\n});\napp.get('/x', ${LIST});`),
  one('40 nested `try`s', 1, `app.use(async (req, res, next) => {\n${times(40, (i) => `try { await unknown${i}(req);`)}next();\n${times(40, (i) => `} catch (e) { log${i}(e); } finally { done${i}(); }`)}});\napp.get('/x', ${LIST});`),
  one('calls that fan out in threes', 1, times(12, (i) => `function f${i}(req, x) { ${i < 11 ? `return f${i + 1}(req, x + 'a') || f${i + 1}(req, x + 'b') || f${i + 1}(req, x + 'c')` : 'return req.headers[x]'}; }`) + "app.use((req, res, next) => { if (f0(req, 'a')) return next(); res.status(401).end(); });\napp.get('/x', (req, res) => res.json(1));"),
  one('a query that is built in 500 steps', 1, `import mongoose from 'mongoose';\nconst User = mongoose.model('User', new mongoose.Schema({}));\napp.get('/x', async (req, res) => {\n  let q = User.find();\n${times(500, (i) => `  if (req.query.a${i}) q = q.where('a${i}').equals(1);`)}  res.json(await q);\n});`),
];

function one(title: string, routes: number, code: string): Shape {
  return { title, routes, texts: { [`${PROJECT_ROOT}/package.json`]: MANIFEST, [`${PROJECT_ROOT}/app.ts`]: `${HEAD}${code}\napp.listen(3000);\n` } };
}

function times(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => `${line(index)}\n`).join('');
}

function barrels(): Texts {
  const modules = Array.from({ length: 1000 }, (_, i) => [
    `${PROJECT_ROOT}/src/m${i}.ts`,
    `import { prisma } from './db';\nexport * from './m${(i + 1) % 1000}';\nexport * from './m${(i + 7) % 1000}';\nexport const h${i} = ${LIST};\n`,
  ] as const);
  return {
    [`${PROJECT_ROOT}/package.json`]: MANIFEST,
    [`${PROJECT_ROOT}/src/db.ts`]: "import { PrismaClient } from '@prisma/client';\nexport const prisma = new PrismaClient();\n",
    [`${PROJECT_ROOT}/src/app.ts`]: `import express from 'express';\n${times(200, (i) => `import { h${i * 3} } from './m${(i * 11) % 1000}';`)}const app = express();\n${times(200, (i) => `app.get('/r${i}', h${i * 3});`)}app.listen(3000);\n`,
    ...Object.fromEntries(modules),
  };
}

describe('code of an unusual shape is analysed in time:', () => {
  for (const { title, texts, routes } of shapes) {
    it(title, () => {
      const start = performance.now();
      const service = openFresh(memoryFileSystem(texts));
      findingsIn(service);
      assert.equal(service.routes().length, routes);
      assert.deepEqual(service.defects(), []);
      assert.ok(performance.now() - start < LIMIT, `it took ${Math.round(performance.now() - start)} ms`);
    });
  }
});
