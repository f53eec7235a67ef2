import type { FrameworkModel, QueryRow } from '../frameworks/model.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import type { ApiValue, Frame, Site, Value } from '../semantic/values.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Call, Expression, Template, TypeReference } from '../syntax/tree.ts';
import { linksBefore } from './query-bounds.ts';

/** Tells of a query for which class of rows it is, where that class isn't named in the call. */
export interface RowClasses {
  /** `Order.query()`: the class that a method was called on. */
  ofReceiver(value: ApiValue, model: FrameworkModel, node: Call | Template, frame: Frame): string | undefined;
  /** `em.persist(order).flush()`: what is written. */
  ofWritten(value: ApiValue, model: FrameworkModel, row: QueryRow, node: Call | Template, frame: Frame): string | undefined;
  /** `orders: BaseRepository<Order>`: what the annotation of a receiver says. */
  ofAnnotation(node: Call | Template, frame: Frame): string | undefined;
}

export function createRowClasses(evaluator: Evaluator): RowClasses {
  function ofReceiver(value: ApiValue, { classMethods }: FrameworkModel, node: Call | Template, frame: Frame): string | undefined {
    if (!classMethods) return undefined;
    if (node.kind === 'call' && matches(classMethods, value)) return classOf(node.callee, frame);
    for (let at: ApiValue | undefined = value; at; at = at.of) {
      if (at.step === 'call' && at.of && at.site?.node.kind === 'call' && matches(classMethods, at.of)) return classOf(at.site.node.callee, at.site.frame);
    }
    return undefined;
  }

  function classOf(callee: Expression, frame: Frame): string | undefined {
    const [only, ...others] = callee.kind === 'member' ? evaluator.evaluate(callee.object, frame) : [];
    return only?.kind === 'class' && others.length === 0 ? only.node.name : undefined;
  }

  function ofWritten(value: ApiValue, model: FrameworkModel, { written }: QueryRow, node: Call | Template, frame: Frame): string | undefined {
    if (!written || node.kind !== 'call') return undefined;
    const link = written.argument === undefined ? linksBefore(value).find(({ name }) => written.before?.includes(name)) : { args: node.args.slice(written.argument), frame };
    const [argument] = link?.args ?? [];
    if (!argument || !link) return undefined;
    const [first] = argument.kind === 'array' ? argument.elements : [argument];
    return first && [...new Set(evaluator.evaluate(first, link.frame).flatMap((one) => rowClass(one, model) ?? []))][0];
  }

  /** The class of a row: made with `new`, or given by what knows it. */
  function rowClass(value: Value, { tables, typedTables, makesRows }: FrameworkModel): string | undefined {
    if (value.kind === 'instance') return value.of.kind === 'class' ? value.of.node.name : undefined;
    let asked: Site | undefined;
    for (let at = value.kind === 'api' ? value : undefined; at; at = at.of) {
      if (at.site) asked = at.site;
      if (at.step === 'typed' && typedTables && matches(typedTables, at)) return at.name !== '' ? at.name : asked && ofAnnotation(asked.node, asked.frame);
      const names = (tables && matches(tables, at)) || (makesRows && matches(makesRows, at));
      const [cls] = names && at.site?.node.kind === 'call' && at.site.node.args[0] ? evaluator.evaluate(at.site.node.args[0], at.site.frame) : [];
      if (cls?.kind === 'class') return cls.node.name;
    }
    return undefined;
  }

  function ofAnnotation(node: Call | Template, frame: Frame): string | undefined {
    const receiver = node.kind === 'call' && node.callee.kind === 'member' ? node.callee.object : undefined;
    const type = receiver && annotationOf(receiver, frame)?.args[0];
    const name = type?.name.at(-1);
    return type && name !== undefined && findBinding(frame.module, type.scope, type.name[0] ?? name) ? name : undefined;
  }

  function annotationOf(receiver: Expression, frame: Frame): TypeReference | undefined {
    const { module } = frame;
    if (receiver.kind === 'name') return findBinding(module, receiver.scope, receiver.name)?.type;
    if (receiver.kind !== 'member' || receiver.object.kind !== 'this') return undefined;
    let home: Frame | undefined = frame;
    while (home && home.fn.classId === undefined) home = home.parent;
    const cls = home?.fn.classId === undefined ? undefined : module.classes[home.fn.classId];
    const index = cls?.parameterProperties.get(receiver.name);
    const parameter = index === undefined || cls?.constructorFn === undefined ? undefined : module.functions[cls.constructorFn]?.parameters[index];
    return parameter?.type ?? cls?.members.find(({ name, isStatic }) => name === receiver.name && !isStatic)?.type;
  }

  return { ofReceiver, ofWritten, ofAnnotation };
}
