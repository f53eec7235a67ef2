import { rules } from '../../rules/index.ts';
import { createAnalyse } from './engine/create-analyse.ts';
import type { Service } from './service-types.ts';
import { createService } from './service.ts';
import type { ServiceOptions } from './service.ts';
import { commentsContaining } from './syntax/comments.ts';
import { parses } from './syntax/parse.ts';

export const ruleIds: readonly string[] = rules.map(({ id }) => id);

const analyse = createAnalyse(rules);

/** A service with all rules. Those that were opened by one process share what they parsed. */
export function openService(options: Pick<ServiceOptions, 'fileSystem' | 'root' | 'paths' | 'isOutdated'>): Service {
  return createService({ ...options, ruleIds, analyse, parses, commentsContaining });
}
