import { calculations } from './calculations.ts';
import { component, serviceTest } from './components.ts';
import type { Entity } from './entities.ts';
import { createEntities } from './entities.ts';
import { moduleFiles, prismaModel } from './modules.ts';
import type { Random } from './random.ts';
import { createRandom } from './random.ts';

export interface Shape {
  /** How many source files. */
  readonly files: number;
  /** The same seed gives the same application. */
  readonly seed: number;
}

const FILES_OF_A_MODULE = 5;
/** The share of files that belong to modules; the others are what modules share, calculations, components and tests. */
const MODULES = 0.35;
/** Of what is left, the share of components and of tests; the others are calculations. */
const COMPONENTS = 0.4;
const TESTS = 0.2;
/** A handler of the long file is so many lines. */
const LINES_OF_A_REPORT = 24;
/** Long enough to show what one edit in a long file costs. */
const LONG_FILE_LINES = 1_000;

const SHARED: Readonly<Record<string, string>> = {
  'src/lib/database.ts': `import { PrismaClient } from '@prisma/client';
import mongoose from 'mongoose';

export const prisma = new PrismaClient();

export async function connect(): Promise<void> {
  await mongoose.connect(process.env.MONGO_URL ?? 'mongodb://localhost/shop');
}
`,
  'src/lib/errors.ts': `export class ApplicationError extends Error {
  readonly status: number = 500;
}

export class NotFoundError extends ApplicationError {
  override readonly status = 404;
}
`,
  'src/lib/async-handler.ts': `import type { NextFunction, Request, RequestHandler, Response } from 'express';

export function asyncHandler(handler: (req: Request, res: Response, next: NextFunction) => Promise<void>): RequestHandler {
  return (req, res, next) => {
    handler(req, res, next).catch(next);
  };
}
`,
  'src/lib/authenticate.ts': `import type { NextFunction, Request, Response } from 'express';
import jwt from 'jsonwebtoken';

export function authenticate(req: Request, res: Response, next: NextFunction): void {
  const token = req.headers.authorization?.replace('Bearer ', '');
  if (!token) {
    res.status(401).json({ error: 'no token' });
    return;
  }
  try {
    jwt.verify(token, process.env.JWT_SECRET ?? '');
    next();
  } catch {
    res.status(401).json({ error: 'wrong token' });
  }
}
`,
  'src/lib/logger.ts': "import pino from 'pino';\n\nexport const logger = pino({ level: process.env.LOG_LEVEL ?? 'info' });\n",
  'src/lib/queue.ts': `import Redis from 'ioredis';

const redis = new Redis(process.env.REDIS_URL ?? 'redis://localhost');

export async function publish(topic: string, id: string): Promise<void> {
  await redis.publish(topic, JSON.stringify({ id, at: new Date().toISOString() }));
}
`,
  'src/server.ts': `import { app } from './app';
import { connect } from './lib/database';
import { logger } from './lib/logger';

connect()
  .then(() => app.listen(Number(process.env.PORT ?? 3000)))
  .catch((error: unknown) => {
    logger.fatal({ error }, 'start failed');
    process.exitCode = 1;
  });
`,
};

const SETTINGS: Readonly<Record<string, string>> = {
  'package.json': written({
    name: 'synthetic-shop',
    private: true,
    scripts: { start: 'node dist/server.js' },
    dependencies: { '@prisma/client': '^6.19.0', express: '^4.21.2', ioredis: '^5.7.0', jsonwebtoken: '^9.0.2', mongoose: '^8.19.0', pino: '^9.9.0', react: '^19.1.0', zod: '^4.1.0' },
  }),
  'tsconfig.json': written({ compilerOptions: { target: 'es2022', module: 'esnext', moduleResolution: 'bundler', strict: true, jsx: 'react-jsx', noEmit: true, skipLibCheck: true } }),
  '.gitignore': 'node_modules\ndist\n',
};

