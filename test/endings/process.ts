import { UNSEEN_EVENTS } from '../../server/src/frameworks/vocabulary/endings.ts';

// Runs as a process of its own: `process.ts rejection|exception LISTENER…` fails unseen, and says `alive` if that isn't its end.
// A listener is the name of an event that it listens for, or of one with a `!`, and then it throws what it gets.

const [failure, ...listeners] = process.argv.slice(2);
const error = new Error('nobody sees this');

for (const listener of listeners) {
  const event = UNSEEN_EVENTS.rejection.find((name) => listener.startsWith(name));
  process.on(String(event), (reason: unknown) => {
    if (listener.endsWith('!')) throw reason;
  });
}
setTimeout(() => process.stdout.write('alive'), 20);
if (failure === 'rejection') void Promise.reject(error);
else throw error;
