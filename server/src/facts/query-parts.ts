import type { FrameworkModel, QueryRow } from '../frameworks/model.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { rootOf, type Frame } from '../semantic/values.ts';
import type { Binding, Call, Expression, Template } from '../syntax/tree.ts';
import { isCondition } from './builder-conditions.ts';
import { functionAround, surroundingsOf } from './failures/surroundings.ts';
import type { Surroundings } from './query-chain.ts';

/** A call that gives a builder, with what stands around it. */
export interface BuilderSite extends Surroundings {
  readonly model: FrameworkModel;
  readonly row: QueryRow;
  readonly node: Call | Template;
  readonly frame: Frame;
}

/** Says of a builder whether it is no query by itself, but a part of another one. */
export function createQueryParts(evaluator: Evaluator): (site: BuilderSite) => boolean {
  function isPart(site: BuilderSite): boolean {
    const { row, fate, node, parents, statement, frame } = site;
    if (!row.partOf || fate.ran !== undefined) return false;
    if (fate.chained.some(({ name }) => row.partOf?.by.includes(name))) return true;
    const at = fate.ends === node ? parents.length : parents.indexOf(fate.ends);
    if (at > 0) return isGivenTo(parents.slice(0, at), fate.ends, site, frame);
    return isReturnedTo(site) || (statement.kind === 'declare' && isOnlyGiven(fate.ends, site));
  }

  /** Whether an expression is among the arguments of a call of the library, or stands in a tagged text of it: `inArray(orders.id, …)`. */
  function isGivenTo(parents: readonly Expression[], given: Expression, { model, row }: BuilderSite, frame: Frame): boolean {
    let inner = given;
    for (const outer of parents.toReversed()) {
      const callee = outer.kind === 'template' ? outer.tag : outer.kind === 'call' && outer.callee !== inner ? outer.callee : undefined;
      if (callee) return isOfLibrary(callee, model, row, frame);
      if (outer.kind !== 'object' && outer.kind !== 'array' && outer.kind !== 'spread' && outer.kind !== 'conditional') return false;
      inner = outer;
    }
    return false;
  }

  function isOfLibrary(callee: Expression, { packages }: FrameworkModel, { partOf }: QueryRow, frame: Frame): boolean {
    if (callee.kind === 'member' && partOf?.runBy.includes(callee.name)) return false;
    return evaluator.evaluate(callee, frame).some((value) => value.kind === 'api' && packages.some((name) => rootOf(value) === name || rootOf(value).startsWith(`${name}/`)));
  }

  /** A function among the arguments of a condition or of a `with` gives a part: `whereIn('id', () => knex('orders').select('id'))`. */
  function isReturnedTo({ model, row, statement, frame }: BuilderSite): boolean {
    const callee = frame.fn.passedTo?.callee;
    if (statement.kind !== 'return' || callee?.kind !== 'member' || !frame.parent) return false;
    const takesParts = row.derived?.named.includes(callee.name) || (row.conditions !== undefined && isCondition(row.conditions, callee.name));
    return takesParts && isOfLibrary(callee, model, row, frame.parent);
  }

  /** `const ids = knex('orders').select('id')`, where all that happens to it is that other builders are given it. */
  function isOnlyGiven(made: Expression, site: BuilderSite): boolean {
    const { module } = site.frame;
    const binding = module.bindings.find(({ definitions: [first, ...others] }) => others.length === 0 && first?.kind === 'value' && first.value === made && first.path.length === 0);
    if (!binding) return false;
    const uses = usesOf(binding, site.frame);
    return uses.length > 0 && uses.every(({ parents, node, frame }) => isGivenTo(parents, node, site, frame));
  }

  function usesOf(binding: Binding, home: Frame): readonly { readonly node: Expression; readonly parents: readonly Expression[]; readonly frame: Frame }[] {
    const { module } = home;
    const surroundings = surroundingsOf(module);
    return surroundings.usesOf(binding).flatMap((node) => {
      const frame = evaluator.frames.inside(home, functionAround(module, node));
      return frame ? [{ node, parents: surroundings.expressionsAround(node).parents, frame }] : [];
    });
  }

  return isPart;
}
