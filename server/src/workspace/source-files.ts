import { baseName } from './paths.ts';

/** The endings of the files that are read, in the order in which a missing ending is tried. */
export const sourceExtensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'] as const;

/** Folders that hold nothing that people wrote for the application. */
const foreignFolders = new Set([
  'node_modules', 'bower_components', 'jspm_packages', '.git', '.hg', '.svn', '.yarn', '.pnpm-store', '.next', '.nuxt', '.output', '.turbo', '.cache',
  '.parcel-cache', '.vercel', '.netlify', '.svelte-kit', '.angular', '.nx', '.nyc_output', '.docusaurus', '.expo', '.serverless', '.wrangler', '.idea', '.vscode',
  '.vscode-test', '.history', '__generated__',
]);

/** Written by tools wherever they stand, except below `src`, where they are features of the application. */
const outputFolders = new Set(['dist', 'coverage', 'generated']);

/** Build output and vendored code beside a `package.json` or among the files for browsers; elsewhere a `vendor` is a supplier. */
const packageOutputFolders = new Set(['build', 'out', 'vendor', 'vendored', 'third_party']);
const browserFolders = new Set(['public', 'static', 'assets', 'www']);

/** Below this size (UTF-16 units) a file with long lines is no burden and may well be written by hand. */
const MINIFIED_MIN_SIZE = 8_000;
const MINIFIED_AVERAGE_LINE = 500;
const MINIFIED_LINE = 5_000;

/** How much of a file is searched for the comments that it begins with (UTF-16 units). */
const HEADER_SIZE = 2_000;
const leadingComments = /^(?:\s+|#![^\n]*|\/\/[^\n]*|\/\*[^]*?\*\/|(['"])use \w+\1;?)*/;

/** A file of a JavaScript or TypeScript program, by its name: no declarations, nothing minified or generated. */
export function isSourceName(path: string): boolean {
  const name = baseName(path);
  if (!hasSourceExtension(name) || isDeclaration(name)) return false;
  return !/\.min\.[cm]?jsx?$/.test(name) && !/\.(generated|gen)\.[cm]?[jt]sx?$/.test(name);
}

export function hasSourceExtension(path: string): boolean {
  return /\.[cm]?[jt]s$|\.[jt]sx$/.test(path);
}

export function isDeclaration(path: string): boolean {
  return /\.d(\.\w+)?\.[cm]?ts$/.test(path);
}

export interface FolderPlace {
  /** The name of the folder that it stands in. */
  readonly parent: string;
  /** Whether it stands beside a `package.json`, or at the root. */
  readonly isPackage: boolean;
  /** Whether a folder above it is called `src`. */
  readonly isBelowSource: boolean;
}

/** Whether a folder is left out for its name and place. */
export function isForeignFolder(name: string, place: FolderPlace): boolean {
  if (foreignFolders.has(name)) return true;
  if (outputFolders.has(name)) return place.isPackage || !place.isBelowSource;
  return packageOutputFolders.has(name) && (place.isPackage || browserFolders.has(place.parent));
}

/** Whether a program wrote this text: it says so in the comments at its top, or it is minified. */
export function isMachineMade(text: string): boolean {
  return hasGeneratedHeader(text) || isMinified(text);
}

function hasGeneratedHeader(text: string): boolean {
  const header = leadingComments.exec(text.slice(0, HEADER_SIZE))?.[0] ?? '';
  return /(^|\W)@generated\b|\bdo not edit\b|\b(file|code) (is|was|has been) (auto(matically)?[- ]?)?generated\b/i.test(header);
}

/** By its average line, or because more than half of it stands in lines that nobody reads. */
function isMinified(text: string): boolean {
  if (text.length < MINIFIED_MIN_SIZE) return false;
  const lines = text.split('\n');
  if (text.length / lines.length > MINIFIED_AVERAGE_LINE) return true;
  const inLongLines = lines.reduce((sum, line) => (line.length > MINIFIED_LINE ? sum + line.length : sum), 0);
  return inLongLines > text.length / 2;
}

/** Whether a file holds components, by its name. */
export function isMarkup(file: string): boolean {
  return /\.[jt]sx$/.test(file);
}
