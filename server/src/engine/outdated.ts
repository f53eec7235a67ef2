const NAME = 'Outdated';

/** Thrown by what was given up because a change has come: nobody waits for the answer any more, and there is none. */
export class Outdated extends Error {
  constructor() {
    super('What was asked about has changed since.');
    this.name = NAME;
  }
}

/** Whether an error is `Outdated`, by its name: the class exists once in each of the bundles, and they throw it at each other. */
export function isOutdated(error: unknown): boolean {
  return error instanceof Error && error.name === NAME;
}
