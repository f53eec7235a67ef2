import type { TextEdit } from '../syntax/text.ts';
import type { LoopedSite } from './looped-calls.ts';
import type { Source } from './source.ts';

export function batchEdits(_source: Source, _looped: LoopedSite): readonly TextEdit[] | undefined {
  return undefined;
}
