import type { Meaning } from '../frameworks/vocabulary/conversation.ts';
import type { FrameworkModel } from '../frameworks/model.ts';
import { matches } from '../semantic/api-path.ts';
import type { ApiValue } from '../semantic/values.ts';

/** What something of a package means in a conversation with a caller, by the models. */
export function meaningsOf(frameworks: readonly FrameworkModel[]): (value: ApiValue) => Meaning | undefined {
  const rows = frameworks.flatMap((model) => model.meanings ?? []);
  return (value) => rows.find(({ at }) => matches(at, value))?.means;
}
