import { Router } from 'express';
import { z } from 'zod';
import { prisma } from '../db.js';
import { asyncHandler } from '../middleware/async-handler.js';
import { requireStaff, requireUser } from '../middleware/require-user.js';

export const adminRouter = Router();

const orderStatus = z.object({ status: z.enum(['PAID', 'SHIPPED', 'CANCELLED']) });

adminRouter.get(
  '/orders',
  requireUser,
  requireStaff,
  asyncHandler(async (_req, res) => {
    res.json(await prisma.order.findMany({ where: { status: 'PAID' }, orderBy: { createdAt: 'asc' }, take: 50 }));
  }),
);

adminRouter.patch('/orders/:id', requireUser, requireStaff, async (req, res) => {
  const { status } = orderStatus.parse(req.body);
  const order = await prisma.order.update({ where: { id: req.params.id }, data: { status } });
  res.json(order);
});

adminRouter.post(
  '/orders/:id/refund',
  asyncHandler(async (req, res) => {
    const order = await prisma.order.update({ where: { id: req.params.id }, data: { status: 'REFUNDED' } });
    res.json({ id: order.id, status: order.status });
  }),
);

adminRouter.get('/customers', requireUser, requireStaff, async (_req, res) => {
  const customers = await prisma.user.findMany({
    where: { role: 'CUSTOMER' },
    select: { id: true, email: true, name: true, createdAt: true },
  });
  res.json(customers);
});
