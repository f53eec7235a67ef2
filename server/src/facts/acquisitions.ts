import type { Acquisition } from '../concepts/acquisition.ts';
import type { FrameworkModel } from '../frameworks/model.ts';
import type { AcquisitionRow } from '../frameworks/vocabulary/acquisitions.ts';
import { createRowFinder } from '../semantic/api-index.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { ofEachBody } from '../semantic/of-code.ts';
import { eachStatement, expressionsOf, partsOf } from '../semantic/returns.ts';
import { rootOf, type ApiValue, type Frame, type Value } from '../semantic/values.ts';
import { rootsOf, lastNamesOf } from '../semantic/api-path.ts';
import { findBinding } from '../syntax/find-binding.ts';
import type { Span } from '../syntax/text.ts';
import { holds } from '../syntax/places.ts';
import type { Binding, Call, Expression, FunctionNode, Module, Place, Statement, Template } from '../syntax/tree.ts';
import { usesOfHandle, type Handle, type HandleUses } from './handle-uses.ts';
import { createQueryKinds } from './query-kinds.ts';
import { createRejections } from './rejections.ts';
import { releaseEdits } from './release-edits.ts';
import { referencesTo } from './route-references.ts';
import type { RouteInsight } from './route-facts.ts';
import { calleeText, lastNameOf, spanOf, type Source } from './source.ts';
import { waysOut, type WayOut } from './ways-out.ts';
import { functionsInside } from './write-order.ts';

export interface AcquisitionTools {
  readonly evaluator: Evaluator;
  readonly source: Source;
  readonly frameworks: readonly FrameworkModel[];
  /** Whether code outside its module may call an activation's function. */
  isExported(frame: Frame): boolean;
}

/** A function with the routes that run it. */
export interface RunFrame {
  readonly frame: Frame;
  readonly insight?: RouteInsight;
}

/** How something is lost, without the routes that lose it. */
type Loss = Omit<Acquisition, 'reachedFrom' | 'isService' | 'release'> & { readonly row?: AcquisitionRow; readonly release?: Acquisition['release'] };

/** A call as it stands in a function. */
export interface Candidate {
  readonly node: Call | Template;
  /** The calls and the `await` that stand around it, up to its statement. Outermost first. */
  readonly parents: readonly Expression[];
  readonly statement: Statement;
}

/** What begins a transaction, as a text. */
const BEGIN = /^\s*(begin|start\s+transaction)\b/i;
/** What ends one, or begins it: it belongs to taking and giving back. */
const TRANSACTION_TEXT = /^\s*(begin|start\s+transaction|commit|rollback|set\s+transaction)\b/i;

/** A declaration that gives back what it holds when its block ends. */
const USING = /^(await\s+)?using\b/;

/** Finds what some functions take and don't give back on every way. */
export function createAcquisitions(tools: AcquisitionTools): (frames: readonly RunFrame[]) => readonly Acquisition[] {
  const lossesIn = createLossFinder(tools);
  return (frames) => collectAcquisitions(tools, lossesIn, frames);
}

function collectAcquisitions(tools: AcquisitionTools, lossesIn: (frame: Frame) => ReadonlyMap<Expression, Loss>, frames: readonly RunFrame[]): readonly Acquisition[] {
  const found = new Map<Expression, { loss: Loss; frame: Frame; routes: RouteInsight[] }>();
  for (const { frame, insight } of frames) {
    for (const [node, loss] of lossesIn(frame)) {
      const known = found.get(node);
      if (!known) found.set(node, { loss, frame, routes: insight ? [insight] : [] });
      else if (insight && !known.routes.includes(insight)) known.routes.push(insight);
    }
  }
  return [...found.values()].flatMap(({ loss: { row, release, ...loss }, frame, routes }) => {
    if (row?.mayStay && loss.loss === 'never' && routes.length === 0) return [];
    return [{ ...loss, release: release ?? (() => undefined), reachedFrom: referencesTo(routes), isService: tools.isExported(frame) }];
  });
}

