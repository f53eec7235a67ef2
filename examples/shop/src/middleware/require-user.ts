import type { NextFunction, Request, Response } from 'express';
import jwt from 'jsonwebtoken';

export interface SignedInUser {
  id: string;
  role: 'CUSTOMER' | 'STAFF';
}

declare global {
  namespace Express {
    interface Request {
      user?: SignedInUser;
    }
  }
}

export function requireUser(req: Request, res: Response, next: NextFunction) {
  const [scheme, token] = (req.headers.authorization ?? '').split(' ');
  if (scheme !== 'Bearer' || !token) {
    res.status(401).json({ error: 'Sign in first' });
    return;
  }

  try {
    const claims = jwt.verify(token, process.env.JWT_SECRET!) as jwt.JwtPayload;
    req.user = { id: claims.sub!, role: claims.role };
  } catch {
    res.status(401).json({ error: 'The session has expired' });
    return;
  }
  next();
}

export function requireStaff(req: Request, res: Response, next: NextFunction) {
  if (req.user?.role !== 'STAFF') {
    res.status(403).json({ error: 'Staff only' });
    return;
  }
  next();
}
