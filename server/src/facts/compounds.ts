import type { CompoundRow, FrameworkModel, Slot } from '../frameworks/model.ts';
import type { Presence } from '../concepts/presence.ts';
import { createRowFinder } from '../semantic/api-index.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import type { ApiValue, Site, Value } from '../semantic/values.ts';
import type { Call, Expression } from '../syntax/tree.ts';
import { coverage } from './path-coverage.ts';
import type { Registered } from './registration.ts';

/** Requests that a middleware doesn't run for. What can't be read is `undefined`. */
export interface Exemption {
  readonly path: string | undefined;
  /** Whether the path is the whole one, its beginning, or a pattern as the framework writes them. */
  readonly matching: 'whole' | 'beginning' | 'pattern';
  /** Absent: every method. */
  readonly methods?: readonly string[];
}

/** Takes apart what packages make of several handlers. */
export interface Compounds {
  /** The handlers that a value was made of; `undefined` if it is none of these. `read` reads what stands in an argument. */
  parts(value: Value, read: (expression: Expression, site: Site) => readonly Registered[]): readonly Registered[] | undefined;
}

/** What a regular expression says plainly: `/^\/public/`, `/^\/login$/`. */
const PLAIN_REGEX = /^\/\^((?:\\[/.-]|[\w/-])+)(\$|\\\/\?\$|\.\*|\(\.\*\)|\/\.\*)?\/$/;

export function createCompounds(evaluator: Evaluator, frameworks: readonly FrameworkModel[]): Compounds {
  const find = createRowFinder(frameworks.flatMap((model) => model.compounds ?? []));

  return {
    parts(value, read) {
      if (value.kind !== 'api' || value.step !== 'call') return undefined;
      const row = find(value);
      const site = row && siteOf(row, value);
      if (!row || site?.node.kind !== 'call') return undefined;
      const { node } = site;
      const path = row.under && node.args.length > 1 ? argumentOf(row.under, node) : undefined;
      const parts = partExpressions(row.parts, node).filter((expression) => expression !== path).flatMap((expression) => read(expression, site));
      const under = row.under && underOf(row.under, site, node);
      const exempt = row.except && exemptionsOf(row.except, site, node);
      const all = row.isEither ? eitherOf(parts, node, site) : parts;
      return all.map((part) => ({ ...part, ...(under !== undefined && { under: under + (part.under ?? '') }), ...(exempt && { exempt: [...(part.exempt ?? []), ...exempt] }) }));
    },
  };

  function siteOf({ at, madeBy = at }: CompoundRow, value: ApiValue): Site | undefined {
    for (let one: ApiValue | undefined = value; one; one = one.of) if (matches(madeBy, one)) return one.site;
    return undefined;
  }

  function underOf(slot: Slot, { frame }: Site, node: Call): string {
    const expression = argumentOf(slot, node);
    const values = expression ? evaluator.evaluate(expression, frame) : [];
    const [only] = values;
    if (values.length === 1 && only?.kind === 'literal' && typeof only.value === 'string') return only.value;
    return only?.kind === 'literal' || only?.kind === 'unknown' ? '/<…>' : '';
  }

  function exemptionsOf({ paths, methods, custom, matching }: NonNullable<CompoundRow['except']>, site: Site, node: Call): readonly Exemption[] {
    const { frame } = site;
    const unreadable: Exemption = { path: undefined, matching };
    const [options] = paths.slot === 'option' && node.args[paths.index] ? evaluator.evaluate(node.args[paths.index] ?? node, frame) : [];
    if (paths.slot === 'option') {
      if (options?.kind !== 'object' || options.node.properties.some((property) => 'kind' in property)) return [unreadable];
      const listed = (slot: Slot | undefined) => options.node.properties.flatMap((property) => (slot?.slot === 'option' && !('kind' in property) && property.key === slot.key ? [property.value] : []));
      if (listed(custom).length > 0) return [unreadable];
      const byMethod = listed(methods).map((expression): Exemption => ({ path: '', matching: 'beginning', ...(methodsIn(expression, options.frame) ?? unreadable) }));
      return [...listed(paths).flatMap((expression) => pathsIn(expression, options.frame, matching)), ...byMethod];
    }
    const expression = argumentOf(paths, node);
    return expression ? pathsIn(expression, frame, matching) : [unreadable];
  }

  function methodsIn(expression: Expression, frame: Site['frame']): { readonly methods: readonly string[] } | undefined {
    const values = evaluator.evaluate(expression, frame);
    const [first] = values;
    const all = first?.kind === 'array' && !first.open ? first.elements.flatMap((element) => evaluator.argument(element)) : values;
    const texts = all.flatMap((value) => (value.kind === 'literal' && typeof value.value === 'string' ? [value.value.toUpperCase()] : []));
    return texts.length === all.length ? { methods: texts } : undefined;
  }

  function pathsIn(expression: Expression, frame: Site['frame'], matching: 'whole' | 'pattern'): readonly Exemption[] {
    if (expression.kind === 'regex') return [plainRegex(expression.text)];
    const values = evaluator.evaluate(expression, frame);
    const [value] = values;
    if (values.length !== 1 || !value) return [{ path: undefined, matching }];
    if (value.kind === 'literal') return [{ path: typeof value.value === 'string' ? value.value : undefined, matching }];
    if (value.kind === 'array') {
      const listed = value.elements.flatMap((element) => ('expression' in element ? pathsIn(element.expression, element.frame, matching) : [{ path: undefined, matching }]));
      return value.open ? [...listed, { path: undefined, matching }] : listed;
    }
    if (value.kind !== 'object') return [{ path: undefined, matching }];
    // `{ url: '/login', methods: ['POST'] }`
    const property = (key: string) => value.node.properties.flatMap((one) => (!('kind' in one) && one.key === key ? [one.value] : []))[0];
    const [url, methods] = [property('url'), property('methods')];
    const among = methods && methodsIn(methods, value.frame);
    if (!url || (methods && !among)) return [{ path: undefined, matching }];
    return pathsIn(url, value.frame, matching).map((one) => ({ ...one, ...among }));
  }

  /** One handler that may be any of them. */
  function eitherOf(parts: readonly Registered[], node: Call, { frame }: Site): readonly Registered[] {
    return parts.length === 0 ? [] : [{ expression: node, frame, values: parts.flatMap(({ values }) => values) }];
  }
}

