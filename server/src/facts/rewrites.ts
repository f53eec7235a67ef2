import type { Rewrite } from '../concepts/rewrite.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { ofEachModule } from '../semantic/of-code.ts';
import { eachExpression, eachExpressionOf, eachStatement } from '../semantic/returns.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Assign, Binary, Binding, Expression, Member, Module, Statement } from '../syntax/tree.ts';
import type { FrameworkModel } from '../frameworks/model.ts';
import type { QuerySite } from './query-sites.ts';
import { atomicEdits } from './atomic-edits.ts';
import { onceForEach } from './once.ts';
import { referencesTo } from './route-references.ts';
import { lastNameOf, sourceText, type Source } from './source.ts';
import type { Standing } from './transactions.ts';
import type { RunSite } from './run-sites.ts';
import { documentOf } from './write-relations.ts';

/** A value computed from what was read: the part of the row, and the arithmetic. */
export interface Computed {
  readonly member: Member;
  readonly row: Binding;
  readonly operator: string;
  readonly amount: Expression | undefined;
  /** What is replaced by an operator: the value in an update's data, or the whole statement of an assignment. */
  readonly value: Expression;
  readonly assigned?: Statement;
  /** It was given a name first. */
  readonly isNamed?: boolean;
}

export interface RewriteTools {
  readonly evaluator: Evaluator;
  readonly source: Source;
  readonly frameworks: readonly FrameworkModel[];
  readonly modules: readonly Module[];
  isExported(frame: QuerySite['frame']): boolean;
  standingOf(site: QuerySite): Standing | undefined;
}

const ARITHMETIC = new Set(['+', '-', '*', '/']);
/** A row's name doesn't change: comparing with it checks nothing. */
const OWN_KEY = /^(_?id|uuid|.*Id|.*_id)$/;

/** A name that a column can have, and not `v1`. */
const COLUMN_NAME = /^(?!v\d)[a-z_]\w*$/i;

/** Finds reads and writes of one row in one function, with arithmetic between them. */
export function createRewrites(tools: RewriteTools): (sites: readonly RunSite[]) => readonly Rewrite[] {
  const isVersionedHere = onceForEach((model: FrameworkModel) => isVersioned(model, tools.modules));
  return (sites) => {
    const reads = sites.filter(({ site }) => site.row.operation === 'read' && site.row.returns === 'one' && site.node.kind === 'call');
    return sites.flatMap((write) => rewriteOf(tools, isVersionedHere, write, reads));
  };
}

function rewriteOf(tools: RewriteTools, isVersionedHere: (model: FrameworkModel) => boolean, write: RunSite, reads: readonly RunSite[]): readonly Rewrite[] {
  const { site } = write;
  const { concurrency } = site.model;
  if (!concurrency || site.row.operation !== 'update' || (site.row.isIdempotent && !site.row.writesChanged) || site.node.kind !== 'call' || isVersionedHere(site.model)) return [];
  if (!site.row.writesChanged && tools.standingOf(site)?.joined !== 'absent') return [];
  for (const read of reads) {
    if (read.site.frame.fn !== site.frame.fn || read.site.model !== site.model || read.site.node.start > site.node.start) continue;
    if (concurrency.lock !== undefined && isLocked(read.site, concurrency.lock)) continue;
    const row = boundTo(read.site);
    const computed = row && (computedInArguments(site, read.site, row) ?? computedBefore(site, row));
    if (computed && !isCompared(site, computed)) return [rewrite(tools, write, read, computed)];
  }
  return [];
}

function rewrite({ source, isExported }: RewriteTools, { site, routes, jobs }: RunSite, read: RunSite, computed: Computed): Rewrite {
  const { module } = site.frame;
  return {
    label: site.label,
    at: nameOf(site),
    value: sourceText(source, module, computed.member),
    read: { label: read.site.label, at: nameOf(read.site) },
    reachedFrom: referencesTo([...routes, ...jobs]),
    isService: isExported(site.frame),
    atomic: () => (computed.isNamed ? undefined : atomicEdits(source, site, read.site, computed)),
  };
}

