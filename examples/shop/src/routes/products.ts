import { Router } from 'express';
import * as products from '../controllers/products.js';
import { asyncHandler } from '../middleware/async-handler.js';
import { requireStaff, requireUser } from '../middleware/require-user.js';

export const productsRouter = Router();

productsRouter.get('/', asyncHandler(products.listProducts));
productsRouter.get('/:id', asyncHandler(products.getProduct));
productsRouter.post('/', requireUser, requireStaff, asyncHandler(products.createProduct));
productsRouter.put('/:id', requireUser, requireStaff, asyncHandler(products.updateProduct));
productsRouter.patch('/:id/stock', asyncHandler(products.setStock));
