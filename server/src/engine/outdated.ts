/** Thrown by what was given up because a change has come: nobody waits for the answer any more, and there is none. */
export class Outdated extends Error {
  constructor() {
    super('What was asked about has changed since.');
    this.name = 'Outdated';
  }
}
