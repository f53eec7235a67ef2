import { Router } from 'express';
import { cancelOrder, getOrder, listOrders, placeOrder } from '../controllers/orders.js';
import { asyncHandler } from '../middleware/async-handler.js';
import { requireUser } from '../middleware/require-user.js';

export const ordersRouter = Router();

ordersRouter.get('/', requireUser, asyncHandler(listOrders));
ordersRouter.get('/:id', requireUser, asyncHandler(getOrder));
ordersRouter.post('/', requireUser, placeOrder);
ordersRouter.post('/:id/cancel', asyncHandler(cancelOrder));
