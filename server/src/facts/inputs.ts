import type { FrameworkModel } from '../frameworks/model.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import type { ApiValue, Value } from '../semantic/values.ts';
import { createCheckKinds } from './input-checks.ts';
import { createInputs, type Inputs } from './input-facts.ts';
import { createOpenFields } from './open-fields.ts';
import { createOrigins } from './input-origins.ts';
import { createInputWalk } from './input-walk.ts';
import { meaningsOf } from './meanings.ts';
import { askedLimits } from './page-sizes.ts';
import type { QueryKinds } from './query-kinds.ts';
import type { QueryFinder } from './query-sites.ts';
import type { Roles } from './roles.ts';
import type { Source } from './source.ts';
import type { Startup } from './startup.ts';

interface InputAnalysis {
  readonly evaluator: Evaluator;
  readonly frameworks: readonly FrameworkModel[];
  readonly roles: Roles;
  readonly source: Source;
  readonly startup: Startup;
  readonly queries: QueryFinder;
  readonly queryKinds: QueryKinds;
  /** Parameters of the query that descriptions of the whole interface leave without a maximum. */
  readonly openParameters: readonly string[];
  isBefore(version: string, other: string): boolean;
  /** Whether people declared a function or a package's member as a validator. */
  isTaught(value: Value): boolean;
}

/** Follows what callers send from where it is read to what it comes to, and what looks at it on the way. */
export function analyseInputs({ evaluator, frameworks, roles, source, startup, queries, queryKinds, openParameters, isBefore, isTaught }: InputAnalysis): Inputs {
  const kinds = createCheckKinds(frameworks, evaluator);
  const { isQuery } = queryKinds;
  const isOpenField = createOpenFields(evaluator, frameworks);
  const origins = createOrigins({
    evaluator,
    isCheck: (value) => kinds.rowOf(value) !== undefined || isTaught(value),
    isDocument: (value) => isQuery(savedBy(value)),
    meaningOf: meaningsOf(frameworks),
  });
  return createInputs({
    limitsOf: (site) => askedLimits({ evaluator, origins, kinds, isOpenField, openParameters: new Set(openParameters), isBefore }, site),
    evaluator, roles, source, kinds, frameworks, isTaught,
    treat: createInputWalk({ evaluator, origins, kinds, queries, isQuery, isTaught }),
    parameterNames: ({ hosts }) => hosts.flatMap((host) => startup.registrations.get(host.key) ?? []).flatMap(({ kind, paths }) => (kind === 'parameter' ? paths.filter((path) => path !== undefined) : [])),
  });
}

/** The method that writes what a class of a package makes. */
function savedBy(value: ApiValue): ApiValue {
  return { kind: 'api', step: 'member', name: 'save', of: { kind: 'api', step: 'new', name: '', of: value } };
}
