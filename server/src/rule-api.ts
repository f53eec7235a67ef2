/** Everything a rule may use, and the only module under `server/` that `rules/` may import. */
export { defineRule } from './engine/rule.ts';
export type { AnyRule } from './engine/rule.ts';
export type { Application, Clause, Cookie, CrossOrigin, Handler, Input, Intake, LoopedCall, NamedPlace, PageSize, Presence, Query, Reuse, Route, RouteLimit, RouteReference } from './concepts/facts.ts';