function createLossFinder({ evaluator, source, frameworks }: AcquisitionTools): (frame: Frame) => ReadonlyMap<Expression, Loss> {
  const rows = frameworks.flatMap((model) => model.acquisitions ?? []);
  const findRow = createRowFinder(rows);
  const findTaken = createRowFinder(rows.filter((row) => !row.isReceiver).map((row) => ({ at: row.at.call(), row })));
  const findPooled = createRowFinder(frameworks.flatMap(({ pooled }) => (pooled ? [{ at: pooled }, { at: pooled.call() }] : [])));
  const releasing = new Set(rows.flatMap(({ releasedBy, takenBackBy = [] }) => [...releasedBy, ...takenBackBy]));
  const names = new Set(rows.flatMap(({ at }) => lastNamesOf(at.pattern)));
  const { isQuery } = createQueryKinds(frameworks);
  const rejects = createRejections(evaluator, isQuery);
  const memo = new Map<Frame, ReadonlyMap<Expression, Loss>>();
  const mentioning = new Map<FunctionNode, boolean>();

  return (frame) => {
    const known = memo.get(frame);
    if (known) return known;
    const losses = new Map<Expression, Loss>();
    memo.set(frame, losses);
    if (frame.fn.form === 'module' || frame.fn.isGenerator) return losses;
    for (const candidate of candidatesIn(frame.fn)) {
      const loss = pooledLoss(candidate, frame) ?? lossOf(candidate, frame);
      if (loss) losses.set(candidate.node, loss);
    }
    return losses;
  };

  function pooledLoss({ node }: Candidate, frame: Frame): Loss | undefined {
    const callee = node.kind === 'call' ? node.callee : node.tag;
    const text = node.kind === 'call' ? textOf(node.args[0]) : node.texts[0];
    if (!callee || text === undefined || !BEGIN.test(text)) return undefined;
    const values = [...evaluator.evaluate(callee, frame), ...evaluator.evaluate(node, frame)].filter((value) => value.kind === 'api');
    if (!values.some((value) => findPooled(value))) return undefined;
    return { at: lastNameOf(frame.module, callee), label: calleeText(source, frame.module, callee), takes: 'transaction', loss: 'pooled' };
  }

  function lossOf(candidate: Candidate, frame: Frame): Loss | undefined {
    const { node } = candidate;
    if (node.kind !== 'call') return undefined;
    const row = rowOf(candidate, node, frame);
    if (!row) return undefined;
    const byCallback = row.callback && callbackOf(node, row.callback, frame);
    if (byCallback) return ofCallback({ row, frame, node, takesPart: partIn(row), ...byCallback });
    const last = node.args[node.args.length - 1];
    // What is handed a function by name calls it, with what nobody sees here. What is waited for is handed none.
    if (row.callback && last && candidate.parents[candidate.parents.length - 1]?.kind !== 'await' && evaluator.evaluate(last, frame).some(({ kind }) => kind === 'function' || kind === 'parameter')) return undefined;
    const binding = row.isReceiver ? receiverOf(node, frame) : bindingOf(candidate, frame);
    if (binding === 'unknown' || USING.test(source.text(frame.module.file).slice(candidate.statement.start, candidate.statement.end))) return undefined;
    if (binding === 'none') return never(node, row, frame);
    return ofHandle({ row, frame, binding, release: undefined, node, owner: frame.fn, takesPart: partIn(row) }, candidate);
  }

  function partIn({ at }: AcquisitionRow): Handle['takesPart'] {
    const own = rootsOf(at);
    return (value) => own.includes(rootOf(value)) || isQuery(value);
  }

  function rowOf(candidate: Candidate, node: Call, frame: Frame): AcquisitionRow | undefined {
    const { callee } = node;
    const mayTake = (callee.kind === 'member' || callee.kind === 'name') && names.has(callee.name);
    const direct = mayTake ? firstRow(evaluator.evaluate(callee, frame), findRow) : undefined;
    if (direct) return isWithFunction(direct, node, frame) ? undefined : direct;
    // What a function of the project takes for its caller is looked at where the caller keeps it.
    if (!mentionsRelease(frame) || bindingOf(candidate, frame) === 'unknown') return undefined;
    const values = evaluator.evaluate(node, frame);
    const given = values.length === 1 ? firstRow(values, findTaken)?.row : undefined;
    const made = values[0]?.kind === 'api' ? values[0].site : undefined;
    if (!given || made?.node.kind !== 'call' || isWithFunction(given, made.node, made.frame)) return undefined;
    return given.callback && made.node.args.length > 0 ? undefined : given;
  }

  function isWithFunction({ unlessFunction }: AcquisitionRow, { args }: Call, frame: Frame): boolean {
    return unlessFunction === true && args.some((argument) => evaluator.evaluate(argument, frame).some(({ kind }) => kind !== 'object' && kind !== 'literal'));
  }

  function mentionsRelease({ module, fn }: Frame): boolean {
    const known = mentioning.get(fn);
    if (known !== undefined) return known;
    const answer = functionsInside(module, fn).some((one) => candidatesIn(one).some(({ node }) => node.kind === 'call' && node.callee.kind === 'member' && releasing.has(node.callee.name)));
    mentioning.set(fn, answer);
    return answer;
  }

  function callbackOf(node: Call, { handle, release }: NonNullable<AcquisitionRow['callback']>, frame: Frame): Pick<Handle, 'binding' | 'release' | 'owner'> | undefined {
    const given = node.args.find((argument) => argument.kind === 'function');
    const owner = given?.kind === 'function' ? frame.module.functions[given.id] : undefined;
    const named = (index: number | undefined): Binding | undefined => (index === undefined ? undefined : frame.module.bindings[owner?.parameters[index]?.bindings[0] ?? -1]);
    return owner ? { owner, binding: named(handle), release: named(release) } : undefined;
  }

  /** Node's callbacks: each function inside the first runs later, with what was taken. */
  function ofCallback(handle: Handle): Loss | undefined {
    const { row, frame, node, owner } = handle;
    const { releases, escapes } = usesOfHandle(evaluator, handle);
    if (escapes || (!handle.binding && !handle.release)) return undefined;
    if (releases.length === 0) return never(node, row, frame);
    const [only, ...others] = [...new Set(releases.map(({ fn }) => fn))];
    if (!only || others.length > 0 || only === owner || !only.passedTo) return undefined;
    const ways = waysOut(only.body, { taken: undefined, isRelease: (one) => releases.some((release) => release.node === one), mayFail: () => false, mentions: () => false, endsProcess });
    const [way] = ways.filter(({ at }) => at.start < Math.max(...releases.map((release) => release.node.start)));
    return way && lost(handle, way, () => undefined);
  }

  function ofHandle(handle: Handle, candidate: Candidate): Loss | undefined {
    const { row, frame, node } = handle;
    const uses = usesOfHandle(evaluator, handle);
    if (uses.escapes || uses.releases.some(({ fn }) => fn !== frame.fn)) return undefined;
    if (uses.releases.length === 0) return { ...never(node, row, frame), release: () => releaseEdits(source, handle, candidate.statement, uses) };
    const isRelease = (one: Expression) => uses.releases.some((release) => release.node === one);
    const [way] = waysOut(frame.fn.body, { taken: node, isRelease, mayFail: (one) => mayFail(one, handle, uses), mentions: (one) => mentions(one, handle), endsProcess });
    return way && lost(handle, way, () => releaseEdits(source, handle, candidate.statement, uses));
  }

  function mayFail(node: Expression, handle: Handle, uses: HandleUses): boolean {
    if (node.kind !== 'await' && node.kind !== 'call') return false;
    if (holds(node, handle.node) || belongsToTaking(node, handle) || uses.releases.some((release) => holds(node, release.node))) return false;
    return rejects.thrownBy(node, handle.frame) !== undefined;
  }

  /** `await runner.connect()`, `await client.query('BEGIN')` */
  function belongsToTaking(node: Expression, handle: Handle): boolean {
    if (node.kind === 'await') return belongsToTaking(node.value, handle);
    if (node.kind !== 'call' || node.callee.kind !== 'member' || !isHandle(node.callee.object, handle)) return false;
    const text = textOf(node.args[0]);
    return handle.row.opens?.includes(node.callee.name) === true || (text !== undefined && TRANSACTION_TEXT.test(text));
  }

  function lost(handle: Handle, way: WayOut, release: Acquisition['release']): Loss {
    const { row, node, frame } = handle;
    const { module } = frame;
    const failing = way.failing?.kind === 'await' ? way.failing.value : way.failing;
    const by = failing
      ? { label: calleeText(source, module, failing), at: failing.kind === 'call' ? lastNameOf(module, failing.callee) : spanOf(module, failing) }
      : { label: '', at: wordAt(source, module, way.at) };
    return { ...taken(node, row, frame), loss: way.kind, by, row, release };
  }

  function never(node: Call, row: AcquisitionRow, frame: Frame): Loss {
    return { ...taken(node, row, frame), loss: 'never', row };
  }

  function taken(node: Call, row: AcquisitionRow, { module }: Frame) {
    return { at: lastNameOf(module, node.callee), label: calleeText(source, module, node.callee), takes: row.takes, ...(row.mayStay && { isOwn: true }) };
  }

  function endsProcess(node: Expression): boolean {
    return node.kind === 'call' && node.callee.kind === 'member' && node.callee.name === 'exit' && node.callee.object.kind === 'name' && node.callee.object.name === 'process';
  }
}

