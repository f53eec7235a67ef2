import { rules } from '../../rules/index.ts';
import { createAnalyse } from '../../server/src/engine/create-analyse.ts';
import { withFiles } from '../../server/src/engine/edited-project.ts';
import type { Finding } from '../../server/src/engine/finding.ts';
import { createService } from '../../server/src/service.ts';
import type { Service } from '../../server/src/service-types.ts';
import { commentsContaining } from '../../server/src/syntax/comments.ts';
import { parses } from '../../server/src/syntax/parse.ts';
import type { FileSystem } from '../../server/src/workspace/file-system.ts';
import { PROJECT_ROOT } from './projects.ts';

/** Puts the files of a project into another order. */
export type Order = (files: readonly string[]) => readonly string[];

const ruleIds = rules.map(({ id }) => id);

/** A service with all rules and nothing remembered. */
export function openFresh(fileSystem: FileSystem, root = PROJECT_ROOT, order: Order = (files) => files, isOutdated?: () => boolean): Service {
  const analyse = createAnalyse(rules);
  return createService({
    fileSystem, root, ruleIds, parses, commentsContaining, isOutdated,
    analyse: (project, configuration) => analyse({ ...withFiles(project, () => true), files: order(project.files) }, configuration),
  });
}

/** All that a service says about its files. */
export function everythingIn(service: Service) {
  const files = service.files();
  const configurations = service.configurationFiles();
  return {
    files,
    findings: findingsIn(service),
    problems: [...files, ...configurations].flatMap((file) => service.problems(file)),
    routes: service.routes(),
    defects: service.defects(),
  };
}

/** What may not depend on the order of files. Of several routes that a finding could name, it names the first, so its words may. */
export function factsIn(service: Service): readonly string[] {
  const findings = findingsIn(service).map(({ rule, severity, at }) => JSON.stringify([rule, severity, at]));
  const routes = service.routes().map((route) => JSON.stringify(route));
  return [...findings.sort(), ...routes.sort()];
}

export function findingsIn(service: Service): readonly Finding[] {
  return service.files().flatMap((file) => service.findings(file));
}

/** The fixes of some findings, in their order. */
export function fixesOf(service: Service, isWanted: (index: number) => boolean) {
  const wanted = findingsIn(service).filter((_, index) => isWanted(index));
  const fixes = service.fixesOfAll(wanted);
  return wanted.map((finding) => fixes.get(finding));
}
