import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { walkFiles } from '../../server/src/workspace/discover.ts';
import type { WalkOptions } from '../../server/src/workspace/discover.ts';
import { memoryFileSystem } from '../../server/src/workspace/memory.ts';
import { openProject } from '../../server/src/workspace/open-project.ts';
import { relativePath } from '../../server/src/workspace/paths.ts';

/** The sources below `/app`, relative to it. */
function sources(files: Readonly<Record<string, string>>, options: Partial<WalkOptions> = {}): readonly string[] {
  const root = options.root ?? '/app';
  return walkFiles({ fileSystem: memoryFileSystem(files), root, ...options }).sources.map((file) => relativePath('/app', file));
}

function empty(...paths: readonly string[]): Record<string, string> {
  return Object.fromEntries(paths.map((path) => [`/app/${path}`, '']));
}

describe('discovery', () => {
  it('finds every kind of source file, sorted, and nothing else', () => {
    const names = ['z.ts', 'a.tsx', 'b.mts', 'c.cts', 'd.js', 'e.jsx', 'f.mjs', 'g.cjs'];
    const others = ['x.d.ts', 'x.d.mts', 'x.d.css.ts', 'x.json', 'x.vue', 'README.md', 'lib.min.js', 'api.generated.ts', 'routes.gen.ts', 'Dockerfile'];
    assert.deepEqual(sources(empty(...names, ...others)), [...names].sort());
  });

  it('leaves out dependencies and build output', () => {
    const out = ['node_modules/x/a.js', 'dist/a.js', 'build/a.js', 'out/a.js', '.next/a.js', '.nuxt/a.js', '.output/a.js', '.turbo/a.js', 'coverage/a.js', 'vendor/a.js'];
    assert.deepEqual(sources(empty('a.ts', ...out, 'apps/api/package.json', 'apps/api/build/a.js', 'apps/api/node_modules/y/a.js', 'public/vendor/a.js')), ['a.ts']);
  });

  it('takes a feature that is called like build output', () => {
    const features = ['routes/vendor/orders.js', 'src/build/queue.ts', 'src/dist/list.ts'];
    assert.deepEqual(sources(empty(...features)), features);
  });

  it('looks into a folder that is named, whatever it is called', () => {
    const files = empty('src/a.ts', 'build/b.js', 'dist/c.js');
    assert.deepEqual(sources(files, { paths: ['/app/build'] }), ['build/b.js']);
    assert.deepEqual(sources(files, { root: '/app/dist' }), ['dist/c.js']);
    assert.deepEqual(sources(files, { paths: ['/app/src', '/app/dist/c.js'] }), ['dist/c.js', 'src/a.ts']);
  });

  it('leaves out what globs exclude', () => {
    const files = empty('a.ts', 'legacy/b.ts', 'legacy/deep/c.ts', 'd.old.ts', '.hidden/e.ts');
    assert.deepEqual(sources(files, { exclude: ['legacy', '**/*.old.ts', '.hidden/**'] }), ['a.ts']);
  });

  it('does not follow symbolic links, except a start that is one', () => {
    const under = memoryFileSystem(empty('a.ts', 'loop/b.ts'));
    const linking = { ...under, list: (directory: string) => under.list(directory).map((entry) => (entry.name === 'loop' ? { ...entry, linked: true as const } : entry)) };
    assert.deepEqual(walkFiles({ fileSystem: linking, root: '/app' }).sources, ['/app/a.ts']);
    assert.deepEqual(walkFiles({ fileSystem: linking, root: '/app/loop' }).sources, ['/app/loop/b.ts']);
  });
});

