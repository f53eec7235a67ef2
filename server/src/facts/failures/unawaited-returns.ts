import type { UnawaitedReturn } from '../../concepts/caught.ts';
import { eachStatement } from '../../semantic/returns.ts';
import type { Frame } from '../../semantic/values.ts';
import type { Return, Try } from '../../syntax/tree.ts';
import type { Rejections } from '../handler-facts.ts';
import { calleeText, lastNameOf, spanOf, type Source } from '../source.ts';
import { isIn } from '../write-order.ts';

/** Promises that an async function returns out of a `try` without waiting for them. */
export function unawaitedIn({ rejections, source }: { readonly rejections: Rejections; readonly source: Source }, frame: Frame): readonly UnawaitedReturn[] {
  const { fn, module } = frame;
  if (!fn.isAsync || fn.isGenerator) return [];
  const tries: Try[] = [];
  const returns: Return[] = [];
  eachStatement(fn.body, (statement) => {
    if (statement.kind === 'try' && (statement.handler || statement.finalizer.length > 0)) tries.push(statement);
    if (statement.kind === 'return') returns.push(statement);
  });
  return returns.flatMap((statement) => {
    const { value } = statement;
    const around = tries.findLast(({ block }) => isIn(block, statement));
    if (!around || value?.kind !== 'call' || !rejections.canReject(value, frame, false)) return [];
    return [{
      at: spanOf(module, { start: statement.start, end: statement.start + 'return'.length }),
      call: { label: calleeText(source, module, value.callee), at: lastNameOf(module, value.callee) },
      misses: around.handler ? 'catch' as const : 'finally' as const,
      wait: () => [{ at: spanOf(module, { start: value.start, end: value.start }), text: 'await ' }],
    }];
  });
}
