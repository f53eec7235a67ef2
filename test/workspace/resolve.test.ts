import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memoryFileSystem } from '../../server/src/workspace/memory.ts';
import { openProject } from '../../server/src/workspace/open-project.ts';

type Files = Readonly<Record<string, string>>;

/** Where an import leads: a path below `/app`, `package:name subpath`, `builtin:name` or `unresolved`. */
function resolve(files: Files, specifier: string, from = 'src/a.ts'): string {
  const texts = Object.fromEntries(Object.entries(files).map(([path, text]) => [`/app/${path}`, text]));
  const resolution = openProject({ fileSystem: memoryFileSystem({ [`/app/${from}`]: '', ...texts }), root: '/app' }).resolve(`/app/${from}`, specifier);
  if (resolution.kind === 'file') return resolution.path.replace('/app/', '');
  if (resolution.kind === 'package') return `package:${resolution.name} ${resolution.subpath}`.trimEnd();
  return resolution.kind === 'builtin' ? `builtin:${resolution.name}` : 'unresolved';
}

function json(value: unknown): string {
  return JSON.stringify(value);
}

describe('relative imports', () => {
  it('map endings as TypeScript does', () => {
    assert.equal(resolve({ 'src/b.ts': '' }, './b'), 'src/b.ts');
    assert.equal(resolve({ 'src/b.ts': '' }, './b.ts'), 'src/b.ts');
    assert.equal(resolve({ 'src/b.ts': '', 'src/b.js': '' }, './b.js'), 'src/b.ts');
    assert.equal(resolve({ 'src/b.js': '' }, './b.js'), 'src/b.js');
    assert.equal(resolve({ 'src/b.mts': '' }, './b.mjs'), 'src/b.mts');
    assert.equal(resolve({ 'src/b.cts': '' }, './b.cjs'), 'src/b.cts');
    assert.equal(resolve({ 'src/b.tsx': '' }, './b.js'), 'src/b.tsx');
    assert.equal(resolve({ 'src/b.service.ts': '' }, './b.service'), 'src/b.service.ts');
    assert.equal(resolve({ 'lib/b.cjs': '' }, '../lib/b'), 'lib/b.cjs');
  });

  it('find folders by main or index, files first', () => {
    assert.equal(resolve({ 'src/b/index.ts': '' }, './b'), 'src/b/index.ts');
    assert.equal(resolve({ 'src/b/index.ts': '', 'src/b.ts': '' }, './b'), 'src/b.ts');
    assert.equal(resolve({ 'src/b/index.ts': '', 'src/b.ts': '' }, './b/'), 'src/b/index.ts');
    assert.equal(resolve({ 'src/index.js': '' }, '.'), 'src/index.js');
    assert.equal(resolve({ 'index.js': '' }, '..'), 'index.js');
    assert.equal(resolve({ 'src/b/package.json': json({ main: 'lib/main' }), 'src/b/lib/main.js': '', 'src/b/index.js': '' }, './b'), 'src/b/lib/main.js');
  });

  it('take JSON, and nothing that is no source', () => {
    assert.equal(resolve({ 'src/b.json': '{}' }, './b.json'), 'src/b.json');
    assert.equal(resolve({ 'src/b.json': '{}' }, './b'), 'src/b.json');
    assert.equal(resolve({ 'src/b.css': '' }, './b.css'), 'unresolved');
    assert.equal(resolve({ 'src/b.d.ts': '' }, './b'), 'unresolved');
    assert.equal(resolve({}, './b'), 'unresolved');
    assert.equal(resolve({}, ''), 'unresolved');
  });
});

