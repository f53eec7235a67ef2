import type { Meaning } from '../frameworks/vocabulary/conversation.ts';
import type { FrameworkModel } from '../frameworks/model.ts';
import { createRowFinder } from '../semantic/api-index.ts';
import type { ApiValue } from '../semantic/values.ts';

/** What something of a package means in a conversation with a caller, by the models. */
export function meaningsOf(frameworks: readonly FrameworkModel[]): (value: ApiValue) => Meaning | undefined {
  const find = createRowFinder(frameworks.flatMap((model) => model.meanings ?? []));
  return (value) => find(value)?.means;
}