/** The files of an application that looks like a layered back end, with the gaps that people leave, by name. */
export function synthesize({ files, seed }: Shape): ReadonlyMap<string, string> {
  const random = createRandom(seed);
  const shared = Object.keys(SHARED).length + 2;
  const count = Math.max(1, Math.floor((files * MODULES - shared) / FILES_OF_A_MODULE));
  const entities = createEntities(count, random);
  const sources = new Map([
    ...Object.entries(SHARED),
    ['src/app.ts', application(entities)],
    ['src/reports.routes.ts', reports(entities)],
    ...entities.flatMap((entity, index) => [...moduleFiles(entity, usedBy(index, entities, random), random)]),
  ]);
  for (let number = 1; sources.size < files; number++) {
    const entity = random.pick([entities[0] ?? neverEmpty(), ...entities]);
    const share = random.next();
    if (share < COMPONENTS) sources.set(`web/components/${entity.slug}-card-${number}.tsx`, component(entity, number));
    else if (share < COMPONENTS + TESTS) sources.set(`test/${entity.slug}-${number}.test.ts`, serviceTest(entity, number));
    else sources.set(`src/calculations/${entity.slug}-${number}.ts`, calculations(entity, number, random));
  }
  return new Map([...Object.entries(SETTINGS), ['prisma/schema.prisma', prismaSchema(entities)], ...sources]);
}

/** Modules use such as were made before them, as layers do: there are no cycles. */
function usedBy(index: number, entities: readonly Entity[], random: Random): readonly Entity[] {
  const wanted = index === 0 ? 0 : random.between(0, 2);
  return [...new Set(Array.from({ length: wanted }, () => entities[random.between(0, index - 1)]).filter((entity) => entity !== undefined))];
}

function application(entities: readonly Entity[]): string {
  return `import express from 'express';
import type { ApplicationError } from './lib/errors';
import { logger } from './lib/logger';
${entities.map(({ name, slug }) => `import { ${name}Router } from './modules/${slug}/${slug}.routes';`).join('\n')}
import { reportsRouter } from './reports.routes';

export const app = express();

app.use(express.json({ limit: '100kb' }));
app.use('/reports', reportsRouter);
${entities.map(({ name, slug }) => `app.use('/api/${slug}', ${name}Router);`).join('\n')}

app.use((error: ApplicationError, req: express.Request, res: express.Response, next: express.NextFunction) => {
  logger.error({ error, path: req.path }, 'request failed');
  if (res.headersSent) next(error);
  else res.status(error.status ?? 500).json({ error: 'something went wrong' });
});
`;
}

/** One long file, as every application has one. */
function reports(entities: readonly Entity[]): string {
  const wanted = Math.floor(LONG_FILE_LINES / LINES_OF_A_REPORT);
  const rows = Array.from({ length: wanted }, (_, index) => ({ number: index + 1, entity: entities[index % entities.length] ?? neverEmpty() }));
  const used = [...new Set(rows.map(({ entity }) => entity))];
  return `import { Router } from 'express';
import { logger } from './lib/logger';
import { prisma } from './lib/database';
${used.map(({ type, slug }) => `import { list${type}s, summarize${type}s } from './modules/${slug}/${slug}.service';`).join('\n')}

export const reportsRouter = Router();

${rows.map(({ number, entity }) => report(number, entity)).join('\n')}`;
}

function report(number: number, { type, name, slug, store }: Entity): string {
  const found = store === 'prisma' && number % 4 === 0 ? `await prisma.${name}.findMany({ where: { ownerId } })` : `await list${type}s({ ownerId })`;
  return `// Report ${number}: what an owner has in ${slug}.
reportsRouter.get('/${slug}-${number}', async (req, res) => {
  const ownerId = String(req.query.ownerId);
  const summary = await summarize${type}s(ownerId);
  const items = ${found};
  const newest = items.filter((item) => item.createdAt > new Date('2026-01-01'));
  const oldest = items.reduce((least, item) => (item.createdAt < least ? item.createdAt : least), new Date());
  const months = new Map<string, number>();
  for (const item of items) {
    const month = item.createdAt.toISOString().slice(0, 7);
    months.set(month, (months.get(month) ?? 0) + 1);
  }
  const rows = [...months].map(([month, count]) => ({ month, count, share: count / Math.max(1, items.length) }));
  if (rows.length === 0) {
    res.json({ title: 'Report ${number} of ${slug}', summary, newest: [], rows: [] });
    return;
  }
  logger.info({ ownerId, oldest, count: summary.count }, 'report ${number} was made');
  res.json({ title: 'Report ${number} of ${slug}', summary, newest, rows });
});

`;
}

function prismaSchema(entities: readonly Entity[]): string {
  const head = 'generator client {\n  provider = "prisma-client-js"\n}\n\ndatasource db {\n  provider = "postgresql"\n  url      = env("DATABASE_URL")\n}\n\n';
  return head + entities.filter(({ store }) => store === 'prisma').map(prismaModel).join('\n');
}

function written(settings: object): string {
  return `${JSON.stringify(settings, undefined, 2)}\n`;
}

function neverEmpty(): never {
  throw new Error('an application has at least one entity');
}
