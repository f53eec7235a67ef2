import { matches, type ApiPath } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { ofEachBody } from '../semantic/of-code.ts';
import { eachExpression, eachStatement, expressionsOf } from '../semantic/returns.ts';
import type { Frame, Value } from '../semantic/values.ts';
import type { Expression, Place } from '../syntax/tree.ts';

/** The status of HTTP for a caller who came too often. */
const TOO_MANY_STATUS = 429;

/** The same in words: of an error's class, a constant, a helper, a text. */
const TOO_MANY_WORDS = /too[ _-]?many[ _-]?(requests|attempts|tries|logins?|times)/i;

/** Fields of an error or an answer that hold its status. */
const STATUS_FIELD = /status|code/i;

/** What a name looks like that may stand for the status or the text: following every argument would cost too much. */
const CONSTANT_NAME = /^[A-Z][A-Z0-9_]+$|[Ss]tatus|[Cc]ode|[Mm]any|[Ll]imit|[Mm]essage/;

export interface Refusals {
  /** The places in a function that say "too many requests" to somebody; where a status is only compared with it, nothing is said. */
  placesIn(frame: Frame): readonly Place[];
}

export function createRefusals(evaluator: Evaluator, errors: readonly ApiPath[]): Refusals {
  const placesIn = evaluator.recall.keep((frame: Frame): readonly Place[] => candidatesIn(frame.fn).filter(({ node, is }) => is === 'said' || (is === 'error' ? isError(node, frame) : evaluator.evaluate(node, frame).some(isTooMany))).map(({ node }) => node));

  function isError(callee: Expression, frame: Frame): boolean {
    return evaluator.evaluate(callee, frame).some((value) => {
      if (value.kind === 'api') return errors.some((path) => matches(path, value));
      return value.kind === 'class' && ['status', 'statusCode'].some((name) => fieldsOf(value, name).some(isTooMany));
    });
  }

  /** What the fields of a class hold from the beginning: `statusCode = 429`. */
  function fieldsOf(value: Value & { kind: 'class' }, name: string): readonly Value[] {
    return value.node.members.flatMap((member) => (member.name === name && member.value ? evaluator.evaluate(member.value, value.frame) : []));
  }

  return { placesIn };
}

/** What may say it: by its words already, by what a name stands for, by what an error is. */
interface Candidate {
  readonly node: Expression;
  readonly is: 'said' | 'named' | 'error';
}

const candidatesIn = ofEachBody((fn): readonly Candidate[] => {
  const found: Candidate[] = [];
  eachStatement(fn.body, (statement) => {
    for (const expression of expressionsOf(statement)) eachExpression(expression, (node) => collect(node, found));
    if (statement.kind === 'throw' || statement.kind === 'return') note(statement.value, found);
  });
  return found;
});

function collect(node: Expression, found: Candidate[]): void {
  if (node.kind === 'call') {
    if (namesIt(node.callee)) found.push({ node, is: 'said' });
    else if (node.isNew) found.push({ node: node.callee, is: 'error' });
    for (const argument of node.args) note(argument, found);
  }
  if (node.kind === 'assign') note(node.value, found);
  if (node.kind === 'object') for (const property of node.properties) if (!('kind' in property) && (property.key === undefined || STATUS_FIELD.test(property.key) || property.value.kind !== 'literal' || typeof property.value.value === 'string')) note(property.value, found);
}

/** What is handed on: `429`, `TOO_MANY_REQUESTS`, `limited ? 429 : 200`. */
function note(node: Expression | undefined, found: Candidate[]): void {
  if (node?.kind === 'conditional') {
    note(node.whenTrue, found);
    note(node.whenFalse, found);
  } else if (node?.kind === 'binary') {
    if (node.operator === '??' || node.operator === '||') note(node.right, found);
  } else if (node) {
    const isSaid = namesIt(node) || (node.kind === 'literal' && isTooMany(node)) || (node.kind === 'template' && node.texts.some((text) => TOO_MANY_WORDS.test(text)));
    if (isSaid) found.push({ node, is: 'said' });
    else if ((node.kind === 'name' || node.kind === 'member') && CONSTANT_NAME.test(node.name)) found.push({ node, is: 'named' });
  }
}

function isTooMany(value: { readonly kind: string; readonly value?: unknown }): boolean {
  return value.kind === 'literal' && (value.value === TOO_MANY_STATUS || (typeof value.value === 'string' && TOO_MANY_WORDS.test(value.value)));
}

function namesIt(node: Expression): boolean {
  return (node.kind === 'name' || node.kind === 'member') && TOO_MANY_WORDS.test(node.name);
}
