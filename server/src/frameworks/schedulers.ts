import { api, defineFramework, either } from './model.ts';
import type { CallbackRow } from './vocabulary/events.ts';

/** A job of `cron`, however it is made. */
const cronJobs = (row: Pick<CallbackRow, 'versions' | 'ending'>): readonly CallbackRow[] => [
  { at: api('cron').member('CronJob', 'job'), position: 1, ...row },
  { at: api('cron').member('CronJob').member('from'), position: 0, options: ['onTick'], ...row },
];

/** Packages that run functions at times of their own, beside requests. */
export default defineFramework({
  name: 'Schedulers',
  packages: ['node-schedule', 'node-cron', 'cron', 'croner', 'toad-scheduler'],
  docs: 'https://github.com/node-schedule/node-schedule#usage',
  schedules: [
    api('(global)').member('setInterval'),
    api('node-schedule').member('scheduleJob', 'Job'),
    api('node-cron').member('schedule', 'createTask'),
    either(api('cron').member('CronJob'), api('cron').member('CronJob').member('from')),
    either(api('croner'), api('croner').member('Cron')),
    api('toad-scheduler').member('Task', 'AsyncTask'),
  ],
  events: {
    callbacks: [
      { at: api('node-schedule').member('scheduleJob', 'Job'), ending: 'unhandled' },
      { at: api('node-cron').member('schedule', 'createTask'), position: 1, ending: 'lost' },
      ...cronJobs({ versions: { package: 'cron', before: '4.0.0' }, ending: 'unhandled' }),
      ...cronJobs({ versions: { package: 'cron', since: '4.0.0' }, ending: 'logged' }),
      { at: either(api('croner'), api('croner').member('Cron')), ending: 'unhandled', unless: { index: 1, key: 'catch' } },
    ],
  },
});
