import type { Diagnostic, Position } from 'vscode-languageserver/node';
import ts from 'typescript';
import { diskFileSystem } from '../../../server/src/workspace/disk.ts';
import { openProject } from '../../../server/src/workspace/open-project.ts';
import type { Project } from '../../../server/src/workspace/project.ts';
import { startServer } from './language-server.ts';

export interface OpenFile {
  readonly file: string;
  readonly text: string;
}

/** What is opened and where people look in one workspace. */
export interface Scene {
  /** The file that is typed in: about 1,000 lines, with findings. */
  readonly long: OpenFile;
  /** One of its findings. */
  readonly finding: Diagnostic;
  /** A place whose hover says something; `undefined` where there is none. */
  readonly hovered: Position | undefined;
  /** A file that others import, and those others. */
  readonly shared: OpenFile;
  readonly dependents: readonly OpenFile[];
}

const LONG_FILE_LINES = 1_000;
const DEPENDENTS = 20;
/** How many files of each kind are asked for findings. */
const CANDIDATES = 40;
/** Words of which one stands in files where findings are likely, and a word of those where they are possible. */
const BACK_END = /\b(?:\w*[rR]outer|app|server|fastify)\.(?:get|post|put|delete)\(|@Controller\(|\.findMany\(|\.find\(|createQueryBuilder\(/;
const WAITS = /\bawait \w/;

/** Chooses the files of a workspace, by asking the server about its code. Throws where nothing is found in any candidate. */
export async function chooseScene(folder: string): Promise<Scene> {
  const project = openProject({ root: folder, fileSystem: diskFileSystem() });
  const files = project.files.map((file) => ({ file, text: project.text(file) ?? '' }));
  const written = files.filter(({ file }) => !/\btests?\b|\.(?:test|spec)\./.test(file)).sort((one, other) => distance(one) - distance(other));
  const candidates = [...nearest(written, BACK_END), ...nearest(written, WAITS)];
  const server = await startServer(folder);
  try {
    for (const long of candidates) {
      await server.client.open(long.file, long.text);
      const [finding] = await server.findings(long.file);
      if (finding === undefined) continue;
      const places = awaitedPlaces(long.text);
      const hovers = await Promise.all(places.map(({ line, character }) => server.client.hover(long.file, line, character)));
      return { long, finding, hovered: places.find((_, index) => hovers[index] !== null && hovers[index] !== undefined), ...mostImported(project, files) };
    }
  } finally {
    await server.stop();
  }
  throw new Error('Nothing is found in the long files of this workspace');
}

function nearest(files: readonly OpenFile[], pattern: RegExp): readonly OpenFile[] {
  return files.filter(({ text }) => pattern.test(text)).slice(0, CANDIDATES);
}

function distance({ text }: OpenFile): number {
  return Math.abs(text.split('\n').length - LONG_FILE_LINES);
}

/** The last letter of what is called after each `await`, of the first lines that have one. */
function awaitedPlaces(text: string): readonly Position[] {
  return text.split('\n').flatMap((content, line) => {
    const [called] = /\bawait [\w.]+(?=\()/.exec(content) ?? [];
    return called === undefined ? [] : [{ line, character: content.indexOf(called) + called.length - 1 }];
  }).slice(0, CANDIDATES);
}

function mostImported(project: Project, files: readonly OpenFile[]): { readonly shared: OpenFile; readonly dependents: readonly OpenFile[] } {
  const importers = new Map<string, OpenFile[]>();
  for (const importer of files) {
    for (const { fileName } of ts.preProcessFile(importer.text, true, true).importedFiles) {
      const resolution = project.resolve(importer.file, fileName);
      if (resolution.kind === 'file') importers.set(resolution.path, [...(importers.get(resolution.path) ?? []), importer]);
    }
  }
  // What everybody imports is a type or a constant; something with a dependent for each tab is nearer to what people edit.
  const byCount = [...importers].sort(([, one], [, other]) => Math.abs(one.length - DEPENDENTS) - Math.abs(other.length - DEPENDENTS));
  const [file, dependents] = byCount[0] ?? [];
  const shared = files.find((one) => one.file === file);
  if (shared === undefined || dependents === undefined) throw new Error('No file of this workspace imports another');
  return { shared, dependents: [...new Set(dependents)].slice(0, DEPENDENTS) };
}
