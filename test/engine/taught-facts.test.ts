import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createAnalyse } from '../../server/src/engine/create-analyse.ts';
import { createService } from '../../server/src/service.ts';
import { commentsContaining } from '../../server/src/syntax/comments.ts';
import { parses } from '../../server/src/syntax/parse.ts';
import { memoryFileSystem } from '../../server/src/workspace/memory.ts';
import { rules } from '../../rules/index.ts';

const application = {
  '/shop/.git/HEAD': '',
  '/shop/api/package.json': '{ "dependencies": { "express": "^4.0.0", "@prisma/client": "^6.0.0" } }',
  '/shop/api/src/check.js': 'exports.check = (req, res, next) => { console.log(req.path); next(); };\n',
  '/shop/api/src/app.js': [
    "const express = require('express');",
    "const { PrismaClient } = require('@prisma/client');",
    "const { check } = require('./check');",
    'const prisma = new PrismaClient();',
    'const app = express();',
    "app.get('/me', (req, res) => (req.user ? res.json(req.user) : res.sendStatus(401)));",
    "app.delete('/things/:id', check, (req, res, next) => { prisma.thing.deleteMany({ where: { expired: true } }).then(() => res.end(), next); });",
    'app.listen(3000);',
  ].join('\n'),
};

function findingsIn(root: string, configuration: Readonly<Record<string, string>>): readonly string[] {
  const fileSystem = memoryFileSystem({ ...application, ...configuration });
  const service = createService({ fileSystem, root, ruleIds: rules.map(({ id }) => id), analyse: createAnalyse(rules), parses, commentsContaining });
  return service.files().flatMap((file) => service.findings(file)).map(({ rule }) => rule).filter((rule) => rule === 'unprotected-route');
}

it('reports the route while nobody says that its middleware is a guard', () => {
  assert.deepEqual(findingsIn('/shop', {}), ['unprotected-route']);
});

for (const root of ['/shop', '/shop/api', '/shop/api/src']) {
  it(`reads a taught guard as seen from its configuration, analysing ${root}`, () => {
    assert.deepEqual(findingsIn(root, { '/shop/api/production-hints.json': '{ "guards": ["src/check.js#check"] }' }), []);
    assert.deepEqual(findingsIn(root, { '/shop/production-hints.json': '{ "guards": ["api/src/check.js#check"] }' }), []);
  });
}

it('does not take a guard of another folder for this one', () => {
  assert.deepEqual(findingsIn('/shop', { '/shop/production-hints.json': '{ "guards": ["src/check.js#check"] }' }), ['unprotected-route']);
});

const signIn = {
  '/club/.git/HEAD': '',
  '/club/api/package.json': '{ "dependencies": { "express": "^4.0.0", "bcrypt": "^5.0.0", "@club/shield": "^1.0.0" } }',
  '/club/api/src/slowly.js': 'exports.slowly = (req, res, next) => { setTimeout(next, 1000); };\n',
  '/club/api/src/app.js': [
    "const express = require('express');",
    "const bcrypt = require('bcrypt');",
    "const { slowly } = require('./slowly');",
    'const app = express();',
    "app.post('/login', slowly, (req, res) => { bcrypt.compare(req.body.password, 'hash', (error, isRight) => res.json(isRight)); });",
    'app.listen(3000);',
  ].join('\n'),
};

function rulesOf(configuration: Readonly<Record<string, string>>): readonly string[] {
  const fileSystem = memoryFileSystem({ ...signIn, ...configuration });
  const service = createService({ fileSystem, root: '/club', ruleIds: rules.map(({ id }) => id), analyse: createAnalyse(rules), parses, commentsContaining });
  return service.files().flatMap((file) => service.findings(file)).map(({ rule }) => rule).filter((rule) => rule === 'missing-rate-limit');
}

it('reports a sign-in while nobody says that its middleware is a limiter', () => {
  assert.deepEqual(rulesOf({}), ['missing-rate-limit']);
  assert.deepEqual(rulesOf({ '/club/production-hints.json': '{ "limiters": ["api/src/other.js#slowly"] }' }), ['missing-rate-limit']);
});

it('reads a taught limiter as seen from its configuration', () => {
  assert.deepEqual(rulesOf({ '/club/api/production-hints.json': '{ "limiters": ["src/slowly.js#slowly"] }' }), []);
  assert.deepEqual(rulesOf({ '/club/production-hints.json': '{ "limiters": ["api/src/slowly.js#slowly"] }' }), []);
});

it('believes that a gateway limits what its configuration is about, and nothing else', () => {
  assert.deepEqual(rulesOf({ '/club/production-hints.json': '{ "limiters": ["gateway"] }' }), []);
  assert.deepEqual(rulesOf({ '/club/api/production-hints.json': '{ "limiters": ["gateway"] }' }), []);
  assert.deepEqual(rulesOf({ '/club/web/production-hints.json': '{ "limiters": ["gateway"] }' }), ['missing-rate-limit']);
});
