import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memoryFileSystem } from '../../server/src/workspace/memory.ts';
import { openProject } from '../../server/src/workspace/open-project.ts';
import type { Project } from '../../server/src/workspace/project.ts';

function project(files: Readonly<Record<string, string>>, root = '/app'): Project {
  return openProject({ fileSystem: memoryFileSystem(files), root });
}

/** The version of express that `/app/src/a.ts` sees. */
function expressVersion(files: Readonly<Record<string, string>>, range = '^4.17.0'): string | undefined {
  return project({ '/app/package.json': JSON.stringify({ name: 'app', dependencies: { express: range } }), ...files }).packageVersion('/app/src/a.ts', 'express');
}

describe('dependencies', () => {
  const files = {
    '/app/package.json': '{"name":"all","workspaces":["apps/*"],"devDependencies":{"shared":"*"}}',
    '/app/apps/api/package.json': '{"name":"api","dependencies":{"express":"4"},"peerDependencies":{"pg":"8"}}',
    '/app/apps/api/esm/package.json': '{"type":"module"}',
  };

  it('are those of the nearest package.json and those above it', () => {
    const monorepo = project(files);
    assert.equal(monorepo.dependsOn('/app/apps/api/src/a.ts', 'express'), true);
    assert.equal(monorepo.dependsOn('/app/apps/api/src/a.ts', 'pg'), true);
    assert.equal(monorepo.dependsOn('/app/apps/api/esm/a.ts', 'shared'), true);
    assert.equal(monorepo.dependsOn('/app/apps/web/a.ts', 'express'), false);
    assert.equal(monorepo.dependsOn('/app/apps/api/a.ts', 'constructor'), false);
  });

  it('belong to the package of the file', () => {
    const monorepo = project(files);
    assert.equal(monorepo.packageRoot('/app/apps/api/src/a.ts'), '/app/apps/api');
    assert.equal(monorepo.packageRoot('/app/apps/api/esm/a.ts'), '/app/apps/api', 'a package.json that only sets the module type is no package');
    assert.equal(monorepo.packageRoot('/app/tools/a.ts'), '/app');
    assert.equal(project({ '/app/a.ts': '' }).packageRoot('/app/src/a.ts'), '/app');
  });

  it('are found above the root, up to the repository', () => {
    const api = project({ ...files, '/package.json': '{"dependencies":{"koa":"1"}}' }, '/app/apps/api/src');
    assert.equal(api.dependsOn('/app/apps/api/src/a.ts', 'express'), true);
    assert.equal(api.dependsOn('/app/apps/api/src/a.ts', 'koa'), false);
  });

  it('of a broken package.json are none', () => {
    const broken = project({ '/app/package.json': '{"dependencies":{"express":"4"' });
    assert.equal(broken.dependsOn('/app/a.ts', 'express'), false);
    assert.equal(broken.packageVersion('/app/a.ts', 'express'), undefined);
  });
});

