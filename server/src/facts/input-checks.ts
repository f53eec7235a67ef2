import type { InputUse } from '../concepts/input.ts';
import type { FrameworkModel } from '../frameworks/model.ts';
import type { CheckRow } from '../frameworks/vocabulary/checks.ts';
import type { Effect } from '../frameworks/vocabulary/effects.ts';
import type { InputKind } from '../frameworks/vocabulary/conversation.ts';
import { createMatcher, createRowFinder } from '../semantic/api-index.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { eachExpressionOf } from '../semantic/returns.ts';
import type { ApiValue, Value } from '../semantic/values.ts';
import type { Call, FunctionNode, Module } from '../syntax/tree.ts';
import type { Origin } from './input-origins.ts';

/** Something that looks at an input, and what comes of it. */
export interface Check {
  /** What is looked at: one kind of input, or everything. */
  readonly of: InputKind | '*';
  readonly path: readonly string[];
  /**
   * By a schema or a validator; by a condition that refuses; by a condition that asks only whether it is there, and refuses;
   * by something that may refuse for all anybody can say.
   */
  readonly by: 'schema' | 'condition' | 'presence' | 'doubt';
}

/** What the framework models know of checks. */
export interface CheckKinds {
  rowOf(value: ApiValue): CheckRow | undefined;
  /** Where what a call is given leaves the program. */
  sinkOf(value: ApiValue): InputUse | undefined;
  /** Whether a value is a chain that collects what is wrong with an input. */
  isChain(value: ApiValue): boolean;
  /** Whether a call asks what chains have collected. */
  asks(value: ApiValue): boolean;
  /** What a chain looks at; `undefined` where nobody can say. */
  chainChecks(value: ApiValue): readonly Check[];
}

/** Effects by what they do with what they are given. */
const SINKS: Readonly<Partial<Record<Effect, InputUse>>> = { startsProcess: 'command', callsOut: 'outbound', usesFiles: 'file' };

const EVERYTHING: readonly Check[] = [{ of: '*', path: [], by: 'schema' }];

export function createCheckKinds(frameworks: readonly FrameworkModel[], evaluator: Evaluator): CheckKinds {
  const findCheck = createRowFinder(frameworks.flatMap((model) => model.checks ?? []));
  const findEffect = createRowFinder(frameworks.flatMap((model) => model.effects ?? []).filter(({ effect }) => SINKS[effect] !== undefined));
  const isInterpreter = createMatcher(frameworks.flatMap((model) => (model.interprets ? [model.interprets] : [])));
  const collecting = frameworks.flatMap((model) => (model.collects ? [model.collects] : []));
  const findChain = createRowFinder(collecting.map((row) => ({ at: row.chains, row })));

  return {
    rowOf: (value) => findCheck(value),
    sinkOf(value) {
      const row = findEffect(value);
      return row ? SINKS[row.effect] : isInterpreter(value) ? 'command' : undefined;
    },
    isChain: (value) => findChain(value) !== undefined,
    asks: createMatcher(collecting.map(({ asks }) => asks)),
    chainChecks(value) {
      const known = findChain(value)?.row;
      const written = known ? writtenBy(value, new Set(Object.values(known.inputs))) : [];
      // The call nearest to the package names the fields: `body('email')` of `body('email').isEmail()`.
      let first: ApiValue | undefined;
      for (let at: ApiValue | undefined = value; at?.of; at = at.of) if (at.step === 'call') first = at;
      const [fields] = first?.site?.node.kind === 'call' ? first.site.node.args : [];
      if (!known || !first?.site || !fields) return EVERYTHING;
      const of = known.inputs[first.of?.name ?? ''] ?? '*';
      const names = namesIn(evaluator, evaluator.evaluate(fields, first.site.frame));
      return names ? [...names.map((name): Check => ({ of, path: name.split(/[.[]/).slice(0, 1), by: 'schema' })), ...written] : EVERYTHING;
    },
  };
}

/** What the functions that a chain is given put into the request: `custom((value, { req }) => { req.body.domain = … })`. */
function writtenBy(chain: ApiValue, kinds: ReadonlySet<string>): readonly Check[] {
  const found: Check[] = [];
  for (let at: ApiValue | undefined = chain; at; at = at.of) {
    const { site } = at;
    if (site?.node.kind !== 'call') continue;
    for (const fn of functionsIn(site.node, site.frame.module)) {
      eachExpressionOf(fn.body, (node) => {
        const target = node.kind === 'assign' && node.target.kind === 'member' ? node.target : undefined;
        const of = target?.object.kind === 'member' ? target.object.name : undefined;
        if (target && isInputKind(of, kinds)) found.push({ of, path: [target.name], by: 'doubt' });
      });
    }
  }
  return found;
}

function functionsIn({ args }: Call, module: Module): readonly FunctionNode[] {
  const given = args.flatMap((argument) => (argument.kind === 'function' ? [module.functions[argument.id]] : [])).filter((fn) => fn !== undefined);
  return given.flatMap((fn) => module.functions.filter((one) => one.start >= fn.start && one.end <= fn.end));
}

function isInputKind(name: string | undefined, kinds: ReadonlySet<string>): name is InputKind {
  return name !== undefined && kinds.has(name);
}

/** The fields that a text or a list of texts names; `undefined` where one of them can't be read. */
function namesIn(evaluator: Evaluator, values: readonly Value[]): readonly string[] | undefined {
  const names: string[] = [];
  for (const value of values) {
    if (value.kind === 'literal' && typeof value.value === 'string' && value.value !== '') names.push(value.value);
    else if (value.kind === 'array' && !value.open) {
      const inner = namesIn(evaluator, value.elements.flatMap((element) => evaluator.argument(element)));
      if (!inner) return undefined;
      names.push(...inner);
    } else return undefined;
  }
  return names.length > 0 ? names : undefined;
}

/** What looking at a value looks at: of the request itself, at everything in it. */
export function checksOf(origins: readonly Origin[], by: Check['by']): readonly Check[] {
  return origins.flatMap((origin): readonly Check[] => {
    if (origin.is === 'input') return [{ of: origin.of, path: origin.path, by }];
    return origin.is === 'part' && holdsInput(origin) ? [{ of: '*', path: [], by }] : [];
  });
}

function holdsInput({ part, conversation }: Origin & { is: 'part' }): boolean {
  return Object.values(conversation.parts[part]?.members ?? {}).some((meaning) => meaning.is === 'input' || meaning.is === 'reader' || meaning.is === 'getter');
}

/** Whether a check says something about a value, about the whole that it belongs to, or about a part of it. */
export function isAbout(check: Check, of: InputKind, path: readonly string[]): boolean {
  if (check.of !== '*' && check.of !== of) return false;
  const shared = Math.min(check.path.length, path.length);
  return check.path.slice(0, shared).every((step, index) => step === path[index] || step === '*' || step === '...' || path[index] === '*' || path[index] === '...');
}
