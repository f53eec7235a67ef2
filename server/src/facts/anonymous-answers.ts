import type { Slot } from '../frameworks/model.ts';
import { memberMind } from './anonymous-members.ts';
import { DOUBT, literalOf, type Mind } from './anonymous-minds.ts';
import { refusalOf, refuse, type Run } from './anonymous-run.ts';

/** The status that an argument is; without one, what it was set to before. */
export function statusOf(run: Run, given: Mind | undefined, orBody = false): Run['status'] {
  const literal = given && literalOf(given);
  if (typeof literal?.value === 'number') return literal.value;
  return orBody || !given || literal ? run.status : 'unknown';
}

export function setStatus(run: Run, status: number | Slot, args: readonly Mind[], orBody = false): void {
  if (typeof status === 'number') run.status = status;
  else if (status.slot === 'argument') run.status = statusOf(run, args[status.index], orBody);
  else if (status.slot === 'option') {
    const options = args[status.index];
    // The status may stand there itself: `c.json(body, 401)`, `c.json(body, { status: 401 })`.
    if (options) run.status = literalOf(options) ? statusOf(run, options) : options.kind === 'record' ? statusOf(run, memberMind(run, options, status.key, true), true) : 'unknown';
  }
}

/** An error without a status of its own is the server's. */
export function errorStatus(status: number | Slot | undefined, args: readonly Mind[]): number {
  if (typeof status === 'number') return status;
  const given = status?.slot === 'argument' && args[status.index] ? literalOf(args[status.index] ?? DOUBT)?.value : undefined;
  return typeof given === 'number' ? given : 500;
}

/** The status of a response that is made, and not sent yet. */
export function statusGiven(run: Run, status: number | Slot | undefined, args: readonly Mind[]): Run['status'] {
  const before = run.status;
  run.status = undefined;
  if (status !== undefined) setStatus(run, status, args);
  const given = run.status;
  run.status = before;
  return given;
}

/** A middleware that answers lets nobody on; a handler refuses by its status. */
export function respond(run: Run, isRedirect: boolean): void {
  const { status } = run;
  run.answered = 'always';
  // Behind an error that was caught, an answer without a known status is about the error.
  const isFailure = typeof status === 'number' ? status >= 400 : status === 'unknown' && run.handling > 0;
  if (!run.isHandler || isRedirect || isFailure) return refuse(run, isRedirect ? 'unclear' : refusalOf(status));
  run.outcome.passes = true;
  if (status === 'unknown') refuse(run, 'unclear');
}