/** The variable that holds what a call gives; `none` where it is used on the spot, `unknown` where it goes somewhere else. */
function bindingOf({ node, parents, statement }: Candidate, { module, fn }: Frame): Binding | 'none' | 'unknown' {
  const parent = parents[parents.length - 1];
  const [outer, whole] = parent?.kind === 'await' ? [parents[parents.length - 2], parent] : [parent, node];
  if (!outer) {
    if (statement.kind !== 'declare') return statement.kind === 'expression' ? 'none' : 'unknown';
    const bound = module.bindings.filter(({ definitions }) => definitions.some((definition) => definition.kind === 'value' && definition.value === whole));
    const [only] = bound;
    return only && bound.length === 1 && only.definitions.every((definition) => definition.kind === 'value' && definition.path.length === 0) ? only : 'unknown';
  }
  if (outer.kind !== 'assign' || outer.target.kind !== 'name' || outer.operator !== '=') return 'unknown';
  const binding = findBinding(module, outer.target.scope, outer.target.name);
  return binding && module.scopes[binding.scope]?.fn === fn.id && parents.length === (parent?.kind === 'await' ? 2 : 1) ? binding : 'unknown';
}

/** The variable that a method is called on, where what it holds is made in the same function. */
function receiverOf({ callee }: Call, { module, fn }: Frame): Binding | 'unknown' {
  if (callee.kind !== 'member' || callee.object.kind !== 'name') return 'unknown';
  const binding = findBinding(module, callee.object.scope, callee.object.name);
  const isMadeHere = binding?.definitions.every((definition) => definition.kind === 'value' && definition.path.length === 0 && definition.value.kind === 'call' && definition.value.isNew);
  return binding && isMadeHere && binding.definitions.length > 0 && module.scopes[binding.scope]?.fn === fn.id ? binding : 'unknown';
}