describe('bare imports', () => {
  it('are modules of Node, with and without the prefix', () => {
    assert.equal(resolve({}, 'node:fs/promises'), 'builtin:fs/promises');
    assert.equal(resolve({}, 'fs/promises'), 'builtin:fs/promises');
    assert.equal(resolve({}, 'node:test'), 'builtin:test');
    assert.equal(resolve({}, 'test'), 'package:test');
  });

  it('are packages, listed or not', () => {
    assert.equal(resolve({}, 'express'), 'package:express');
    assert.equal(resolve({}, 'lodash/fp'), 'package:lodash fp');
    assert.equal(resolve({}, '@prisma/client/edge'), 'package:@prisma/client edge');
    assert.equal(resolve({}, 'npm:express@^5'), 'package:express');
  });

  it('that no package can be called are unresolved', () => {
    for (const specifier of ['@/db', '~/db', 'https://example.com/a.js', 'virtual:routes', '@scope', '$lib/db']) assert.equal(resolve({}, specifier), 'unresolved', specifier);
  });

  it('stay packages where a folder has the name of a dependency', () => {
    const files = { 'package.json': json({ dependencies: { express: '4' } }), 'tsconfig.json': json({ compilerOptions: { baseUrl: '.', paths: { '*': ['./*'] } } }) };
    assert.equal(resolve({ ...files, 'express/index.ts': '' }, 'express'), 'package:express');
    assert.equal(resolve({ ...files, 'models/index.ts': '' }, 'models'), 'models/index.ts');
  });

  it('stay packages where the application has the name of a dependency', () => {
    assert.equal(resolve({ 'package.json': json({ name: 'express', dependencies: { express: '4' } }), 'index.js': '' }, 'express'), 'package:express');
    assert.equal(resolve({ 'package.json': json({ name: 'shop' }), 'index.js': '' }, 'shop'), 'index.js');
  });

  it('follow the aliases of module-alias', () => {
    const files = { 'package.json': json({ _moduleAliases: { '@root': '.', '@models': 'src/models' } }), 'src/models/user.js': '', 'config.js': '' };
    assert.equal(resolve(files, '@models/user'), 'src/models/user.js');
    assert.equal(resolve(files, '@root/config'), 'config.js');
  });
});

