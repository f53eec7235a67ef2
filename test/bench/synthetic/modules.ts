import type { Entity } from './entities.ts';
import type { Random } from './random.ts';

/** Whether a list is cut: some teams think of it, some don't. */
const BOUNDED = 0.5;
/** Handlers whose failures somebody catches. */
const CAUGHT = 0.6;

/** The files of one module: what its requests look like, how it is stored, what it does and where it is reached. `others` are the modules that it uses. */
export function moduleFiles(entity: Entity, others: readonly Entity[], random: Random): ReadonlyMap<string, string> {
  const folder = `src/modules/${entity.slug}/${entity.slug}`;
  return new Map([
    [`${folder}.types.ts`, types(entity)],
    [`${folder}.schema.ts`, schema(entity)],
    [`${folder}.repository.ts`, entity.store === 'prisma' ? prismaRepository(entity, random) : mongooseRepository(entity, random)],
    [`${folder}.service.ts`, service(entity, others, random)],
    [`${folder}.routes.ts`, routes(entity, random)],
  ]);
}

/** The model of Prisma's schema that an entity is stored in. */
export function prismaModel({ type, fields }: Entity): string {
  const columns = { string: 'String', number: 'Float', boolean: 'Boolean', Date: 'DateTime' };
  return [`model ${type} {`, '  id        String   @id @default(cuid())', '  ownerId   String', '  createdAt DateTime @default(now())', ...fields.map(({ name, type: column }) => `  ${name} ${columns[column]}?`), '}', ''].join('\n');
}

function types({ type, fields }: Entity): string {
  const rows = fields.map(({ name, type: field }) => `  ${name}?: ${field};`).join('\n');
  return `export interface ${type} {
  id: string;
  ownerId: string;
  createdAt: Date;
${rows}
}

export type New${type} = Omit<${type}, 'id' | 'createdAt'>;

export interface ${type}Filter {
  ownerId?: string;
  search?: string;
  page?: number;
}

export interface ${type}Summary {
  count: number;
  newest?: Date;
}
`;
}

function schema({ type, name, slug, fields }: Entity): string {
  const kinds = { string: 'z.string().max(200)', number: 'z.number().finite()', boolean: 'z.boolean()', Date: 'z.coerce.date()' };
  const rows = fields.map(({ name: field, type: kind }) => `  ${field}: ${kinds[kind]}.optional(),`).join('\n');
  return `import { z } from 'zod';
import type { New${type} } from './${slug}.types';

/** What a caller may send. */
export const ${name}Schema = z.object({
  ownerId: z.string(),
${rows}
});

export const ${name}QuerySchema = z.object({
  ownerId: z.string().optional(),
  search: z.string().trim().max(100).optional(),
  page: z.coerce.number().int().positive().default(1),
});

export function parse${type}(body: unknown): New${type} {
  return ${name}Schema.parse(body);
}
`;
}

function prismaRepository({ type, name, slug }: Entity, random: Random): string {
  const bound = random.happens(BOUNDED) ? '\n    take: PAGE_SIZE,\n    skip: ((filter.page ?? 1) - 1) * PAGE_SIZE,' : '';
  return `import { prisma } from '../../lib/database';
import type { ${type}, ${type}Filter, New${type} } from './${slug}.types';

const PAGE_SIZE = ${random.pick([20, 25, 50, 100])};

export async function find${type}s(filter: ${type}Filter): Promise<${type}[]> {
  return prisma.${name}.findMany({
    where: { ownerId: filter.ownerId },
    orderBy: { createdAt: 'desc' },${bound}
  });
}

export async function find${type}(id: string): Promise<${type} | null> {
  return prisma.${name}.findUnique({ where: { id } });
}

export async function create${type}(data: New${type}): Promise<${type}> {
  return prisma.${name}.create({ data });
}

export async function update${type}(id: string, data: Partial<New${type}>): Promise<${type}> {
  return prisma.${name}.update({ where: { id }, data });
}

export async function remove${type}(id: string): Promise<void> {
  await prisma.${name}.delete({ where: { id } });
}

export function count${type}s(ownerId: string): Promise<number> {
  return prisma.${name}.count({ where: { ownerId } });
}

// Pages are counted from one, as callers see them.
export function pagesOf(count: number): number {
  return Math.max(1, Math.ceil(count / PAGE_SIZE));
}
`;
}