function nameOf({ frame, node }: QuerySite) {
  return lastNameOf(frame.module, node.kind === 'call' ? node.callee : node);
}

/** The variable that holds the row which a query found. */
function boundTo({ node, frame }: QuerySite): Binding | undefined {
  return frame.module.bindings.find((binding) => frame.module.scopes[binding.scope]?.fn === frame.fn.id && binding.definitions.length === 1
    && binding.definitions.some((definition) => definition.kind === 'value' && definition.path.length === 0 && definition.value.kind === 'await' && definition.value.start <= node.start && definition.value.end >= node.end));
}

/** `update({ where, data: { stock: order.stock - 1 } })`, of the table that was read. */
function computedInArguments(write: QuerySite, read: QuerySite, row: Binding): Computed | undefined {
  if (write.node.kind !== 'call' || write.table !== read.table) return undefined;
  let found: Computed | undefined;
  for (const argument of write.node.args) {
    eachExpression(argument, (node) => {
      if (node.kind !== 'object') return;
      for (const property of node.properties) {
        if ('kind' in property || property.key === undefined) continue;
        const named = valueOfName(write.frame, property.value);
        const computed = computedFrom(write.frame.module, named ?? property.value, row, property.key);
        if (computed) found ??= { ...computed, ...(named && { isNamed: true }) };
      }
    });
  }
  return found;
}

/** `const stock = order.stock - 1`, in the function itself. */
function valueOfName({ module, fn }: QuerySite['frame'], node: Expression): Expression | undefined {
  const binding = node.kind === 'name' ? findBinding(module, node.scope, node.name) : undefined;
  const [only, ...others] = binding?.definitions ?? [];
  return binding?.isConstant && module.scopes[binding.scope]?.fn === fn.id && others.length === 0 && only?.kind === 'value' && only.path.length === 0 ? only.value : undefined;
}

/** `order.stock -= 1` or `order.stock = order.stock - 1` before the row is saved. */
function computedBefore(write: QuerySite, row: Binding): Computed | undefined {
  const { frame, node } = write;
  const saved = write.row.writesChanged || documentOf(write) === row || (node.kind === 'call' && node.args.some((argument) => argument.kind === 'name' && findBinding(frame.module, argument.scope, argument.name) === row));
  if (!saved) return undefined;
  let found: Computed | undefined;
  eachStatement(frame.fn.body, (statement) => {
    if (statement.kind !== 'expression' || statement.end > node.start) return;
    const computed = statement.value.kind === 'assign' ? assignedFrom(frame.module, statement.value, row) : steppedFrom(frame.module, statement.value, row);
    if (computed) found ??= { ...computed, assigned: statement };
  });
  return found;
}

function assignedFrom(module: Module, { target, operator, value }: Assign, row: Binding): Computed | undefined {
  if (target.kind !== 'member' || !isOf(module, target, row)) return undefined;
  if (operator === '=') return computedFrom(module, value, row, target.name);
  const sign = operator.slice(0, -1);
  return ARITHMETIC.has(sign) ? { member: target, row, operator: sign, amount: value, value } : undefined;
}

/** `order.views++`. */
function steppedFrom(module: Module, node: Expression, row: Binding): Computed | undefined {
  if (node.kind !== 'unary' || (node.operator !== '++' && node.operator !== '--') || node.value.kind !== 'member' || !isOf(module, node.value, row)) return undefined;
  return { member: node.value, row, operator: node.operator.slice(1), amount: undefined, value: node.value };
}

/** Arithmetic on the same field of the row, or its list with more or less in it. */
function computedFrom(module: Module, value: Expression, row: Binding, field: string): Computed | undefined {
  const isField = (node: Expression): node is Member => node.kind === 'member' && node.name === field && isOf(module, node, row);
  if (value.kind === 'binary' && ARITHMETIC.has(value.operator)) return sidesOf(value, isField, row);
  const spread = value.kind === 'array' ? value.elements.find((element) => element.kind === 'spread' && isField(element.value)) : undefined;
  return spread?.kind === 'spread' && isField(spread.value) ? { member: spread.value, row, operator: '...', amount: undefined, value } : undefined;
}