describe('.gitignore', () => {
  it('counts in every folder, negations included', () => {
    const files = {
      ...empty('a.js', 'a.ts', 'keep.js', 'lib/b.js', 'lib/c.js', 'lib/deep/d.js', 'tmp/e.ts', 'lib/tmp/f.ts'),
      '/app/.gitignore': '*.js\n!keep.js\n/tmp\n# comment\n',
      '/app/lib/.gitignore': '!*.js\n/c.js\ndeep/\n',
    };
    assert.deepEqual(sources(files), ['a.ts', 'keep.js', 'lib/b.js', 'lib/tmp/f.ts']);
  });

  it('lets a deeper file bring back a folder', () => {
    const files = { ...empty('logs/a.ts', 'api/logs/b.ts', 'api/c.ts'), '/app/.gitignore': 'logs/\n', '/app/api/.gitignore': '!logs/\n' };
    assert.deepEqual(sources(files), ['api/c.ts', 'api/logs/b.ts']);
  });

  it('counts above the root up to the git work tree, and no further', () => {
    const files = { ...empty('api/a.ts', 'api/old/b.ts', 'api/c.ts'), '/app/.git/HEAD': '', '/app/.gitignore': 'api/old\n', '/.gitignore': 'c.ts\n' };
    assert.deepEqual(sources(files, { root: '/app/api' }), ['api/a.ts', 'api/c.ts']);
  });

  it('does not count for a folder that is named although it is ignored', () => {
    const files = { ...empty('sandbox/a.ts', 'sandbox/b.ts'), '/app/.git/HEAD': '', '/app/.gitignore': 'sandbox\n', '/app/sandbox/.gitignore': 'b.ts\n' };
    assert.deepEqual(sources(files), []);
    assert.deepEqual(sources(files, { root: '/app/sandbox' }), ['sandbox/a.ts']);
  });

  it('takes folder names with special characters as they are', () => {
    const files = { ...empty('[id]/a.ts', '[id]/b.ts', 'i/b.ts'), '/app/[id]/.gitignore': 'b.ts\n' };
    assert.deepEqual(sources(files), ['[id]/a.ts', 'i/b.ts']);
  });
});

describe('the files of a project', () => {
  const long = 'x'.repeat(900);
  const files = (contents: Readonly<Record<string, string>>): readonly string[] => {
    const texts = Object.fromEntries(Object.entries(contents).map(([path, text]) => [`/app/${path}`, text]));
    return openProject({ fileSystem: memoryFileSystem(texts), root: '/app' }).files.map((file) => relativePath('/app', file));
  };

  it('are not minified', () => {
    const minified = Array.from({ length: 12 }, () => long).join('\n');
    const oneLine = `${'// a line\n'.repeat(50)}${'y'.repeat(9_000)}\n`;
    const withLogo = `${'const answer = 42; // a line of an ordinary length\n'.repeat(400)}const logo = '${'A'.repeat(6_000)}';\n`;
    assert.deepEqual(files({ 'minified.js': minified, 'one-line.js': oneLine, 'with-logo.ts': withLogo, 'short.ts': long }), ['short.ts', 'with-logo.ts']);
  });

  it('are not generated', () => {
    const contents = {
      'a.ts': '/** @generated by a tool */\nexport {};\n',
      'b.ts': '/* eslint-disable */\n// Code generated by protoc. DO NOT EDIT.\nexport {};\n',
      'c.ts': '/**\n * This file was auto-generated.\n */\nexport {};\n',
      'd.ts': 'export const hint = 1;\n// do not edit the rows in place\n',
      'e.ts': '// invoices are generated at night\nexport {};\n',
    };
    assert.deepEqual(files(contents), ['d.ts', 'e.ts']);
  });

  it('include one that is named although it looks generated', () => {
    const fileSystem = memoryFileSystem({ '/app/a.ts': '// @generated\n', '/app/b.ts': '// @generated\n' });
    assert.deepEqual(openProject({ fileSystem, root: '/app', paths: ['/app', '/app/b.ts'] }).files, ['/app/b.ts']);
  });
});

describe('files of other kinds', () => {
  it('are found by extension, in the whole package around the root', () => {
    const fileSystem = memoryFileSystem({ '/app/package.json': '{"name":"shop"}', '/app/prisma/schema.prisma': '', '/app/prisma/models/a.prisma': '', '/app/src/a.ts': '' });
    const expected = ['/app/prisma/models/a.prisma', '/app/prisma/schema.prisma'];
    assert.deepEqual(openProject({ fileSystem, root: '/app' }).filesWithExtension('prisma'), expected);
    assert.deepEqual(openProject({ fileSystem, root: '/app/src' }).filesWithExtension('prisma'), expected);
    assert.deepEqual(openProject({ fileSystem, root: '/app', paths: ['/app/src'] }).filesWithExtension('prisma'), expected);
    assert.deepEqual(openProject({ fileSystem, root: '/', paths: ['/app/src'] }).filesWithExtension('prisma'), expected);
    assert.deepEqual(openProject({ fileSystem, root: '/app' }).filesWithExtension('graphql'), []);
  });

  it('are not looked for beside a file that belongs to no package', () => {
    const fileSystem = memoryFileSystem({ '/loose/a.ts': '', '/loose/schema.prisma': '' });
    assert.deepEqual(openProject({ fileSystem, root: '/loose', paths: ['/loose/a.ts'] }).filesWithExtension('prisma'), []);
  });
});
