import { setTimeout as delay } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { Outdated } from '../../server/src/engine/outdated.ts';
import { hostServices } from '../../server/src/remote/host.ts';
import { fakeService } from './fake-service.ts';

/** How often somebody looks whether the work is still wanted, in milliseconds. */
const INTERVAL = 1;

/**
 * Fake services in a thread of their own, with three words that files can say: `endless` is worked on until that is outdated, `deadly`
 * ends the thread, `dying` ends it when the question has been answered. What is begun is told of as something that can't be read.
 */
if (parentPort !== null) {
  hostServices(parentPort, ({ root }, isOutdated, onUnreadable) => {
    const service = fakeService(root, new Map());
    return {
      ...service,
      findings(file) {
        onUnreadable(file, 'begun');
        const text = service.text(file) ?? '';
        if (text.includes('deadly')) process.exit(3);
        if (text.includes('dying')) void delay(INTERVAL).then(() => process.exit(4));
        while (text.includes('endless') && !isOutdated()) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, INTERVAL);
        if (isOutdated()) {
          onUnreadable(file, 'given up');
          throw new Outdated();
        }
        return service.findings(file);
      },
      settled: () => onUnreadable(root, 'settled'),
    };
  });
}
