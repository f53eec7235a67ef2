/** Everything a rule may use, and the only module under `server/` that `rules/` may import. */
export { defineRule } from './engine/rule.ts';
export { UNSEEN_REJECTION_WORDS } from './concepts/unseen-rejection.ts';
export type { AnyRule } from './engine/rule.ts';
export type { Acquisition, Application, Clause, Cookie, CrossOrigin, DroppedCallback, FloatingPromise, Handler, Input, Intake, LoopedCall, MassWrite, NamedPlace, PageSize, Presence, Query, Reuse, Rewrite, Route, RouteLimit, RouteReference, TornWrites, UncheckedResponse, UnguardedParse, UnheardError } from './concepts/facts.ts';
