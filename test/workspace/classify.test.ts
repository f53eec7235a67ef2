import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileRole, roleOf } from '../../server/src/workspace/classify.ts';
import type { FileRole } from '../../server/src/workspace/classify.ts';
import { memoryFileSystem } from '../../server/src/workspace/memory.ts';
import { openProject } from '../../server/src/workspace/open-project.ts';

const paths: Readonly<Record<FileRole, readonly string[]>> = {
  server: [
    'src/app.ts', 'routes/test.js', 'src/contest/contest.controller.ts', 'src/latest.ts', 'src/config/database.config.ts', 'src/users/seeded-user.ts', 'examples/shop/app.ts',
    'src/public/public.controller.js', 'src/testimonials.ts', 'bin/www.js', 'src/descriptions/scripts.ts',
  ],
  test: ['src/a.test.ts', 'src/a.spec.js', 'test/a.ts', 'src/tests/a.ts', 'src/__tests__/a.ts', 'e2e/a.ts', 'apps/api/test/app.e2e-spec.ts', 'cypress/a.js', 'jest.setup.js'],
  fixture: ['src/fixtures/a.ts', '__fixtures__/a.js', 'src/__mocks__/db.ts', 'mocks/handlers.ts', 'src/user.mock.ts'],
  story: ['src/Button.stories.tsx', '.storybook/main.ts'],
  script: [
    'scripts/a.ts', 'prisma/seed.ts', 'src/seeders/users.js', 'seeds/a.js', 'src/database/migrations/1-init.ts', 'vite.config.ts', 'apps/web/next.config.mjs', '.eslintrc.js',
    'gulpfile.js', 'src/cli.ts', 'bin/profile/load.ts', 'extra/release/build.js',
  ],
  browser: ['public/js/main.js', 'apps/web/static/a.js'],
};

describe('the role of a file', () => {
  for (const [role, examples] of Object.entries(paths)) {
    it(`${role} by its path`, () => {
      for (const path of examples) assert.equal(fileRole(path), role, path);
    });
  }

  it('script or browser by its text', () => {
    assert.equal(fileRole('src/a.ts', '#!/usr/bin/env node\n'), 'script');
    assert.equal(fileRole('src/merge.ts', "import type { MigrationInterface } from 'typeorm';\n"), 'script');
    assert.equal(fileRole('app/page.tsx', "'use client';\n"), 'browser');
    assert.equal(fileRole('app/page.tsx', '/* a\n * b */\n// c\n"use strict";\n"use client"\n'), 'browser');
    assert.equal(fileRole('app/page.tsx', "import a from 'a';\n'use client';\n"), 'server');
    assert.equal(fileRole('app/actions.ts', "'use server';\n"), 'server');
  });

  it('is judged below the root of the project', () => {
    const project = openProject({ fileSystem: memoryFileSystem({ '/test/scripts/shop/src/a.ts': '', '/test/scripts/shop/test/b.ts': '' }), root: '/test/scripts/shop' });
    assert.deepEqual(project.files.map((file) => roleOf(project, file)), ['server', 'test']);
  });

  it('is script for the programs of a package', () => {
    const fileSystem = memoryFileSystem({
      '/app/package.json': '{"name":"a","bin":{"one":"./dist/one.js","two":"tools/two.js"}}',
      '/app/src/one.ts': '',
      '/app/src/three.ts': '',
      '/app/tools/two.js': '',
    });
    const project = openProject({ fileSystem, root: '/app' });
    assert.deepEqual(project.files.map((file) => roleOf(project, file)), ['script', 'server', 'script']);
  });

  it('what a script of the manifest runs by hand is one, what starts the server is none', () => {
    const scripts = { start: 'node server.js', dev: 'node --watch tools/dev.js', tidy: 'node --no-warnings ./extra/tidy.js && node index.js', build: 'tsc' };
    const fileSystem = memoryFileSystem({
      '/app/package.json': JSON.stringify({ name: 'a', scripts }),
      '/app/extra/tidy.js': '',
      '/app/index.js': '',
      '/app/server.js': '',
      '/app/tools/dev.js': '',
    });
    const project = openProject({ fileSystem, root: '/app' });
    assert.deepEqual(project.files.map((file) => roleOf(project, file)), ['script', 'server', 'server', 'server']);
  });

  it('a program that listens, and that the package is started with, is its server', () => {
    const listening = "#!/usr/bin/env node\nimport http from 'http';\nhttp.createServer().listen(3000);\n";
    const fileSystem = memoryFileSystem({
      '/app/package.json': JSON.stringify({ name: 'a', bin: { a: 'server.js', tool: 'tool.js', other: 'other.js' }, scripts: { start: 'node-dev server.js -- --config a.env', dev: 'node tool.js' } }),
      '/app/other.js': listening,
      '/app/server.js': listening,
      '/app/tool.js': '#!/usr/bin/env node\n',
    });
    const project = openProject({ fileSystem, root: '/app' });
    assert.deepEqual(project.files.map((file) => roleOf(project, file)), ['script', 'server', 'script']);
  });
});