function sidesOf(value: Binary, isField: (node: Expression) => node is Member, row: Binding): Computed | undefined {
  const { left, right, operator } = value;
  if (isField(left)) return { member: left, row, operator, amount: right, value };
  return isField(right) && operator !== '-' && operator !== '/' ? { member: right, row, operator, amount: left, value } : undefined;
}

function isOf(module: Module, { object }: Member, row: Binding): boolean {
  return object.kind === 'name' && findBinding(module, object.scope, object.name) === row;
}

/** Whether the write looks at what it read, besides the row's name: `where: { id, version: order.version }`. */
function isCompared({ node, frame, row: { filter } }: QuerySite, { row }: Computed): boolean {
  const argument = filter && (filter.slot === 'argument' || filter.slot === 'option') && node.kind === 'call' ? node.args[filter.index] : undefined;
  const where = filter?.slot === 'option' && argument?.kind === 'object' ? argument.properties.find((property) => !('kind' in property) && property.key === filter.key)?.value : argument;
  let compared = false;
  if (where) {
    eachExpression(where, (part) => {
      if (part.kind === 'member' && isOf(frame.module, part, row) && !OWN_KEY.test(part.name)) compared = true;
      if (part.kind === 'object' && part.properties.some((property) => 'kind' in property || (property.key !== undefined && /version|updatedAt|\$?(gte?|lte?)$/i.test(property.key)))) compared = true;
    });
  }
  return compared;
}

function isLocked({ node, parents }: QuerySite, lock: string): boolean {
  let locked = parents.some((parent) => parent.kind === 'member' && parent.name.toLowerCase().includes(lock));
  if (node.kind === 'call') {
    for (const argument of node.args) {
      eachExpression(argument, (part) => {
        if (part.kind === 'object' && part.properties.some((property) => 'kind' in property || property.key === lock)) locked = true;
      });
    }
  }
  return locked;
}

/** `version: true`, `version: 'revision'`, a list of fields; `version: '1.2'` is something else's. */
function isSwitchedOn(value: Expression): boolean {
  if (value.kind === 'array') return true;
  return value.kind === 'literal' && (value.value === true || (typeof value.value === 'string' && COLUMN_NAME.test(value.value)));
}

/** Whether the project has its rows checked when they are written; of which tables, is not told apart. */
function isVersioned({ concurrency }: FrameworkModel, modules: readonly Module[]): boolean {
  const { options = [], imports = [], packages = [] } = concurrency?.versionedBy ?? {};
  return modules.some((module) => {
    if (module.imports.some(({ specifier }) => packages.includes(specifier)) || module.requires.some(({ specifier }) => packages.includes(specifier))) return true;
    if (imports.some((name) => importedIn(module).has(name))) return true;
    return options.length > 0 && options.some((option) => optionsIn(module).has(option));
  });
}

/** The names that a module imports things by. */
const importedIn = ofEachModule(
  (module): ReadonlySet<string> => new Set(module.bindings.flatMap(({ definitions }) => definitions.flatMap((definition) => (definition.kind === 'import' ? [definition.imported] : [])))),
);

/** The options that are switched on anywhere in a module. */
const optionsIn = ofEachModule((module): ReadonlySet<string> => {
  const found = new Set<string>();
  const look = (node: Expression): void => {
    if (node.kind !== 'object') return;
    for (const property of node.properties) if (!('kind' in property) && property.key !== undefined && isSwitchedOn(property.value)) found.add(property.key);
  };
  for (const fn of module.functions) eachExpressionOf(fn.body, look);
  for (const { members } of module.classes) for (const { decorators = [] } of members) for (const decorator of decorators) eachExpression(decorator, look);
  return found;
});
