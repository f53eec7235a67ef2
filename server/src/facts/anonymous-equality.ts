import { alternativesOf, DOUBT, joinMinds, literalMind, literalOf, type Mind } from './anonymous-minds.ts';
import { isPath } from './anonymous-addresses.ts';

function pathEquality(left: Mind, right: Mind, positive: boolean): Mind {
  const [path, other] = left.kind === 'path' ? [left, right] : [right, left];
  const text = literalOf(other)?.value;
  const is = path.kind === 'path' && typeof text === 'string' ? isPath(path.pattern, text) : undefined;
  return is === undefined ? DOUBT : literalMind(is === positive);
}

/** A missing credential equals nothing but what is missing too: never a configured secret. */
export function equality(left: Mind, right: Mind, positive: boolean): Mind {
  if (left.kind === 'either' || right.kind === 'either') {
    const answers = alternativesOf(left).flatMap((one) => alternativesOf(right).map((other) => equality(one, other, positive)));
    return answers.reduce<Mind | undefined>(joinMinds, undefined) ?? DOUBT;
  }
  const [a, b] = [literalOf(left), literalOf(right)];
  if (left.kind === 'path' || right.kind === 'path') return pathEquality(left, right, positive);
  if (a && b) return literalMind((a.value === b.value) === positive);
  if (left.kind === 'claimed' || right.kind === 'claimed') return DOUBT;
  if (left.kind === 'forged' || right.kind === 'forged') return literalMind(!positive); // no secret equals it
  if (left.kind === 'empty' || right.kind === 'empty') return literalMind(((left.kind === 'empty' ? b?.value === '' : a?.value === '') || left.kind === right.kind) === positive);
  if (left.kind !== 'nothing' && right.kind !== 'nothing') return DOUBT;
  const other = left.kind === 'nothing' ? right : left;
  if (other.kind === 'nothing') return literalMind(positive);
  const literal = literalOf(other);
  return literalMind((literal !== undefined && (literal.value === undefined || literal.value === null || literal.value === false)) === positive);
}
