import type { FailurePath } from '../../server/src/concepts/failure-path.ts';
import { wordsOf } from '../../server/src/facts/failures/failure-words.ts';
import type { QueryEntry } from '../../server/src/facts/query-entries.ts';
import type { RouteEntry } from '../../server/src/facts/route-map.ts';
import { queriesInOrder } from '../../server/src/report/queries-report.ts';
import type { Span } from '../../server/src/syntax/text.ts';

/** Writes a place as `file:line`, as the specification names them. */
export type PrintPlace = (at: Span) => string;

/** Fields of a route that are the same nearly everywhere. */
export interface SpokenOf {
  readonly limits: boolean;
  readonly costs: boolean;
}

/** One line for a route: `GET /a/:id → show a.ts:3 guards: requireUser router behaviour authenticated: present rejections: handled queries: …`. What `speaksOf` names, a case says of every route; most cases are about something else. */
export function routeLine(route: RouteEntry, place: PrintPlace, speaksOf: SpokenOf): string {
  const guards = route.guards.map((guard) => `${guard.name} ${guard.scope} ${guard.evidence}`);
  const queries = route.queries.map((query) => `${query.label} ${query.bounded}`);
  return [
    `${route.method} ${route.path} → ${route.handler.name} ${place(route.handler.at)}`,
    ...(guards.length > 0 ? [`guards: ${guards.join(', ')}`] : []),
    `authenticated: ${route.authenticated}`,
    ...(speaksOf.limits ? [`rate limited: ${route.rateLimited}`] : []),
    ...(route.validated === 'unknown' ? [] : [`validated: ${route.validated}`]),
    `rejections: ${route.rejections}`,
    ...(speaksOf.costs && route.costs.length > 0 ? [`costs: ${route.costs.map(({ does, label, at }) => `${does} ${label} ${place(at)}`).join(', ')}`] : []),
    ...(queries.length > 0 ? [`queries: ${queries.join(', ')}`] : []),
  ].join(' ');
}

/** One line for each call that can fail on the way of a route: `orders.ts:7 If `prisma.order.findMany` fails: …`, with the places of its steps in brackets. */
export function failureLines(paths: readonly FailurePath[], place: PrintPlace): readonly string[] {
  return paths.map((path) => `${place(path.call.at)} ${wordsOf(path).map(({ text, at }) => (at ? `${text} (${place(at)})` : text)).join('')}`);
}

/** What a query is about, where a case speaks of it. */
export interface SpokenOfQueries {
  readonly tables: boolean;
  readonly filters: boolean;
}

/** One line for each query that a route reaches, in the order of the routes: `prisma.order.findMany absent orders.ts:7`. */
export function queryLines(routes: readonly RouteEntry[], place: PrintPlace, speaksOf: SpokenOfQueries): readonly string[] {
  const lines = routes.flatMap((route) => route.queries.map((query) => [
    `${query.label} ${query.bounded} ${place(query.at)}`,
    ...(speaksOf.tables ? [`table: ${query.table}`] : []),
    ...(speaksOf.filters ? [`filtered: ${query.isFiltered ? 'yes' : 'no'}`] : []),
  ].join(' ')));
  return [...new Set(lines)];
}

/** One line for each query, as `--facts query` tells of it, in source order: `orders.ts:7 prisma.order.findMany read many order · absent · filtered · in a transaction: present`. */
export function entryLines(entries: readonly QueryEntry[], place: PrintPlace): readonly string[] {
  return queriesInOrder(entries).map(({ at, label, operation, returns, table, bounded, isFiltered, inTransaction }) => [
    `${place(at)} ${label} ${operation} ${returns}${table === undefined ? '' : ` ${table}`}`,
    bounded,
    ...(isFiltered === undefined ? [] : [isFiltered ? 'filtered' : 'unfiltered']),
    ...(inTransaction === 'absent' ? [] : [`in a transaction: ${inTransaction}`]),
  ].join(' · '));
}
