import type { Request, Response } from 'express';
import { z } from 'zod';
import { prisma } from '../db.js';

const PAGE_SIZE = 24;

const page = z.object({ page: z.coerce.number().int().min(1).default(1) });
const product = z.object({
  sku: z.string().min(1).max(40),
  name: z.string().min(1).max(200),
  description: z.string().max(5000),
  priceCents: z.number().int().positive(),
  visible: z.boolean().default(true),
});
const stockLevel = z.object({ stock: z.number().int().min(0) });

export async function listProducts(req: Request, res: Response) {
  const { page: number } = page.parse(req.query);
  const [items, total] = await Promise.all([
    prisma.product.findMany({
      where: { visible: true },
      orderBy: { name: 'asc' },
      skip: (number - 1) * PAGE_SIZE,
      take: PAGE_SIZE,
    }),
    prisma.product.count({ where: { visible: true } }),
  ]);
  res.json({ items, total, pages: Math.ceil(total / PAGE_SIZE) });
}

export async function getProduct(req: Request, res: Response) {
  const found = await prisma.product.findFirst({ where: { id: req.params.id, visible: true } });
  if (!found) {
    res.status(404).json({ error: 'No such product' });
    return;
  }
  res.json(found);
}

export async function createProduct(req: Request, res: Response) {
  const created = await prisma.product.create({ data: product.parse(req.body) });
  res.status(201).json(created);
}

export async function updateProduct(req: Request, res: Response) {
  const changed = await prisma.product.update({ where: { id: req.params.id }, data: product.partial().parse(req.body) });
  res.json(changed);
}

export async function setStock(req: Request, res: Response) {
  const { stock } = stockLevel.parse(req.body);
  const changed = await prisma.product.update({ where: { id: req.params.id }, data: { stock } });
  res.json({ id: changed.id, stock: changed.stock });
}
