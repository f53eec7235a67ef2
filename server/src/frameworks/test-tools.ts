import { defineFramework } from './model.ts';

/** What tests are written with. A file that imports one of these starts applications that serve nobody. */
export default defineFramework({
  name: 'Test tools',
  packages: [],
  docs: 'https://nodejs.org/api/test.html',
  testPackages: ['vitest', '@jest/globals', 'supertest', 'node:test', 'mocha', 'chai', 'sinon', '@playwright/test', 'cypress'],
});