describe('tsconfig', () => {
  it('maps paths, the longest beginning first', () => {
    const paths = { '@/*': ['./src/*'], '@/db': ['./src/database/index.ts'], '@/models/*': ['./generated-models/*', './src/entities/*'], 'config': ['./settings'] };
    const files = { 'tsconfig.json': `// comments and trailing commas\n{ "compilerOptions": { "paths": ${json(paths)}, }, }`, 'src/b.ts': '', 'src/database/index.ts': '', 'src/entities/user.ts': '', 'settings.ts': '' };
    assert.equal(resolve(files, '@/b'), 'src/b.ts');
    assert.equal(resolve(files, '@/b.js'), 'src/b.ts');
    assert.equal(resolve(files, '@/db'), 'src/database/index.ts');
    assert.equal(resolve(files, '@/models/user'), 'src/entities/user.ts');
    assert.equal(resolve(files, 'config'), 'settings.ts');
    assert.equal(resolve(files, '@/missing'), 'unresolved');
  });

  it('says unresolved, not package, for a mapped name without its file', () => {
    const files = { 'tsconfig.json': json({ compilerOptions: { paths: { '@app/*': ['./libs/*'] } } }) };
    assert.equal(resolve(files, '@app/missing'), 'unresolved');
    assert.equal(resolve({ ...files, 'package.json': json({ dependencies: { '@app/listed': '1' } }) }, '@app/listed'), 'package:@app/listed');
  });

  it('has a base', () => {
    assert.equal(resolve({ 'tsconfig.json': json({ compilerOptions: { baseUrl: './' } }), 'src/users/service.ts': '' }, 'src/users/service'), 'src/users/service.ts');
    assert.equal(resolve({ 'tsconfig.json': json({ compilerOptions: { baseUrl: 'src', paths: { '~/*': ['./*'] } } }), 'src/b.ts': '' }, '~/b'), 'src/b.ts');
  });

  it('extends files, lists of files, packages and packages of the repository', () => {
    const paths = json({ compilerOptions: { paths: { '@/*': ['./src/*'] } } });
    const target = { 'src/b.ts': '' };
    assert.equal(resolve({ ...target, 'tsconfig.json': json({ extends: './base' }), 'base.json': paths }, '@/b'), 'src/b.ts');
    assert.equal(resolve({ ...target, 'tsconfig.json': json({ extends: ['./base.json', './more.json'] }), 'base.json': paths, 'more.json': '{}' }, '@/b'), 'src/b.ts');
    const fromPackage = json({ compilerOptions: { paths: { '@/*': ['${configDir}/src/*'] } } });
    assert.equal(resolve({ ...target, 'tsconfig.json': json({ extends: '@acme/tsconfig/node.json' }), 'node_modules/@acme/tsconfig/node.json': fromPackage }, '@/b'), 'src/b.ts');
    const workspace = { 'package.json': json({ workspaces: ['libs/*'] }), 'libs/ts/package.json': json({ name: '@acme/ts' }), 'libs/ts/tsconfig.json': fromPackage };
    assert.equal(resolve({ ...target, ...workspace, 'tsconfig.json': json({ extends: '@acme/ts' }) }, '@/b'), 'src/b.ts');
    assert.equal(resolve({ ...target, 'tsconfig.json': json({ extends: './tsconfig.json' }) }, 'b'), 'package:b', 'a circle ends');
  });

  it('may be a jsconfig, refer to projects beside it, or stand at the root of the repository', () => {
    const paths = json({ compilerOptions: { paths: { '@/*': ['./src/*'] } } });
    const target = { 'src/b.ts': '' };
    assert.equal(resolve({ ...target, 'jsconfig.json': paths }, '@/b'), 'src/b.ts');
    assert.equal(resolve({ ...target, 'tsconfig.json': json({ files: [], references: [{ path: './tsconfig.app.json' }] }), 'tsconfig.app.json': paths }, '@/b'), 'src/b.ts');
    const nx = { 'package.json': '{}', 'tsconfig.base.json': json({ compilerOptions: { paths: { '@org/data': ['libs/data/src/index.ts'] } } }), 'libs/data/src/index.ts': '', 'apps/api/tsconfig.json': '{}' };
    assert.equal(resolve(nx, '@org/data', 'apps/api/src/main.ts'), 'libs/data/src/index.ts');
  });

  it('nearest wins', () => {
    const files = { 'tsconfig.json': json({ compilerOptions: { paths: { '@/*': ['./*'] } } }), 'apps/api/tsconfig.json': json({ compilerOptions: { paths: { '@/*': ['./src/*'] } } }), 'b.ts': '', 'apps/api/src/b.ts': '' };
    assert.equal(resolve(files, '@/b', 'apps/api/src/a.ts'), 'apps/api/src/b.ts');
    assert.equal(resolve(files, '@/b', 'apps/web/a.ts'), 'b.ts');
  });
});

describe('package imports', () => {
  it('lead to files and packages, by condition and pattern', () => {
    const imports = { '#db': { browser: './src/db-browser.ts', types: './types/db.d.ts', default: './dist/db.js' }, '#lib/*': './src/lib/*.js', '#lib/internal/*': null, '#lodash': 'lodash/fp' };
    const files = { 'package.json': json({ name: 'app', imports }), 'src/db.ts': '', 'src/db-browser.ts': '', 'src/lib/b.ts': '', 'src/lib/internal/c.ts': '' };
    assert.equal(resolve(files, '#db'), 'src/db.ts');
    assert.equal(resolve(files, '#lib/b'), 'src/lib/b.ts');
    assert.equal(resolve(files, '#lib/internal/c'), 'unresolved');
    assert.equal(resolve(files, '#lodash'), 'package:lodash fp');
    assert.equal(resolve(files, '#missing'), 'unresolved');
  });

  it('may be an alias of a tsconfig', () => {
    assert.equal(resolve({ 'tsconfig.json': json({ compilerOptions: { paths: { '#/*': ['./src/*'] } } }), 'src/b.ts': '' }, '#/b'), 'src/b.ts');
  });
});

