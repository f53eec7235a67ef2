import type { Span, TextEdit } from '../syntax/text.ts';
import type { NamedPlace, Reuse } from './facts.ts';

/** A place where failures are caught and nobody hears of them again. */
export interface SwallowedError {
  /** The `catch` keyword, the method name `catch`, or the call whose callback is given the error. */
  readonly at: Span;
  /** The first call that can fail there. */
  readonly call: NamedPlace;
  /** What follows: nothing is done, a value stands for the result (as written), the loop goes on, or the callback takes the result for good. */
  readonly goesOn: { readonly with: 'nothing' | 'next round' | 'result' } | { readonly with: 'value'; readonly text: string };
  /** The edits that log it there, with what the project logs with. */
  log(): Reuse | undefined;
}

/** A promise that leaves a `try` before it is settled. */
export interface UnawaitedReturn {
  /** The `return` keyword. */
  readonly at: Span;
  readonly call: NamedPlace;
  /** What was meant to see its failure, or its end. */
  readonly misses: 'catch' | 'finally';
  /** The edit that waits for it. */
  wait(): readonly TextEdit[];
}

/** A part of an error that is sent to a caller, whatever the error is. */
export interface LeakedError {
  /** The value sent. */
  readonly at: Span;
  /** As written. */
  readonly label: string;
  /** The stack, everything the error holds, or its message. */
  readonly what: 'stack' | 'error' | 'message';
  /** What sends it. */
  readonly by: NamedPlace;
}

/** A failure that is told on without what caused it. */
export interface LostCause {
  /** The `throw` keyword, or the method that logs. */
  readonly at: Span;
  /** The error that is made, or what logs. */
  readonly label: string;
  readonly does: 'throws' | 'logs';
  /** The edits that keep the cause. */
  keep(): readonly TextEdit[] | undefined;
}
