import { build } from 'esbuild';

/** The parser is most of what is shipped: language server and command line share one copy of it. */
const PARSER = { name: 'typescript', file: './typescript.js' };

const sharedParser = {
  name: 'shared parser',
  setup: ({ onResolve }) => onResolve({ filter: new RegExp(`^${PARSER.name}$`) }, () => ({ path: PARSER.file, external: true })),
};

const bundles = [
  { entry: 'client/src/extension.ts', outfile: 'dist/extension.js', external: ['vscode'] },
  { entry: PARSER.name, outfile: `dist/${PARSER.file}` },
  { entry: 'server/src/main.ts', outfile: 'dist/server.js', plugins: [sharedParser] },
  { entry: 'server/src/cli.ts', outfile: 'dist/cli.js', plugins: [sharedParser], banner: { js: '#!/usr/bin/env node' } },
];

/** `--dev` keeps names and adds source maps; the package has neither. */
const isDevelopment = process.argv.includes('--dev');

for (const { entry, ...options } of bundles) {
  await build({
    ...options,
    entryPoints: [entry],
    bundle: true,
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
}
