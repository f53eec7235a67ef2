import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FileSystem } from '../../server/src/workspace/file-system.ts';
import { memoryFileSystem } from '../../server/src/workspace/memory.ts';
import { openProject, reopen } from '../../server/src/workspace/open-project.ts';
import { overlayFileSystem } from '../../server/src/workspace/overlay.ts';
import type { Project } from '../../server/src/workspace/project.ts';

const files = {
  '/app/package.json': '{"name":"app","dependencies":{"express":"^4.17.0"}}',
  '/app/tsconfig.json': '{"compilerOptions":{"paths":{"@/*":["./src/*"]}}}',
  '/app/src/a.ts': "import './b';",
  '/app/src/b.ts': 'export {};',
};

/** Counts how often folders and files are looked at. */
function counting(under: FileSystem): FileSystem & { readonly looks: () => number } {
  let looks = 0;
  const counted = <Argument, Result>(ask: (argument: Argument) => Result) => (argument: Argument) => {
    looks++;
    return ask(argument);
  };
  return { read: counted(under.read), list: counted(under.list), kindOf: counted(under.kindOf), looks: () => looks };
}

function observe(project: Project): object {
  return {
    files: project.files,
    texts: project.files.map((file) => project.text(file)),
    relative: project.resolve('/app/src/a.ts', './b'),
    mapped: project.resolve('/app/src/a.ts', '@/c'),
    express: project.packageVersion('/app/src/a.ts', 'express'),
    prisma: project.filesWithExtension('prisma'),
  };
}

describe('taking a project again', () => {
  it('after an edit costs a look at the edited file, however large the project is', () => {
    const memory = memoryFileSystem({ ...files, ...Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`/app/src/many/${index}.ts`, ''])) });
    const counted = counting(memory);
    const before = openProject({ fileSystem: counted, root: '/app' });
    observe(before);
    memory.write('/app/src/a.ts', 'changed');
    const looks = counted.looks();
    const after = reopen(before, ['/app/src/a.ts']);
    observe(after);
    assert.ok(counted.looks() - looks <= 3, `${counted.looks() - looks} looks`);
    assert.equal(after.text('/app/src/a.ts'), 'changed');
    assert.equal(before.text('/app/src/a.ts'), files['/app/src/a.ts'], 'the snapshot stays as it was');
    assert.equal(after.files, before.files);
  });

  const edits: Readonly<Record<string, readonly [path: string, text: string | undefined]>> = {
    'a source file is edited': ['/app/src/a.ts', 'edited'],
    'a source file becomes generated': ['/app/src/b.ts', '// @generated\n'],
    'a source file is created': ['/app/src/c.ts', ''],
    'a source file is created in a new folder': ['/app/src/deep/er/c.ts', ''],
    'a source file is deleted': ['/app/src/b.ts', undefined],
    'a folder takes the place of a file': ['/app/src/b/index.ts', ''],
    'a schema is created': ['/app/prisma/schema.prisma', ''],
    'a range changes': ['/app/package.json', '{"name":"app","dependencies":{"express":"^5.0.0"}}'],
    'a package is installed': ['/app/node_modules/express/package.json', '{"version":"4.21.0"}'],
    'a lockfile is created': ['/app/package-lock.json', '{"packages":{"node_modules/express":{"version":"4.18.2"}}}'],
    'a mapping changes': ['/app/tsconfig.json', '{"compilerOptions":{"paths":{"@/c":["./src/b.ts"]}}}'],
    'a tsconfig is created': ['/app/src/tsconfig.json', '{"compilerOptions":{"paths":{"@/*":["./*"],"@/c":["./b.ts"]}}}'],
    'a file is ignored': ['/app/.gitignore', 'b.ts\n'],
  };
  for (const [name, [path, text]] of Object.entries(edits)) {
    it(`gives what opening it gives when ${name}`, () => {
      const memory = memoryFileSystem(files);
      const before = openProject({ fileSystem: memory, root: '/app' });
      const observed = observe(before);
      if (text === undefined) memory.remove(path);
      else memory.write(path, text);
      const after = observe(reopen(before, [path]));
      assert.deepEqual(after, observe(openProject({ fileSystem: memory, root: '/app' })));
      if (name !== 'a folder takes the place of a file') assert.notDeepEqual(after, observed, 'the edit makes a difference');
    });
  }

  it('takes a file back that is no longer generated', () => {
    const memory = memoryFileSystem({ ...files, '/app/src/b.ts': '// @generated\n' });
    const before = openProject({ fileSystem: memory, root: '/app' });
    assert.deepEqual(before.files, ['/app/src/a.ts']);
    memory.write('/app/src/b.ts', '');
    assert.deepEqual(reopen(before, ['/app/src/b.ts']).files, ['/app/src/a.ts', '/app/src/b.ts']);
  });

  it('follows documents as they are opened, edited and closed', () => {
    const overlay = overlayFileSystem(memoryFileSystem(files));
    let project = openProject({ fileSystem: overlay, root: '/app' });
    const change = (path: string, edit: () => void): void => {
      observe(project);
      edit();
      project = reopen(project, [path]);
      assert.deepEqual(observe(project), observe(openProject({ fileSystem: overlay, root: '/app' })));
    };
    change('/app/src/new/c.ts', () => overlay.open('/app/src/new/c.ts', 'not saved yet'));
    assert.ok(project.files.includes('/app/src/new/c.ts'));
    change('/app/src/a.ts', () => overlay.open('/app/src/a.ts', 'open'));
    change('/app/src/a.ts', () => overlay.open('/app/src/a.ts', 'edited'));
    assert.equal(project.text('/app/src/a.ts'), 'edited');
    change('/app/src/a.ts', () => overlay.close('/app/src/a.ts'));
    assert.equal(project.text('/app/src/a.ts'), files['/app/src/a.ts']);
    change('/app/src/new/c.ts', () => overlay.close('/app/src/new/c.ts'));
    assert.equal(project.files.includes('/app/src/new/c.ts'), false);
  });

  it('refuses a project of another making', () => {
    const project = openProject({ fileSystem: memoryFileSystem(files), root: '/app' });
    assert.throws(() => reopen({ ...project, files: [] }, []), TypeError);
  });
});
