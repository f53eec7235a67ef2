import type { FrameworkModel, QueryRow, Slot } from '../frameworks/model.ts';
import { matches, type ApiPath } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { eachExpressionOf } from '../semantic/returns.ts';
import { literalText } from '../semantic/value-sets.ts';
import type { ApiValue, Frame, Value } from '../semantic/values.ts';
import type { Call, Expression, Module, Property, Template } from '../syntax/tree.ts';
import type { QueriedTables } from './queried-tables.ts';
import { createRowClasses } from './row-classes.ts';

type Match = { readonly model: FrameworkModel; readonly row: QueryRow };

/** The table that a query is about, by its name; where nothing says which it is, by what it is called on (`isKnown` is false). */
export interface NamedTable {
  readonly name: string;
  readonly isKnown: boolean;
  /** The name of the rows' class, where the code may call it otherwise. */
  readonly ownName?: string;
}

export type TableOf = (value: ApiValue, label: string, match: Match, node: Call | Template, frame: Frame) => NamedTable;

export function createTableNames(evaluator: Evaluator, queriedTables: QueriedTables): TableOf {
  const classes = createRowClasses(evaluator);

  /** The table by its model's name where that is written, else as the code calls it. */
  function tableOf(value: ApiValue, label: string, { model, row }: Match, node: Call | Template, frame: Frame): NamedTable {
    const named = classes.ofReceiver(value, model, node, frame) ?? classes.ofWritten(value, model, row, node, frame);
    const own = named ?? (row.table && node.kind === 'call' ? namesOf(row.table, model, node, frame) : undefined);
    const argument = row.table?.slot === 'argument' && node.kind === 'call' ? node.args[row.table.index] : undefined;
    if (own !== undefined) return { name: own, isKnown: (named !== undefined || row.written === undefined) && (argument === undefined || !queriedTables.isUnnamed(argument, model, row, value, frame, own)) };
    const { tables, typedTables } = model;
    for (let at: ApiValue | undefined = value; at; at = at.of) {
      const isNamed = at.step === 'call' && tables !== undefined && matches(tables, at);
      const name = isNamed ? nameOf(argumentValues(evaluator, at, 0)) : undefined;
      if (name !== undefined) return { name, isKnown: true };
      if (at.step !== 'typed' || !typedTables || !matches(typedTables, at)) continue;
      const annotated = at.name !== '' ? at.name : classes.ofAnnotation(node, frame);
      if (annotated !== undefined) return { name: annotated, isKnown: true };
    }
    const maker = makerOf(value);
    if (maker !== undefined) return { name: maker, isKnown: true };
    const parts = label.replace(/\(.*\)/g, '').split(/[.?]+/).filter((part) => !row.written?.before?.includes(part));
    const written = parts[parts.length - 2] ?? label;
    const only = written === 'this' && tables ? onlyTableIn(tables, frame.module) : undefined;
    const ownName = receiverClass(node, frame);
    return { name: only ?? written, isKnown: only !== undefined || (row.sql === undefined && isNamedForTable(node, frame)), ...(ownName !== undefined && { ownName }) };
  }

  /** The class that gave what a query is called on: of `const user = await User.findByPk(1)` and `user.update(…)` it is `User`. */
  function makerOf(value: ApiValue): string | undefined {
    for (let at = value.of; at; at = at.of) {
      const { site } = at;
      const object = at.step === 'call' && site?.node.kind === 'call' && site.node.callee.kind === 'member' ? site.node.callee.object : undefined;
      const [made] = object && site ? evaluator.evaluate(object, site.frame) : [];
      if (made?.kind === 'class') return made.node.name;
    }
    return undefined;
  }

  /** `OrderModel.findAll()`: the class's own name, whatever it is imported as. */
  function receiverClass(node: Call | Template, frame: Frame): string | undefined {
    const object = node.kind === 'call' && node.callee.kind === 'member' && node.callee.object.kind !== 'this' ? node.callee.object : undefined;
    const [only, ...others] = object ? evaluator.evaluate(object, frame) : [];
    return only?.kind === 'class' && others.length === 0 ? only.node.name : undefined;
  }

  /** A member of a client is a table (`prisma.order`), and so is a class; a variable is called what somebody liked. */
  function isNamedForTable(node: Call | Template, frame: Frame): boolean {
    const object = node.kind === 'call' && node.callee.kind === 'member' ? node.callee.object : undefined;
    if (object?.kind === 'member') return object.object.kind !== 'this';
    return object !== undefined && evaluator.evaluate(object, frame).some(({ kind }) => kind === 'class');
  }

  /** What isn't known is spoken of as it is written: `process.env.TABLE_NAME`. */
  function shortText(module: Module, { start, end }: Expression): string | undefined {
    return end - start > 40 ? undefined : (evaluator.program.project.text(module.file) ?? '').slice(start, end).replaceAll('`', '');
  }

  /** The table that a call names: an argument or an option. */
  function namesOf(slot: Slot, model: FrameworkModel, node: Call, frame: Frame): string | undefined {
    const argument = slot.slot === 'argument' || slot.slot === 'option' ? node.args[slot.index] : undefined;
    if (!argument) return undefined;
    const values = evaluator.evaluate(argument, frame);
    if (slot.slot !== 'option') return queriedTables.nameOf(argument, model, frame) ?? shortText(frame.module, argument);
    const property = argument.kind === 'object' ? argument.properties.find((one): one is Property => !('kind' in one) && one.key === slot.key) : undefined;
    return nameOf(values.flatMap((value) => (value.kind === 'object' ? evaluator.member(value, slot.key) : []))) ?? (property && shortText(frame.module, property.value));
  }

  /** The model that a module makes, where it makes one: `this` in its schema's functions is that. */
  function onlyTableIn(tables: ApiPath, module: Module): string | undefined {
    const names = new Set<string>();
    for (const fn of module.functions) {
      const frame = evaluator.frames.generic(module, fn.id);
      eachExpressionOf(fn.body, (node) => {
        const [name] = node.kind === 'call' ? node.args : [];
        if (!frame || name?.kind !== 'literal' || typeof name.value !== 'string') return;
        if (evaluator.evaluate(node, frame).some((value) => value.kind === 'api' && matches(tables, value))) names.add(name.value);
      });
    }
    return names.size === 1 ? [...names][0] : undefined;
  }

  return tableOf;
}

/** A table by its name, or by the class of its rows. */
function nameOf(values: readonly Value[]): string | undefined {
  const [only] = values;
  return values.length === 1 && only?.kind === 'class' ? only.node.name : literalText(values);
}

/** What an argument of the call that made something is. */
export function argumentValues(evaluator: Evaluator, made: ApiValue | undefined, index: number): readonly Value[] {
  const argument = made?.site?.node.kind === 'call' ? made.site.node.args[index] : undefined;
  return argument && made?.site ? evaluator.evaluate(argument, made.site.frame) : [];
}