/** Whether one of the exemptions takes a route out. A path that only some requests of a route have doesn't. */
export function isExempt(exemptions: readonly Exemption[], path: string, method: string): Presence {
  const answers = exemptions.map((one) => exemptionCovers(one, path, method));
  return answers.includes('present') ? 'present' : answers.includes('unknown') ? 'unknown' : 'absent';
}

function exemptionCovers(one: Exemption, path: string, method: string): Presence {
  if (one.methods && !one.methods.includes(method)) return method === 'ALL' ? 'unknown' : 'absent';
  if (one.path === undefined || /[ <]/.test(path)) return 'unknown';
  if (one.matching === 'pattern') return coverage({ prefix: one.path, extent: 'pattern', method: 'ALL' }, path, method);
  const fixed = path.replace(/[:*({].*$/, '');
  if (one.matching === 'beginning') return fixed.startsWith(one.path) ? 'present' : fixed !== path && one.path.startsWith(fixed) ? 'unknown' : 'absent';
  return one.path === path ? 'present' : 'absent';
}

function plainRegex(text: string): Exemption {
  const found = PLAIN_REGEX.exec(text);
  if (!found) return { path: undefined, matching: 'whole' };
  const [, body = '', end = ''] = found;
  const path = body.replace(/\\/g, '');
  return end.endsWith('$') ? { path, matching: 'whole' } : { path: end === '/.*' ? `${path}/` : path, matching: 'beginning' };
}

function partExpressions(slot: Slot | 'receiver', node: Call): readonly Expression[] {
  if (slot === 'receiver') return node.callee.kind === 'member' ? [node.callee.object] : [];
  if (slot.slot === 'arguments') return node.args.slice(slot.from);
  const expression = argumentOf(slot, node);
  return expression ? [expression] : [];
}

function argumentOf(slot: Slot, node: Call): Expression | undefined {
  return slot.slot === 'argument' ? node.args[slot.index] : undefined;
}
