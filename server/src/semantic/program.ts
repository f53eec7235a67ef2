import { lowerModule } from '../syntax/lower.ts';
import type { Module } from '../syntax/tree.ts';
import type { Project, Resolution } from '../workspace/project.ts';

/** Lowered modules by file, kept across snapshots: a file is lowered again only when its text is another one. */
export type ModuleCache = Map<string, { readonly text: string; readonly module: Module }>;

/** A folder that a generator writes a package's client into; imports of it mean the package. */
export interface StandIn {
  readonly folder: string;
  readonly package: string;
}

/** One snapshot of a project as modules. */
export interface Program {
  readonly project: Project;
  readonly files: readonly string[];
  module(file: string): Module | undefined;
  resolve(file: string, specifier: string): Resolution;
}

/** Makes modules of a project's files on demand. `standIns` are what `generated` of the framework models names. */
export function createProgram(project: Project, cache: ModuleCache, standIns: readonly StandIn[]): Program {
  const known = new Set(project.files);
  return {
    project,
    files: project.files,
    module(file) {
      if (!known.has(file) && !isSource(file)) return undefined;
      const text = project.text(file);
      if (text === undefined) return undefined;
      const cached = cache.get(file);
      if (cached?.text === text) return cached.module;
      const module = lowerModule(file, text);
      cache.set(file, { text, module });
      return module;
    },
    resolve(file, specifier) {
      const resolution = project.resolve(file, specifier);
      if (standIns.length === 0 || resolution.kind === 'package' || resolution.kind === 'builtin') return resolution;
      const target = resolution.kind === 'file' ? resolution.path : specifier.startsWith('.') ? joinPath(folderOf(file), specifier) : undefined;
      const standIn = standIns.find(({ folder }) => (target === undefined ? endsLike(specifier, folder) : target === folder || target.startsWith(`${folder}/`)));
      return standIn ? { kind: 'package', name: standIn.package, subpath: '' } : resolution;
    },
  };
}

/** Whether a mapped name (`~/generated/prisma/client`) leads into a folder that isn't there yet, by the folder's last two names. */
function endsLike(specifier: string, folder: string): boolean {
  const tail = folder.split('/').slice(-2).join('/');
  return `${specifier}/`.includes(`/${tail}/`);
}

function isSource(file: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(file) && !file.endsWith('.d.ts') && !file.includes('/node_modules/');
}

export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

/** Joins and normalises: `joinPath('/a/b', '../c')` is `/a/c`. */
export function joinPath(folder: string, relative: string): string {
  const parts = (relative.startsWith('/') ? relative : `${folder}/${relative}`).split('/');
  const kept: string[] = [];
  for (const part of parts) {
    if (part === '..') kept.pop();
    else if (part !== '.' && part !== '') kept.push(part);
  }
  return `/${kept.join('/')}`;
}
