import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memoryFileSystem } from '../../server/src/workspace/memory.ts';
import { openProject } from '../../server/src/workspace/open-project.ts';
import type { RunsOnNode } from '../../server/src/workspace/node-versions.ts';

/** Whether the application of `/app/src/a.ts` runs on Node 15 and later. */
function runsOn15(files: Readonly<Record<string, string>>): RunsOnNode {
  return openProject({ fileSystem: memoryFileSystem({ '/app/package.json': '{}', ...files }), root: '/app' }).runsOnNode('/app/src/a.ts', '>=15.0.0');
}

const engines = (node: string) => JSON.stringify({ engines: { node } });

describe('the Node of an application', () => {
  it('is unknown where nobody says it', () => {
    assert.equal(runsOn15({}), 'unsaid');
    assert.equal(runsOn15({ '/app/package.json': engines('*') }), 'unsaid');
    assert.equal(runsOn15({ '/app/package.json': engines('whatever') }), 'unsaid');
  });

  it('is in the range of `engines`', () => {
    assert.equal(runsOn15({ '/app/package.json': engines('>= 7.6.0') }), 'sometimes');
    assert.equal(runsOn15({ '/app/package.json': engines('>=18') }), 'always');
    assert.equal(runsOn15({ '/app/package.json': engines('22 - 26') }), 'always');
    assert.equal(runsOn15({ '/app/package.json': engines('^12 || ^14') }), 'never');
    assert.equal(runsOn15({ '/app/package.json': JSON.stringify({ devEngines: { runtime: { name: 'node', version: '>=20' } } }) }), 'always');
  });

  it('is the one that a version manager is told', () => {
    const old = { '/app/package.json': engines('>=10') };
    for (const written of ['20', 'v20.15.0\n', '# ours\n18', 'lts/*', 'lts/hydrogen', 'node']) assert.equal(runsOn15({ ...old, '/app/.nvmrc': written }), 'always', written);
    assert.equal(runsOn15({ ...old, '/app/.nvmrc': 'lts/dubnium' }), 'never');
    assert.equal(runsOn15({ ...old, '/app/.node-version': '12.1.0' }), 'never');
    assert.equal(runsOn15({ ...old, '/app/.tool-versions': 'python 3.12\nnodejs 24.18.0' }), 'always');
    assert.equal(runsOn15({ '/app/package.json': JSON.stringify({ engines: { node: '>=8' }, volta: { node: '20.1.0' } }) }), 'always');
  });

  it('is the one in the image', () => {
    const images: readonly (readonly [string, RunsOnNode])[] = [
      ['FROM node:22-slim', 'always'],
      ['FROM --platform=$BUILDPLATFORM node:22 AS builder\nRUN build\nFROM node:12-alpine', 'never'],
      ['FROM node:12 AS builder\nFROM node:20-slim', 'always'],
      ['FROM node:22.22.0-alpine3.22@sha256:0c49 AS base\nFROM base AS build\nFROM base', 'always'],
      ['FROM node:alpine', 'always'],
      ['FROM node', 'always'],
      ['FROM node:lts-alpine', 'always'],
      ['FROM node:carbon', 'never'],
      ['ARG IMAGE="22-alpine"\nFROM node:${IMAGE} AS runner', 'always'],
      ['ARG VERSION\nFROM node:$VERSION', 'sometimes'],
      ['FROM node:${VERSION:-12}', 'never'],
      ['FROM node:24 AS installer\nFROM gcr.io/distroless/nodejs24-debian13', 'always'],
      ['FROM node:20 AS build\nFROM nginx:alpine', 'sometimes'],
    ];
    assert.equal(runsOn15({ '/app/package.json': engines('>=10'), '/app/Dockerfile.prod': 'FROM node:16.18-slim', '/app/Dockerfile.dev': 'FROM node:12' }), 'always');
    for (const [text, expected] of images) assert.equal(runsOn15({ '/app/package.json': engines('>=10'), '/app/Dockerfile': text }), expected, text);
  });

  it('is open where what is said differs', () => {
    assert.equal(runsOn15({ '/app/.nvmrc': '20.12.0', '/app/Dockerfile': 'FROM node:14.2.0-alpine3.11' }), 'sometimes');
  });

  it('is believed of the types only where they leave more open', () => {
    assert.equal(runsOn15({ '/app/package.json': JSON.stringify({ devDependencies: { '@types/node': '^12.7.5' } }) }), 'sometimes');
    assert.equal(runsOn15({ '/app/package.json': JSON.stringify({ devDependencies: { '@types/node': '^20.0.0' } }) }), 'always');
    assert.equal(runsOn15({ '/app/package.json': JSON.stringify({ engines: { node: '>=18' }, devDependencies: { '@types/node': '^12.7.5' } }) }), 'always');
  });

  it('is that of the package, else of what is above it', () => {
    const project = openProject({ fileSystem: memoryFileSystem({ '/app/package.json': engines('>=10'), '/app/new/package.json': engines('>=20'), '/app/old/package.json': '{}' }), root: '/app' });
    assert.equal(project.runsOnNode('/app/new/a.ts', '>=15.0.0'), 'always');
    assert.equal(project.runsOnNode('/app/old/a.ts', '>=15.0.0'), 'sometimes');
  });
});
