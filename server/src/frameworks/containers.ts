import { api, defineFramework } from './model.ts';

/** Dependency injection containers that are asked for a class. What is asked for by a token can't be known here. */
export default defineFramework({
  name: 'Containers',
  packages: ['typedi', 'tsyringe', 'inversify', '@nestjs/core'],
  docs: 'https://docs.typestack.community/typedi/develop/02-basic-usage-guide/01-getting-started',
  containers: [
    api('typedi').member('Container').member('get'),
    api('typedi').member('default').member('get'),
    api('tsyringe').member('container').member('resolve'),
    api('inversify').member('Container').instance().member('get'),
  ],
});
