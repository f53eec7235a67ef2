import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { backEndFiles } from '../../server/src/facts/back-end-files.ts';
import { frameworks } from '../../server/src/frameworks/index.ts';
import { createProgram } from '../../server/src/semantic/program.ts';
import { scanImports } from '../../server/src/syntax/scan-imports.ts';
import { memoryFileSystem } from '../../server/src/workspace/memory.ts';
import { openProject } from '../../server/src/workspace/open-project.ts';

const WITH_INTERFACE = JSON.stringify({ dependencies: { react: '19.0.0', next: '16.0.0', express: '4.21.0', '@prisma/client': '6.0.0' } });
const SERVER_ONLY = JSON.stringify({ dependencies: { express: '4.21.0' } });

/** The files that are left, as seen from the root. */
function left(files: Readonly<Record<string, string>>): readonly string[] {
  const texts = Object.fromEntries(Object.entries(files).map(([name, text]) => [`/app/${name}`, text]));
  const project = openProject({ fileSystem: memoryFileSystem(texts), root: '/app' });
  return backEndFiles(createProgram(project, new Map(), []), frameworks, project.files, new Map()).map((file) => file.slice('/app/'.length));
}

describe('files of a back end', () => {
  it('are all files where no interface is made', () => {
    assert.deepEqual(left({ 'package.json': SERVER_ONLY, 'a.ts': 'export const a = 1;', 'b.ts': 'import express from "express";' }), ['a.ts', 'b.ts']);
  });

  it('are those that use what only servers have, and what these import', () => {
    const files = {
      'package.json': WITH_INTERFACE,
      'server/app.ts': 'import express from "express";\nimport { total } from "../shared/total";',
      'server/files.ts': 'import { readFile } from "node:fs/promises";',
      'shared/total.ts': 'export const total = 1;',
      'shared/colours.ts': 'export const red = 1;',
      'ui/form.ts': 'import { useState } from "react";\nimport { red } from "../shared/colours";',
    };
    assert.deepEqual(left(files), ['server/app.ts', 'server/files.ts', 'shared/total.ts']);
  });

  it('are those that use what uses it, but not components', () => {
    const files = {
      'package.json': WITH_INTERFACE,
      'lib/db.ts': 'import { PrismaClient } from "@prisma/client";\nexport const db = new PrismaClient();',
      'lib/orders.ts': 'import { db } from "./db";\nexport const list = () => db.order.findMany();',
      'ui/orders.tsx': 'import { list } from "../lib/orders";',
      'ui/types.ts': 'import type { list } from "../lib/orders";\nexport type List = typeof list;',
    };
    assert.deepEqual(left(files), ['lib/db.ts', 'lib/orders.ts']);
  });

  it('are those that a framework runs for their names, or for what stands in them', () => {
    const files = {
      'package.json': WITH_INTERFACE,
      'app/api/orders/route.ts': 'export const GET = () => new Response();',
      'app/orders/page.tsx': 'export default async function Page() {}',
      'pages/api/orders.ts': 'export default (req, res) => res.end();',
      'pages/orders.tsx': 'export const getServerSideProps = async () => ({ props: {} });',
      'lib/actions.ts': '"use server";\nexport async function save() {}',
      'lib/format.ts': 'export const format = String;',
    };
    assert.deepEqual(left(files), ['app/api/orders/route.ts', 'app/orders/page.tsx', 'lib/actions.ts', 'pages/api/orders.ts', 'pages/orders.tsx']);
  });

  it('are no tests, whatever they are called', () => {
    assert.deepEqual(left({ 'package.json': SERVER_ONLY, 'check.ts': 'import { test } from "vitest";\nimport express from "express";', 'app.ts': 'import express from "express";' }), ['app.ts']);
  });
});

describe('imports of a text', () => {
  it('are found in every form', () => {
    const text = 'import "a";\nimport b from "b";\nimport {\n  c,\n} from \'c\';\nexport * from "d";\nconst e = require("e");\nconst f = await import("f");\nimport g, { type G } from "g";';
    assert.deepEqual(scanImports(text), ['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  });

  it('are those of the running program', () => {
    assert.deepEqual(scanImports('import type { A } from "a";\nexport type { B } from "b";\nimport { c } from "c";'), ['c']);
  });
});
