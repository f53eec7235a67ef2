import { api, defineFramework, either } from './model.ts';

const connection = either(api('amqplib').member('connect').call(), api('amqplib').member('Connection', 'ChannelModel').instance());
const channel = either(connection.member('createChannel', 'createConfirmChannel').call(), api('amqplib').member('Channel', 'ConfirmChannel').instance());
const kafka = api('kafkajs').member('Kafka').instance().member('consumer').call();
const subscription = api('@google-cloud/pubsub').member('PubSub').instance().member('subscription').call();
const bull = either(api('bull').instance(), api('bull').member('Queue').instance(), api('bull').call());
const bee = either(api('bee-queue').instance(), api('bee-queue').call());
const jobs = either(bull, bee, api('bullmq').member('Queue', 'Worker', 'QueueEvents').instance());

/** Brokers of messages: who calls a consumer, and what becomes of its failures. Those that work off jobs wait for their functions: the job fails. */
export default defineFramework({
  name: 'Message queues',
  packages: ['amqplib', 'kafkajs', 'bull', 'bullmq', 'bee-queue', 'agenda', 'pg-boss', 'mqtt', '@google-cloud/pubsub'],
  docs: 'https://amqp-node.github.io/amqplib/channel_api.html#channel_consume',
  events: {
    callbacks: [
      { at: channel.member('consume'), position: 1, ending: 'unhandled', isSent: true },
      // A function that tells its result to a callback has no promise that anybody looks at.
      { at: bull.member('process'), parameters: { below: 2 }, ending: 'fails' },
      { at: bull.member('process'), parameters: { from: 2 }, ending: 'unhandled' },
      { at: bee.member('process'), parameters: { below: 2 }, ending: 'fails' },
      { at: api('bullmq').member('Worker'), position: 1, ending: 'fails' },
      { at: either(api('agenda').instance(), api('agenda').member('Agenda').instance()).member('define'), parameters: { below: 2 }, ending: 'fails' },
      { at: either(api('pg-boss').instance(), api('pg-boss').member('PgBoss').instance()).member('work'), ending: 'fails' },
      { at: kafka.member('run'), position: 0, options: ['eachMessage', 'eachBatch'], ending: 'repeated', isSent: true },
    ],
    emitters: [
      { at: connection, error: 'thrown', isPromised: true },
      { at: channel },
      { at: kafka },
      { at: jobs },
      { at: subscription, sends: ['message'] },
      { at: api('pg-boss').instance(), error: 'thrown' },
      { at: either(api('mqtt').member('connect').call(), api('mqtt').member('MqttClient').instance()), sends: ['message'] },
    ],
  },
});
