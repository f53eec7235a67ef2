import bcrypt from 'bcryptjs';
import { Router } from 'express';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { prisma } from '../db.js';
import { asyncHandler } from '../middleware/async-handler.js';
import { requireUser, type SignedInUser } from '../middleware/require-user.js';

export const authRouter = Router();

const registration = z.object({
  email: z.email(),
  name: z.string().min(1).max(100),
  password: z.string().min(12).max(72),
});
const credentials = z.object({ email: z.email(), password: z.string() });

authRouter.post(
  '/register',
  asyncHandler(async (req, res) => {
    const { email, name, password } = registration.parse(req.body);
    const user = await prisma.user.create({ data: { email, name, passwordHash: await bcrypt.hash(password, 12) } });
    res.status(201).json({ token: issueToken(user) });
  }),
);

authRouter.post(
  '/login',
  asyncHandler(async (req, res) => {
    const { email, password } = credentials.parse(req.body);
    const user = await prisma.user.findUnique({ where: { email } });
    if (!user || !(await bcrypt.compare(password, user.passwordHash))) {
      res.status(401).json({ error: 'Wrong e-mail address or password' });
      return;
    }
    res.json({ token: issueToken(user) });
  }),
);

authRouter.get('/me', requireUser, async (req, res) => {
  const user = await prisma.user.findUniqueOrThrow({
    where: { id: req.user!.id },
    select: { id: true, email: true, name: true, role: true },
  });
  res.json(user);
});

function issueToken(user: SignedInUser): string {
  return jwt.sign({ role: user.role }, process.env.JWT_SECRET!, { subject: user.id, expiresIn: '8h' });
}
