/**
 * `node parse-floor.mjs LIST`: the least that a tool of this kind can do. Reads the files that are named in LIST, one on each line,
 * and parses each once, with the parser that the product ships and as the product does. Plain JavaScript: nothing has to be stripped first.
 */
import { readFileSync } from 'node:fs';
import ts from '../../dist/typescript.js';

const [list = ''] = process.argv.slice(2);
let statements = 0;
for (const file of readFileSync(list, 'utf8').split('\n').filter(Boolean)) {
  const kind = /[jt]sx$/.test(file) ? (file.endsWith('tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.JSX) : /\.[cm]?js$/.test(file) ? ts.ScriptKind.JSX : ts.ScriptKind.TS;
  statements += ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, false, kind).statements.length;
}
console.log(`${statements} statements`);
