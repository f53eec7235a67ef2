import type { Request, Response } from 'express';
import { z } from 'zod';
import { prisma } from '../db.js';

const basket = z.object({
  items: z.array(z.object({ productId: z.string(), quantity: z.number().int().min(1).max(99) })).min(1).max(50),
});

export async function listOrders(req: Request, res: Response) {
  const orders = await prisma.order.findMany({
    where: { customerId: req.user!.id },
    orderBy: { createdAt: 'desc' },
    include: { items: true },
  });
  res.json(orders);
}

export async function getOrder(req: Request, res: Response) {
  const order = await prisma.order.findFirst({
    where: { id: req.params.id, customerId: req.user!.id },
    include: { items: { include: { product: true } } },
  });
  if (!order) {
    res.status(404).json({ error: 'No such order' });
    return;
  }
  res.json(order);
}

export async function placeOrder(req: Request, res: Response) {
  const { items } = basket.parse(req.body);
  const quantities = new Map(items.map((item) => [item.productId, item.quantity]));
  const products = await prisma.product.findMany({
    where: { id: { in: [...quantities.keys()] }, visible: true },
    take: quantities.size,
  });
  if (products.length < quantities.size) {
    res.status(409).json({ error: 'A product is no longer available' });
    return;
  }

  const lines = products.map(({ id, priceCents }) => ({ productId: id, priceCents, quantity: quantities.get(id) ?? 1 }));
  const order = await prisma.order.create({
    data: {
      customerId: req.user!.id,
      totalCents: lines.reduce((sum, line) => sum + line.priceCents * line.quantity, 0),
      items: { create: lines },
    },
    include: { items: true },
  });
  res.status(201).json(order);
}

export async function cancelOrder(req: Request, res: Response) {
  const { count } = await prisma.order.updateMany({
    where: { id: req.params.id, status: { in: ['PLACED', 'PAID'] } },
    data: { status: 'CANCELLED' },
  });
  if (count === 0) {
    res.status(409).json({ error: 'The order can no longer be cancelled' });
    return;
  }
  res.status(204).end();
}