function isHandle(node: Expression, { binding, frame: { module } }: Handle): boolean {
  return node.kind === 'name' && binding !== undefined && findBinding(module, node.scope, node.name) === binding;
}

function mentions(node: Expression, handle: Handle): boolean {
  return isHandle(node, handle) || partsOf(node).some((part) => mentions(part, handle));
}

function textOf(node: Expression | undefined): string | undefined {
  if (node?.kind === 'literal' && typeof node.value === 'string') return node.value;
  return node?.kind === 'template' ? node.texts[0] : undefined;
}

/** The first word of a statement. */
function wordAt(source: Source, { file }: Module, { start, end }: Place): Span {
  const [word] = /^\w+/.exec(source.text(file).slice(start, end)) ?? [''];
  return { file, start, end: start + Math.max(word.length, 1) };
}

function firstRow<R>(values: readonly Value[], find: (value: ApiValue) => R | undefined): R | undefined {
  for (const value of values) {
    const found = value.kind === 'api' ? find(value) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

const candidatesIn = ofEachBody((fn): readonly Candidate[] => {
  const found: Candidate[] = [];
  eachStatement(fn.body, (statement) => {
    const visit = (node: Expression, parents: readonly Expression[]): void => {
      if ((node.kind === 'call' && !node.isNew) || (node.kind === 'template' && node.tag)) found.push({ node, parents, statement });
      const inner = [...parents, node];
      for (const part of partsOf(node)) visit(part, inner);
    };
    for (const expression of expressionsOf(statement)) visit(expression, []);
  });
  return found;
});
