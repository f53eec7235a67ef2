import type { CrossOrigin } from '../concepts/cross-origin.ts';
import type { FrameworkModel } from '../frameworks/model.ts';
import type { CrossOriginRow } from '../frameworks/vocabulary/options.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { returnsOf } from '../semantic/returns.ts';
import type { FunctionValue, Value } from '../semantic/values.ts';
import { callsOf, dependsOnEnvironment } from './calls.ts';
import { callLabel, type ConfiguredCall, type ConfiguredCalls } from './configured-calls.ts';
import { isOn, optionAt, optionSpan, type OptionState } from './option-values.ts';
import { readsOrigin } from './origin-headers.ts';
import { optionEdits } from './property-edits.ts';
import { lastNameOf, type Source } from './source.ts';
import { isForWholeApplication } from './whole-application.ts';

/** Regular expressions that every origin matches. */
const ANYTHING = /^\/\^?\(?\.[*+]\)?\$?\/[a-z]*$/;

/** The calls of libraries that allow other origins. */
export function collectCrossOrigins(calls: ConfiguredCalls, frameworks: readonly FrameworkModel[], hasCookieSessions: (file: string) => boolean, source: Source): readonly CrossOrigin[] {
  return calls.matching(frameworks.flatMap((model) => model.crossOrigin ?? [])).flatMap((call): readonly CrossOrigin[] => {
    const { evaluator } = calls;
    const { row, node, frame } = call;
    const options = calls.optionsOf(call);
    const [only] = options;
    if (row.isOffByDefault && only?.kind === 'literal' && (only.value === undefined || only.value === false)) return [];
    const origin = optionAt(evaluator, options, ['origin']);
    const credentials = optionAt(evaluator, options, ['credentials']);
    return [{
      label: callLabel(source, call),
      at: origin.written ? optionSpan(source, origin.written) : lastNameOf(frame.module, node.callee),
      allows: dependsOnEnvironment(evaluator, call, frame) ? 'unknown' : allowedBy(evaluator, origin, row),
      credentials: isOn(credentials, false),
      isGlobal: row.isGlobal === true || isForWholeApplication(calls.startup, node),
      hasCookieSessions: hasCookieSessions(frame.module.file),
      restrict: (origins) => restrictEdits(calls, call, origins, source),
    }];
  });
}

function restrictEdits({ evaluator }: ConfiguredCalls, call: ConfiguredCall<CrossOriginRow>, origins: string, source: Source) {
  return optionEdits(evaluator, source, call, [{ path: ['origin'], text: origins }]);
}

function allowedBy(evaluator: Evaluator, origin: OptionState, row: CrossOriginRow): CrossOrigin['allows'] {
  if (origin.presence === 'absent') return row.byDefault;
  if (origin.presence === 'unknown') return 'unknown';
  const pattern = origin.written?.property.value;
  if (pattern?.kind === 'regex') return ANYTHING.test(pattern.text) ? 'reflected' : 'listed';
  const [value, ...others] = origin.values;
  return value && others.length === 0 ? allowedByValue(evaluator, value, row) : 'unknown';
}

function allowedByValue(evaluator: Evaluator, value: Value, row: CrossOriginRow): CrossOrigin['allows'] {
  if (value.kind === 'literal') {
    if (value.value === true) return 'reflected';
    return value.value === '*' ? row.byStar : 'listed';
  }
  if (value.kind === 'array') {
    const holdsStar = value.elements.some((element) => evaluator.argument(element).some((one) => one.kind === 'literal' && one.value === '*'));
    return holdsStar && row.isStarListed ? row.byStar : value.open ? 'unknown' : 'listed';
  }
  if (value.kind !== 'function') return 'unknown';
  return (row.decides === 'callback' ? acceptsByCallback(value) : acceptsByReturning(value)) ? 'reflected' : 'unknown';
}

/** `(origin, callback) => callback(null, true)`: whichever way it goes, it accepts. */
function acceptsByCallback({ fn }: FunctionValue): boolean {
  const [origin, callback] = fn.parameters.map((parameter) => parameter.name);
  const answers = callsOf(fn).filter(({ node }) => node.callee.kind === 'name' && node.callee.name === callback);
  return answers.length > 0 && answers.every(({ node: { args: [error, answer] } }) => {
    const isFine = error?.kind === 'literal' || (error?.kind === 'name' && error.name === 'undefined');
    return isFine && ((answer?.kind === 'literal' && (answer.value === true || answer.value === '*')) || (answer?.kind === 'name' && answer.name === origin));
  });
}

/** `(origin) => origin`, `(ctx) => ctx.get('Origin')` */
function acceptsByReturning({ fn, frame }: FunctionValue): boolean {
  const [first] = fn.parameters.map((parameter) => parameter.name);
  const answers = returnsOf(fn);
  return answers.length > 0 && answers.every((answer) => {
    const given = answer.kind === 'binary' && (answer.operator === '||' || answer.operator === '??') ? answer.left : answer;
    return (given.kind === 'name' && given.name === first) || readsOrigin(given, frame.module) || (given.kind === 'literal' && given.value === '*');
  });
}
