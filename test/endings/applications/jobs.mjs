import 'reflect-metadata';
import { EventEmitter } from 'node:events';

// What calls a function at times of its own, by the name of its package and of what is given the function. Each is called with a function that rejects.

const EACH_SECOND = '* * * * * *';

export const jobs = {
  '(global) setInterval': (fn) => setInterval(fn, 10),
  '(global) setTimeout': (fn) => setTimeout(fn, 10),
  '(global) setImmediate': (fn) => setImmediate(fn),
  '(global) queueMicrotask': (fn) => queueMicrotask(fn),
  'node:events on': (fn) => new EventEmitter().on('order', fn).emit('order'),
  'node-cron schedule': async (fn) => (await import('node-cron')).schedule(EACH_SECOND, fn),
  'node-schedule scheduleJob': async (fn) => (await import('node-schedule')).default.scheduleJob(EACH_SECOND, fn),
  'cron CronJob': async (fn) => new (await import('cron')).CronJob(EACH_SECOND, fn).start(),
  'cron-3 CronJob': async (fn) => new (await import('cron-3')).CronJob(EACH_SECOND, fn).start(),
  'croner Cron': async (fn) => new (await import('croner')).Cron(EACH_SECOND, fn),
  'ws connection': (fn) => withSocket((server) => server.on('connection', fn)),
  'ws message': (fn) => withSocket((server) => server.on('connection', (socket) => socket.on('message', fn))),
  'socket.io connection': (fn) => withClient((server) => server.on('connection', fn)),
  'socket.io message': (fn) => withClient((server) => server.on('connection', (socket) => socket.on('write', fn))),
  'socket.io use': (fn) => withClient((server) => server.use(fn)),
  '@nestjs/schedule Cron': async (fn) => inNest((await import('@nestjs/schedule')).Cron(EACH_SECOND), fn),
  '@nestjs/schedule Interval': async (fn) => inNest((await import('@nestjs/schedule')).Interval(10), fn),
  '@nestjs/schedule Timeout': async (fn) => inNest((await import('@nestjs/schedule')).Timeout(10), fn),
  '@nestjs/event-emitter OnEvent': async (fn) => inNest((await import('@nestjs/event-emitter')).OnEvent('order'), fn),
};

/** A server of `ws`, which is sent one message. */
async function withSocket(prepare) {
  const { WebSocket, WebSocketServer } = await import('ws');
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  prepare(server);
  server.on('listening', () => {
    const client = new WebSocket(`ws://127.0.0.1:${server.address().port}`);
    client.on('open', () => client.send('order'));
  });
}

/** A server of Socket.IO, which is sent one message. */
async function withClient(prepare) {
  const { Server } = await import('socket.io');
  const { io } = await import('socket.io-client');
  const { createServer } = await import('node:http');
  const http = createServer();
  prepare(new Server(http));
  http.listen(0, '127.0.0.1', () => io(`http://127.0.0.1:${http.address().port}`, { transports: ['websocket'] }).emit('write', 'order'));
}

/** An application with one method, which is decorated and fails. */
async function inNest(decorate, fn) {
  const [{ Injectable, Module }, { NestFactory }, { ScheduleModule }, { EventEmitter2, EventEmitterModule }] = await Promise.all([
    import('@nestjs/common'), import('@nestjs/core'), import('@nestjs/schedule'), import('@nestjs/event-emitter'),
  ]);
  class Jobs {
    run() {
      return fn();
    }
  }
  Injectable()(Jobs);
  decorate(Jobs.prototype, 'run', Object.getOwnPropertyDescriptor(Jobs.prototype, 'run'));
  class Application {}
  Module({ imports: [ScheduleModule.forRoot(), EventEmitterModule.forRoot()], providers: [Jobs] })(Application);
  const application = await NestFactory.create(Application, { logger: false });
  await application.init();
  application.get(EventEmitter2).emit('order');
}
