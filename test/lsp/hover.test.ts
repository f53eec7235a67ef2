import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uriOf } from './conversation.ts';
import { leave, serve } from './stdio.ts';

const manifest = JSON.stringify({ name: 'shop', dependencies: { express: '^4.21.0', '@prisma/client': '^6.0.0' } });

const orders = `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function listOrders(req, res) {
  res.json(await prisma.order.findMany({ take: 20 }));
}
`;

const app = `import express from 'express';
import { listOrders } from './orders.ts';
const app = express();
app.get('/orders', listOrders);
app.listen(3000);
`;

test('a call says where its failure goes, with links to the steps', async (t) => {
  const { client, write } = await serve(t, { 'package.json': manifest });
  const [path, routes] = [write('src/orders.ts', orders), write('src/app.ts', app)];
  await client.open(path, orders);
  const hover = await client.hover(path, 3, orders.split('\n')[3]?.indexOf('findMany') ?? 0);
  const step = (text: string, file: string, line: number) => `[${text}](${uriOf(file)}#L${line})`;
  assert.deepEqual(hover, {
    contents: {
      kind: 'markdown',
      value: `If \`prisma.order.findMany\` fails: ${step('not caught in `listOrders`', path, 4)} → ${step('`GET /orders`', routes, 4)} → Express 4 does not see it: unhandled rejection, the process exits.`,
    },
    range: { start: { line: 3, character: 30 }, end: { line: 3, character: 38 } },
  });
  await leave(client);
});

test('nothing is said of what can\'t fail, and nothing where people don\'t want it', async (t) => {
  const { client, write } = await serve(t, { 'package.json': manifest });
  const path = write('src/orders.ts', orders);
  write('src/app.ts', app);
  await client.open(path, orders);
  assert.equal(await client.hover(path, 3, 6), null);
  assert.equal(await client.hover(path, 0, 3), null);
  client.settings = () => ({ enable: true, hover: { failurePaths: false } });
  await client.close(path);
  await client.open(path, orders);
  assert.equal(await client.hover(path, 3, orders.split('\n')[3]?.indexOf('findMany') ?? 0), null);
  await leave(client);
});
