import type { UnseenRejection } from '../concepts/unseen-rejection.ts';
import { UNSEEN_REJECTIONS_END } from '../frameworks/vocabulary/endings.ts';
import type { Project } from '../workspace/project.ts';

/** Says of a file what Node makes of the rejections in it that nobody handles. An application that doesn't say which Node it runs on runs on one that is kept up. */
export function unseenRejectionsIn(project: Project, survives: (file: string) => boolean): (file: string) => UnseenRejection {
  return (file) => {
    if (survives(file)) return 'is-heard';
    switch (project.runsOnNode(file, `>=${UNSEEN_REJECTIONS_END.since}`)) {
      case 'always':
      case 'unsaid': return 'process-exits';
      case 'sometimes': return 'exits-since-15';
      case 'never': return 'is-warned-of';
    }
  };
}
