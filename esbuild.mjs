import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

/**
 * Loaded apart from what needs them: the parser and the analysis are most of what is shipped, language server and command line share
 * one copy, and what was found out before needs neither.
 */
const PARTS = {
  typescript: 'typescript.js',
  './open-service.ts': 'analysis.js',
  './command-line.ts': 'command-line.js',
  './main.ts': 'language-server.js',
};

/** Stands for the name of the build until all of it is there to be named. */
const BUILD = 'b'.repeat(20);

const apart = {
  name: 'parts',
  setup: ({ onResolve }) => onResolve({ filter: /^/ }, ({ kind, path: wanted }) => (kind !== 'entry-point' && wanted in PARTS ? { path: `./${PARTS[wanted]}`, external: true } : undefined)),
};

/** Of the parser's errors only their number counts: nobody reads what two thousand of them say. */
const silent = {
  name: 'silent',
  setup: ({ onLoad }) => onLoad({ filter: /[\\/]typescript[\\/]lib[\\/]typescript\.js$/ }, async ({ path: file }) => ({
    contents: (await readFile(file, 'utf8')).replace(/\bdiag\((\d+), (\d) \/\* \w+ \*\/, "[^"]*", "(?:[^"\\]|\\.)*"/g, 'diag($1, $2, "", ""'),
  })),
};

const bundles = [
  { entry: 'client/src/extension.ts', outfile: 'dist/extension.js', external: ['vscode'] },
  { entry: 'typescript', outfile: 'dist/typescript.js' },
  { entry: 'server/src/open-service.ts', outfile: 'dist/analysis.js' },
  { entry: 'server/src/main.ts', outfile: 'dist/language-server.js' },
  { entry: 'server/src/server.ts', outfile: 'dist/server.js' },
  { entry: 'server/src/worker.ts', outfile: 'dist/worker.js' },
  { entry: 'server/src/command-line.ts', outfile: 'dist/command-line.js' },
  { entry: 'server/src/cli.ts', outfile: 'dist/cli.js', banner: { js: '#!/usr/bin/env node' } },
];

/** `--dev` keeps names and adds source maps; the package has neither. */
const isDevelopment = process.argv.includes('--dev');

const outputs = [];
for (const { entry, ...options } of bundles) {
  const { outputFiles } = await build({
    ...options,
    entryPoints: [entry],
    plugins: [apart, silent],
    define: { PRODUCTION_HINTS_BUILD: JSON.stringify(BUILD) },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    // Some packages have a CommonJS build whose requires can't be followed (jsonc-parser).
    mainFields: ['module', 'main'],
    minify: !isDevelopment,
    sourcemap: isDevelopment,
    legalComments: 'none',
    logLevel: 'warning',
  });
  outputs.push(...outputFiles);
}

const name = createHash('sha256').update(outputs.map(({ text }) => text).join('\0')).digest('hex').slice(0, BUILD.length);
await mkdir('dist', { recursive: true });
for (const { path: file, text } of outputs) await writeFile(path.relative('.', file), text.replaceAll(BUILD, name));