function mongooseRepository({ type, name, slug, fields }: Entity, random: Random): string {
  const kinds = { string: 'String', number: 'Number', boolean: 'Boolean', Date: 'Date' };
  const bound = random.happens(BOUNDED) ? `.limit(${random.pick([20, 50, 100])})` : '';
  return `import { model, Schema } from 'mongoose';
import type { ${type}, ${type}Filter, New${type} } from './${slug}.types';

const ${name}Definition = new Schema<${type}>(
  {
    ownerId: { type: String, required: true, index: true },
${fields.map((field) => `    ${field.name}: ${kinds[field.type]},`).join('\n')}
  },
  { timestamps: true },
);

export const ${type}Model = model<${type}>('${type}', ${name}Definition);

export async function find${type}s(filter: ${type}Filter): Promise<${type}[]> {
  const query = filter.ownerId ? { ownerId: filter.ownerId } : {};
  return ${type}Model.find(query).sort({ createdAt: -1 })${bound}.lean();
}

export async function find${type}(id: string): Promise<${type} | null> {
  return ${type}Model.findById(id).lean();
}

export async function create${type}(data: New${type}): Promise<${type}> {
  const created = await ${type}Model.create(data);
  return created.toObject();
}

export async function update${type}(id: string, data: Partial<New${type}>): Promise<${type} | null> {
  return ${type}Model.findByIdAndUpdate(id, data, { new: true }).lean();
}

export async function remove${type}(id: string): Promise<void> {
  await ${type}Model.deleteOne({ _id: id });
}

export function count${type}s(ownerId: string): Promise<number> {
  return ${type}Model.countDocuments({ ownerId }).exec();
}
`;
}

function service({ type, name, slug, fields }: Entity, others: readonly Entity[], random: Random): string {
  const imports = others.map((other) => `import { get${other.type} } from '../${other.slug}/${other.slug}.service';`).join('\n');
  const uses = others.map((other) => `  if (input.ownerId.startsWith('${other.slug}:')) await get${other.type}(input.ownerId);`).join('\n');
  const amounts = fields.filter((field) => field.type === 'number').map((field) => `    total += item.${field.name} ?? 0;`).join('\n');
  const notified = random.happens(0.3) ? `  publish('${name}.created', created.id);` : `  await publish('${name}.created', created.id);`;
  return `import { NotFoundError } from '../../lib/errors';
import { logger } from '../../lib/logger';
import { publish } from '../../lib/queue';
import { count${type}s, create${type}, find${type}, find${type}s, remove${type}, update${type} } from './${slug}.repository';
import type { ${type}, ${type}Filter, ${type}Summary, New${type} } from './${slug}.types';
${imports}

export async function list${type}s(filter: ${type}Filter): Promise<${type}[]> {
  const found = await find${type}s(filter);
  const search = filter.search?.toLowerCase();
  return search ? found.filter((item) => JSON.stringify(item).toLowerCase().includes(search)) : found;
}

export async function get${type}(id: string): Promise<${type}> {
  const found = await find${type}(id);
  if (!found) throw new NotFoundError(\`${type} \${id}\`);
  return found;
}

export async function add${type}(input: New${type}): Promise<${type}> {
${uses}
  const created = await create${type}(input);
${notified}
  logger.info({ id: created.id }, '${name} created');
  return created;
}

export async function change${type}(id: string, input: Partial<New${type}>): Promise<${type}> {
  const before = await get${type}(id);
  const after = await update${type}(id, input);
  logger.debug({ before, after }, '${name} changed');
  return after ?? before;
}

export async function drop${type}s(ids: readonly string[]): Promise<number> {
  let dropped = 0;
  for (const id of ids) {
    await remove${type}(id);
    dropped += 1;
  }
  return dropped;
}

export async function summarize${type}s(ownerId: string): Promise<${type}Summary & { total: number }> {
  const [count, items] = await Promise.all([count${type}s(ownerId), find${type}s({ ownerId })]);
  let total = 0;
  for (const item of items) {
    total += item.id.length > 0 ? 1 : 0;
${amounts}
  }
  return { count, total, newest: items[0]?.createdAt };
}
`;
}

function routes({ type, name, slug }: Entity, random: Random): string {
  const guard = random.happens(0.7) ? 'authenticate, ' : '';
  const handler = (body: string): string => (random.happens(CAUGHT) ? `asyncHandler(async (req, res) => {\n${body}\n})` : `async (req, res) => {\n${body}\n}`);
  const remove = random.happens(0.5)
    ? `  try {\n    await drop${type}s([req.params.id]);\n    res.sendStatus(204);\n  } catch (error) {\n    next(error);\n  }`
    : `  try {\n    await drop${type}s([req.params.id]);\n  } catch {}\n  res.sendStatus(204);`;
  return `import { Router } from 'express';
import { asyncHandler } from '../../lib/async-handler';
import { authenticate } from '../../lib/authenticate';
import { ${name}QuerySchema, parse${type} } from './${slug}.schema';
import { add${type}, change${type}, drop${type}s, get${type}, list${type}s, summarize${type}s } from './${slug}.service';

export const ${name}Router = Router();

${name}Router.get('/', ${guard}${handler(`  const filter = ${name}QuerySchema.parse(req.query);\n  res.json(await list${type}s(filter));`)});

${name}Router.get('/summary', ${guard}${handler(`  res.json(await summarize${type}s(String(req.query.ownerId)));`)});

${name}Router.get('/:id', ${handler(`  res.json(await get${type}(req.params.id));`)});

${name}Router.post('/', ${guard}${handler(`  const created = await add${type}(parse${type}(req.body));\n  res.status(201).json(created);`)});

${name}Router.put('/:id', ${guard}${handler(`  res.json(await change${type}(req.params.id, req.body));`)});

${name}Router.delete('/:id', ${guard}async (req, res, next) => {
${remove}
});
`;
}
