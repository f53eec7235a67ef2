import { api, defineFramework, either } from './model.ts';

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
});
