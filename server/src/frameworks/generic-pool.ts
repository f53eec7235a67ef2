import { api, defineFramework } from './model.ts';

const pool = api('generic-pool').member('createPool').call();

export default defineFramework({
  name: 'generic-pool',
  packages: ['generic-pool'],
  docs: 'https://github.com/coopernurse/node-pool',
  acquisitions: [{ at: pool.member('acquire'), takes: 'connection', releasedBy: [], takenBackBy: ['release', 'destroy'] }],
});
