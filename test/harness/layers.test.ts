import assert from 'node:assert/strict';
import { it } from 'node:test';
import { forbiddenImports } from './layers.ts';

for (const [file, specifier] of [
  ['server/src/syntax/parse.ts', 'typescript'],
  ['server/src/semantic/values.ts', '../syntax/tree.ts'],
  ['server/src/frameworks/express.ts', '../semantic/api-path.ts'],
  ['server/src/facts/collect.ts', '../frameworks/index.ts'],
  ['server/src/frameworks/index.ts', './express.ts'],
  ['server/src/engine/read-program.ts', '../frameworks/index.ts'],
  ['server/src/lsp/workspaces.ts', '../workspace/paths.ts'],
  ['client/src/connection.ts', '../../server/src/lsp/protocol.ts'],
  ['server/src/open-service.ts', '../../rules/index.ts'],
  ['server/src/store/shelf.ts', 'node:fs'],
  ['server/src/cli.ts', './command-line.ts'],
  ['server/src/lsp/server.ts', 'vscode-languageserver/node'],
  ['client/src/extension.ts', '../../server/src/lsp/protocol.ts'],
  ['rules/data/unbounded-query.ts', '#rule-api'],
] as const) {
  it(`${file} may import ${specifier}`, () => assert.deepEqual(forbiddenImports(file, [specifier]), []));
}

for (const [file, specifier] of [
  ['server/src/syntax/parse.ts', '../workspace/project.ts'],
  ['server/src/semantic/values.ts', 'typescript'],
  ['server/src/semantic/values.ts', '../facts/route-map.ts'],
  ['server/src/concepts/presence.ts', '../semantic/values.ts'],
  ['server/src/frameworks/express.ts', '../semantic/values.ts'],
  ['server/src/frameworks/express.ts', './mongoose.ts'],
  ['server/src/frameworks/express.ts', 'express'],
  ['server/src/engine/verify.ts', '../frameworks/express.ts'],
  ['server/src/engine/verify.ts', '../frameworks/index.ts'],
  ['server/src/engine/read-program.ts', '../frameworks/express.ts'],
  ['server/src/main.ts', 'vscode-languageserver/node'],
  ['server/src/engine/verify.ts', '../../../rules/index.ts'],
  ['server/src/service.ts', './lsp/server.ts'],
  ['server/src/service.ts', '../../rules/index.ts'],
  ['server/src/report/json.ts', '../lsp/places.ts'],
  ['server/src/lsp/server.ts', '../report/json.ts'],
  ['server/src/lsp/server.ts', '../service.ts'],
  ['server/src/command-line.ts', 'vscode-languageserver'],
  ['server/src/command-line.ts', '../../rules/index.ts'],
  ['server/src/main.ts', './service.ts'],
  ['server/src/store/shelf.ts', '../service.ts'],
  ['client/src/extension.ts', '../../server/src/service.ts'],
  ['client/src/connection.ts', '../../server/src/lsp/server.ts'],
  ['client/src/extension.ts', 'vscode-languageserver'],
  ['rules/data/unbounded-query.ts', '../../server/src/rule-api.ts'],
  ['rules/data/unbounded-query.ts', './query-in-loop.ts'],
  ['rules/data/unbounded-query.ts', 'node:path'],
] as const) {
  it(`${file} may not import ${specifier}`, () => assert.equal(forbiddenImports(file, [specifier]).length, 1));
}
