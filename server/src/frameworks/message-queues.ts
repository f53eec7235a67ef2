import { api, defineFramework, either } from './model.ts';

const connection = either(api('amqplib').member('connect').call(), api('amqplib').member('Connection', 'ChannelModel').instance());
const channel = either(connection.member('createChannel', 'createConfirmChannel').call(), api('amqplib').member('Channel', 'ConfirmChannel').instance());
const kafka = api('kafkajs').member('Kafka').instance().member('consumer').call();
const subscription = api('@google-cloud/pubsub').member('PubSub').instance().member('subscription').call();
const jobs = either(api('bull').instance(), api('bull').call(), api('bullmq').member('Queue', 'Worker', 'QueueEvents').instance());

/** Brokers of messages: who calls a consumer, and what becomes of its failures. Workers of Bull and BullMQ wait for theirs: the job fails. */
export default defineFramework({
  name: 'Message queues',
  packages: ['amqplib', 'kafkajs', 'bull', 'bullmq', 'pg-boss', 'mqtt', '@google-cloud/pubsub'],
  docs: 'https://amqp-node.github.io/amqplib/channel_api.html#channel_consume',
  events: {
    callbacks: [
      { at: channel.member('consume'), position: 1, ending: 'unhandled', isSent: true },
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