describe('versions', () => {
  const npmLock = JSON.stringify({ lockfileVersion: 3, packages: { 'node_modules/express': { version: '4.18.2' } } });

  it('installed beat locked, locked beat the range', () => {
    const installed = { '/app/node_modules/express/package.json': '{"version":"4.21.0"}' };
    assert.equal(expressVersion({ ...installed, '/app/package-lock.json': npmLock }), '4.21.0');
    assert.equal(expressVersion({ '/app/package-lock.json': npmLock }), '4.18.2');
    assert.equal(expressVersion({}), '4.17.0');
  });

  it('of a broken lockfile are unknown', () => {
    for (const name of ['package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock']) assert.equal(expressVersion({ [`/app/${name}`]: '{{{ "express@^4.17.0": [\n\t-' }), '4.17.0', name);
  });

  it('are the lowest that a range allows', () => {
    const lowest = { '~4.2.0': '4.2.0', '^4 || ^5': '4.0.0', '>=5.0.0-beta.1 <6': '5.0.0-beta.1', '4.x': '4.0.0', 'npm:express@^5.1.0': '5.1.0' };
    for (const [range, version] of Object.entries(lowest)) assert.equal(expressVersion({}, range), version, range);
    for (const range of ['*', 'latest', '', 'github:expressjs/express', 'git+https://example.com/express.git', '<5']) assert.equal(expressVersion({}, range), undefined, range);
  });

  it('of npm lockfiles, format 1', () => {
    assert.equal(expressVersion({ '/app/package-lock.json': '{"lockfileVersion":1,"dependencies":{"express":{"version":"4.18.1"}}}' }), '4.18.1');
  });

  it('of npm lockfiles, formats 2 and 3, workspace folders first', () => {
    const packages = { 'node_modules/express': { version: '4.18.2' }, 'apps/api/node_modules/express': { version: '5.0.1' }, 'node_modules/lib': { resolved: 'libs/lib', link: true }, 'libs/lib': { version: '1.2.3' } };
    const monorepo = project({
      '/app/package.json': '{"workspaces":["apps/*","libs/*"]}',
      '/app/package-lock.json': JSON.stringify({ lockfileVersion: 2, packages }),
      '/app/apps/api/package.json': '{"name":"api","dependencies":{"express":"^5.0.0","lib":"*"}}',
      '/app/apps/old/package.json': '{"name":"old","dependencies":{"express":"^4.0.0"}}',
    });
    assert.equal(monorepo.packageVersion('/app/apps/api/a.ts', 'express'), '5.0.1');
    assert.equal(monorepo.packageVersion('/app/apps/old/a.ts', 'express'), '4.18.2');
    assert.equal(monorepo.packageVersion('/app/apps/api/a.ts', 'lib'), '1.2.3');
  });

  it('of yarn 1', () => {
    const lock = [
      '# THIS IS AN AUTOGENERATED FILE. DO NOT EDIT THIS FILE DIRECTLY.', '# yarn lockfile v1', '', '',
      '"@types/express@^4.17.0":', '  version "4.17.9"', '  resolved "https://registry.yarnpkg.com/a"', '',
      'express@^4.0.0, express@^4.17.0:', '  version "4.18.2"', '  dependencies:', '    accepts "~1.3.8"', '',
      'express@^5.0.0:', '  version "5.0.1"', '',
    ].join('\n');
    assert.equal(expressVersion({ '/app/yarn.lock': lock }), '4.18.2');
    assert.equal(expressVersion({ '/app/yarn.lock': lock.replaceAll('\n', '\r\n') }, '^5.0.0'), '5.0.1');
    assert.equal(expressVersion({ '/app/yarn.lock': lock }, '^4.16.0'), '4.16.0', 'two versions, and neither is for this range');
    const types = project({ '/app/package.json': '{"dependencies":{"@types/express":"^4.17.0"}}', '/app/yarn.lock': lock });
    assert.equal(types.packageVersion('/app/a.ts', '@types/express'), '4.17.9');
  });

  it('of yarn berry', () => {
    const lock = [
      '# This file is generated by running "yarn install" inside your project.', '', '__metadata:', '  version: 8', '  cacheKey: 10c0', '',
      '"express@npm:^4.17.0, express@npm:~4.18.0":', '  version: 4.18.3', '  resolution: "express@npm:4.18.3"', '  dependencies:', '    accepts: "npm:~1.3.8"', '  languageName: node', '',
      '"express@npm:^5.0.0":', '  version: 5.1.0', '',
      '"lib@workspace:*, lib@workspace:libs/lib":', '  version: 0.0.0-use.local', '  resolution: "lib@workspace:libs/lib"', '',
    ].join('\n');
    assert.equal(expressVersion({ '/app/yarn.lock': lock }), '4.18.3');
    assert.equal(expressVersion({ '/app/yarn.lock': lock }, '^5.0.0'), '5.1.0');
    const monorepo = project({
      '/app/package.json': '{"workspaces":["libs/*"],"dependencies":{"lib":"workspace:*"}}',
      '/app/libs/lib/package.json': '{"name":"lib","version":"3.2.1"}',
      '/app/yarn.lock': lock,
    });
    assert.equal(monorepo.packageVersion('/app/a.ts', 'lib'), '3.2.1');
  });

  it('of pnpm, from the formats of version 6 to 10', () => {
    const formats = {
      5: "lockfileVersion: 5.4\nspecifiers:\n  express: ^4.17.0\ndependencies:\n  express: 4.18.2_debug@4.3.4\npackages:\n  /express/4.18.2_debug@4.3.4:\n    dev: false\n",
      6: "lockfileVersion: '6.0'\ndependencies:\n  express:\n    specifier: ^4.17.0\n    version: 4.18.2(debug@4.3.4)\npackages:\n  /express@4.18.2:\n    dev: false\n",
      9: "lockfileVersion: '9.0'\nsettings:\n  autoInstallPeers: true\nimporters:\n  .:\n    dependencies:\n      express:\n        specifier: ^4.17.0\n        version: 4.18.2\npackages:\n  express@4.18.2:\n    engines: {}\n",
    };
    for (const [format, text] of Object.entries(formats)) assert.equal(expressVersion({ '/app/pnpm-lock.yaml': text }), '4.18.2', format);
    const twoDocuments = `---\nlockfileVersion: '9.0'\nimporters:\n  .:\n    configDependencies: {}\npackages: {}\n---\n${formats[9]}`;
    assert.equal(expressVersion({ '/app/pnpm-lock.yaml': twoDocuments }), '4.18.2');
  });

  it('of pnpm workspaces, aliases and catalogues included', () => {
    const lock = "lockfileVersion: '9.0'\nimporters:\n  .: {}\n  apps/api:\n    dependencies:\n      express:\n        specifier: 'catalog:'\n        version: 5.0.1\n      web:\n        specifier: npm:express@^4\n        version: express@4.19.0\n      lib:\n        specifier: workspace:*\n        version: link:../../libs/lib\n";
    const files = {
      '/app/package.json': '{}',
      '/app/pnpm-workspace.yaml': 'packages:\n  - apps/*\n  - libs/**\n  - "!**/old"\ncatalog:\n  koa: ^2.15.0\ncatalogs:\n  next:\n    koa: ^3.0.0\n',
      '/app/apps/api/package.json': '{"name":"api","dependencies":{"express":"catalog:","web":"npm:express@^4","lib":"workspace:*","koa":"catalog:"}}',
      '/app/apps/new/package.json': '{"name":"new","dependencies":{"koa":"catalog:next"}}',
      '/app/libs/lib/package.json': '{"name":"lib","version":"7.0.0"}',
      '/app/pnpm-lock.yaml': lock,
    };
    const monorepo = project(files);
    const inApi = (name: string) => monorepo.packageVersion('/app/apps/api/src/a.ts', name);
    assert.deepEqual(['express', 'web', 'lib', 'koa'].map(inApi), ['5.0.1', '4.19.0', '7.0.0', '2.15.0']);
    assert.equal(monorepo.packageVersion('/app/apps/new/a.ts', 'koa'), '3.0.0');
  });

  it('of bun', () => {
    const lock = '{\n  "lockfileVersion": 1,\n  "workspaces": { "": { "name": "app" }, "apps/api": { "name": "api", }, },\n  "packages": {\n    "express": ["express@4.21.2", "", {}],\n    "api/express": ["express@5.1.0", "", {}],\n  },\n}\n';
    assert.equal(expressVersion({ '/app/bun.lock': lock }), '4.21.2');
    const monorepo = project({ '/app/package.json': '{"workspaces":["apps/*"]}', '/app/apps/api/package.json': '{"name":"api","dependencies":{"express":"^5"}}', '/app/bun.lock': lock });
    assert.equal(monorepo.packageVersion('/app/apps/api/a.ts', 'express'), '5.1.0');
  });

  it('of a folder that is linked', () => {
    const files = { '/app/.git/HEAD': '', '/app/api/package.json': '{"name":"api","dependencies":{"shared":"file:../shared"}}', '/app/shared/package.json': '{"name":"shared","version":"2.0.0"}' };
    assert.equal(project(files).packageVersion('/app/api/a.ts', 'shared'), '2.0.0');
  });
});
