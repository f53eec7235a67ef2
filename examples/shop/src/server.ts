import { app } from './app.js';
import { prisma } from './db.js';

const port = Number(process.env.PORT ?? 3000);

const server = app.listen(port, () => {
  console.log(`shop listens on port ${port}`);
});

process.once('SIGTERM', () => {
  server.close(() => {
    void prisma.$disconnect().finally(() => process.exit(0));
  });
});
