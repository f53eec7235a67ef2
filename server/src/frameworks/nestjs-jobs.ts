import { api, defineFramework } from './model.ts';

const scheduled = api('@nestjs/schedule').member('Cron', 'Interval', 'Timeout').call();
const listener = api('@nestjs/event-emitter').member('OnEvent').call();

/** Methods that Nest calls at times of their own. It catches what most of them fail with. */
export default defineFramework({
  name: 'NestJS jobs',
  packages: ['@nestjs/schedule', '@nestjs/event-emitter', '@nestjs/bull', '@nestjs/bullmq'],
  docs: 'https://docs.nestjs.com/techniques/task-scheduling',
  events: {
    methods: [
      { at: scheduled, versions: { package: '@nestjs/schedule', since: '1.0.0' }, ending: 'logged' },
      { at: listener, versions: { package: '@nestjs/event-emitter', since: '2.0.4' }, unless: { index: 1, key: 'suppressErrors', isAnyValue: true }, ending: 'logged' },
      { at: listener, versions: { package: '@nestjs/event-emitter', before: '2.0.4' }, ending: 'unhandled' },
      // A method that tells its result to a callback has no promise that anybody looks at.
      { at: api('@nestjs/bull').member('Process').call(), parameters: { below: 2 }, ending: 'fails' },
      { at: api('@nestjs/bull').member('Process').call(), parameters: { from: 2 }, ending: 'unhandled' },
      { at: api('@nestjs/bullmq').member('Processor').call(), method: 'process', ending: 'fails' },
    ],
  },
});
