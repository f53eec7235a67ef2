import type { Facts } from '../concepts/facts.ts';
import type { Span, TextEdit } from '../syntax/text.ts';

/** Fillings by placeholder; a placeholder that a message doesn't have may be left out. */
type Slots = Readonly<Record<string, string | undefined>>;

/** What a rule may report, and off by default if it is opinion rather than fact. */
export type RuleSeverity = 'warning' | 'information' | 'off';

export interface Meta<M extends string> {
  /** One line: what is wrong. */
  readonly summary: string;
  /** What happens in production because of it. */
  readonly why: string;
  readonly area: 'errors' | 'data' | 'http' | 'security' | 'resilience' | 'scale' | 'observability' | 'config';
  readonly severity: RuleSeverity;
  readonly precision: 'high' | 'medium';
  /** The strongest fix that the rule offers. */
  readonly fix: 'none' | 'suggestion' | 'safe';
  /** The version of the product that brought it. */
  readonly since: string;
  /** By id: messages, related messages and titles of fixes; `{{name}}` is filled from `data`. */
  readonly messages: Readonly<Record<M, string>>;
}

/** What a rule yields. It may carry whatever its fixes need. */
export interface RuleFinding<M extends string> {
  readonly at: Span;
  readonly message: M;
  readonly data?: Slots;
  /** Quieter than the rule's own severity. */
  readonly severity?: 'information';
  readonly related?: readonly { readonly at: Span; readonly message: M; readonly data?: Slots }[];
}

interface EditingFix<M extends string> {
  readonly title: M;
  readonly data?: Slots;
  readonly kind: 'safe' | 'suggestion';
  readonly edits: readonly TextEdit[];
}

/** Writes a fact into `production-hints.json`. */
interface TeachingFix<M extends string> {
  readonly title: M;
  readonly data?: Slots;
  readonly kind: 'teach';
  readonly key: 'guards' | 'limiters' | 'wrappers' | 'validators' | 'publicRoutes' | 'referenceTables';
  readonly value: string;
}

export type RuleFix<M extends string> = EditingFix<M> | TeachingFix<M>;

export interface Rule<K extends keyof Facts, M extends string, F extends RuleFinding<M>> {
  readonly id: string;
  readonly meta: Meta<M>;
  readonly on: K;
  check(fact: Facts[K]): Iterable<F>;
  /** Fixes of one finding, the best first. Run only when somebody asks. */
  fix?(finding: F): Iterable<RuleFix<NoInfer<M>>>;
}

/** A rule with its types forgotten, for the engine: what it yields can be fixed by nobody but itself. */
export interface AnyRule {
  readonly id: string;
  readonly meta: Meta<string>;
  readonly on: keyof Facts;
  /** Findings of one fact, each with its fixes to be asked for. */
  run<K extends keyof Facts>(kind: K, fact: Facts[K]): Iterable<{ readonly finding: RuleFinding<string>; fixes(): Iterable<RuleFix<string>> }>;
}

/** Checks a rule's types (message ids, fact fields, finding fields) and closes it for the engine. */
export function defineRule<K extends keyof Facts, M extends string, F extends RuleFinding<NoInfer<M>>>(rule: Rule<K, M, F>): AnyRule {
  return {
    id: rule.id,
    meta: rule.meta,
    on: rule.on,
    *run(kind, fact) {
      if (!isFactOf(rule, kind, fact)) return;
      for (const finding of rule.check(fact)) yield { finding, fixes: () => rule.fix?.(finding) ?? [] };
    },
  };
}

function isFactOf<K extends keyof Facts, M extends string, F extends RuleFinding<M>>(rule: Rule<K, M, F>, kind: keyof Facts, _fact: Facts[keyof Facts]): _fact is Facts[K] {
  return kind === rule.on;
}
