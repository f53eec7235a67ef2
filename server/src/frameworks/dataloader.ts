import { api, defineFramework } from './model.ts';

/** Collects the keys that are asked for one by one, and gives them all at once to one function. */
export default defineFramework({
  name: 'DataLoader',
  packages: ['dataloader'],
  docs: 'https://github.com/graphql/dataloader#batching',
  batches: [api('dataloader')],
});
