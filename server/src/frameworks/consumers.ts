import { api, defineFramework, either } from './model.ts';

const amqp = api('amqplib', 'amqp-connection-manager').member('connect').call();
const channel = either(amqp.member('createChannel', 'createConfirmChannel').call(), api('amqplib').member('Channel', 'ConfirmChannel').instance());
const emitter = either(api('node:events', 'eventemitter3').instance(), api('node:events', 'eventemitter3', 'eventemitter2').member('EventEmitter', 'EventEmitter2').instance());
const redis = either(api('ioredis').instance(), api('ioredis').member('Redis', 'Cluster').instance(), api('redis').member('createClient').call());

/** Packages whose functions are called when a message, a job or an event comes: not by who registers them. */
export default defineFramework({
  name: 'Consumers',
  packages: ['bull', 'bullmq', 'agenda', 'pg-boss', 'amqplib', 'amqp-connection-manager', 'eventemitter2', 'eventemitter3'],
  docs: 'https://docs.bullmq.io/guide/workers',
  schedules: [
    either(api('bull').instance(), api('bull').member('Queue').instance(), api('bull').call()).member('process'),
    api('bullmq').member('Worker'),
    either(api('agenda').instance(), api('agenda').member('Agenda').instance()).member('define'),
    either(api('pg-boss').instance(), api('pg-boss').member('PgBoss').instance()).member('work', 'subscribe'),
    channel.member('consume'),
    redis.member('subscribe', 'pSubscribe', 'sSubscribe'),
    emitter.member('on', 'once', 'addListener', 'prependListener', 'prependOnceListener'),
  ],
});