describe('packages of the repository', () => {
  const workspace = (manifest: object, files: Files): Files => ({
    'package.json': json({ workspaces: ['libs/*'] }),
    'libs/lib/package.json': json({ name: '@acme/lib', version: '1.0.0', ...manifest }),
    'apps/api/package.json': json({ name: 'api', dependencies: { '@acme/lib': 'workspace:*' } }),
    ...files,
  });
  const fromApi = (files: Files, specifier = '@acme/lib') => resolve(files, specifier, 'apps/api/src/a.ts');

  it('lead to the source of what they will be built to', () => {
    assert.equal(fromApi(workspace({ main: './dist/index.js' }, { 'libs/lib/src/index.ts': '' })), 'libs/lib/src/index.ts');
    assert.equal(fromApi(workspace({ main: './dist/index.js' }, { 'libs/lib/src/index.ts': '', 'libs/lib/dist/index.js': '' })), 'libs/lib/src/index.ts');
    assert.equal(fromApi(workspace({ main: 'dist/main.js' }, { 'libs/lib/dist/main.js': '' })), 'libs/lib/dist/main.js');
    assert.equal(fromApi(workspace({ exports: { '.': { types: './dist/index.d.ts', import: './dist/esm/index.mjs' } } }, { 'libs/lib/src/index.ts': '' })), 'libs/lib/src/index.ts');
    assert.equal(fromApi(workspace({ types: './dist/index.d.ts' }, { 'libs/lib/index.ts': '' })), 'libs/lib/index.ts');
    assert.equal(fromApi(workspace({ main: 'lib/index.js' }, { 'libs/lib/lib/index.js': '', 'libs/lib/src/index.ts': '' })), 'libs/lib/lib/index.js');
    assert.equal(fromApi(workspace({ main: 'lib/index.js' }, { 'libs/lib/src/index.ts': '' })), 'libs/lib/src/index.ts');
    assert.equal(fromApi(workspace({}, { 'libs/lib/src/index.ts': '' })), 'libs/lib/src/index.ts');
    assert.equal(fromApi(workspace({}, {})), 'unresolved');
  });

  it('have subpaths', () => {
    const exported = { exports: { '.': './src/index.ts', './*': './src/*.ts', './db': './dist/database.js' } };
    const files = workspace(exported, { 'libs/lib/src/database.ts': '', 'libs/lib/src/auth.ts': '' });
    assert.equal(fromApi(files, '@acme/lib/db'), 'libs/lib/src/database.ts');
    assert.equal(fromApi(files, '@acme/lib/auth'), 'libs/lib/src/auth.ts');
    assert.equal(fromApi(workspace({}, { 'libs/lib/src/auth.ts': '' }), '@acme/lib/src/auth'), 'libs/lib/src/auth.ts');
  });

  it('are listed by npm, yarn, pnpm and lerna', () => {
    const source = { 'libs/lib/package.json': json({ name: 'lib' }), 'libs/lib/index.ts': '' };
    const lists: readonly Files[] = [
      { 'package.json': json({ workspaces: ['libs/lib'] }) },
      { 'package.json': json({ workspaces: { packages: ['./libs/*/'] } }) },
      { 'package.json': '{}', 'pnpm-workspace.yaml': 'packages:\n  - "**"\n' },
      { 'package.json': '{}', 'lerna.json': json({ packages: ['libs/l*'] }) },
    ];
    for (const list of lists) assert.equal(resolve({ ...source, ...list }, 'lib', 'apps/api/a.ts'), 'libs/lib/index.ts', json(list));
    assert.equal(resolve({ ...source, 'package.json': json({ workspaces: ['libs/*', '!libs/lib'] }) }, 'lib', 'apps/api/a.ts'), 'package:lib');
  });

  it('do not stand for a release of the same name that is asked for', () => {
    const files = workspace({}, { 'libs/lib/index.ts': '' });
    assert.equal(fromApi({ ...files, 'apps/api/package.json': json({ dependencies: { '@acme/lib': '^2.0.0' } }) }), 'package:@acme/lib');
    assert.equal(fromApi({ ...files, 'apps/api/package.json': json({ dependencies: { '@acme/lib': '^1.0.0' } }) }), 'libs/lib/index.ts');
  });

  it('may be linked by folder', () => {
    const files = { 'package.json': '{}', 'api/package.json': json({ dependencies: { shared: 'file:../shared' } }), 'shared/package.json': json({ name: 'shared' }), 'shared/index.js': '' };
    assert.equal(resolve(files, 'shared', 'api/a.js'), 'shared/index.js');
  });
});
