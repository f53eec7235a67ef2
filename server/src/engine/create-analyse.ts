import type { Facts } from '../concepts/facts.ts';
import { collectFacts } from '../facts/collect.ts';
import { once } from '../facts/once.ts';
import type { QueryEntry } from '../facts/query-entries.ts';
import type { RouteEntry } from '../facts/route-map.ts';
import type { Project } from '../workspace/project.ts';
import type { Analyse, Analysis } from './analysis.ts';
import type { Configuration } from './configuration.ts';
import type { Finding, Fix } from './finding.ts';
import { createFollower, type Followed, type Follower } from './follow-edits.ts';
import { isAnalysed, toolsFor, type Caches } from './read-program.ts';
import type { AnyRule } from './rule.ts';
import { runRules } from './run-rules.ts';
import { asWritten, type WrittenText } from './written-places.ts';

/** Joins rules, framework models and facts into what `service` asks. Parsed files are kept between analyses. */
export function createAnalyse(rules: readonly AnyRule[]): Analyse {
  const caches: Caches = { modules: new Map(), imports: new Map(), sqlKeys: new Map() };
  return (project, configuration) => analyseProject(project, configuration, rules, createFollower(caches));
}

/** What stands for an analysis with the edits since another one: the follower has seen all of them when it is asked. */
function analyseProject(project: Project, configuration: Configuration, rules: readonly AnyRule[], follower: Follower): Analysis {
  const followed = once(() => follower.programAt(project, configuration));
  return {
    ...analyseProgram(project, followed, configuration, rules),
    afterEdit(now, file) {
      follower.noteEdit(file);
      return analyseProject(now, configuration, rules, follower);
    },
    tryEdit: (now, file, look) => follower.tryEdit(now, file, (tried) => look(analyseProgram(now, () => tried, configuration, rules))),
  };
}

function analyseProgram(project: Project, followed: () => Followed, configuration: Configuration, rules: readonly AnyRule[]): Analysis {
  const defects: string[] = [];
  const factsOnce = once(() => collectFacts(toolsFor(followed().program)));
  const resultsOnce = once(() => runRules({ project: followed().project, configuration, rules, defects, facts: <K extends keyof Facts>(kind: K, file: string) => factsOnce().of(kind, file) }));
  const written = (): WrittenText | undefined => followed().text;
  /** The findings in their own coordinates, by those that were given out: only these are known to others. */
  const own = new Map<Finding, Finding>();
  const findings = new Map<string, readonly Finding[]>();

  const findingsOf = (file: string): readonly Finding[] => {
    const made = resultsOnce().findings(file).map((finding) => {
      const shown = asWritten(finding, written());
      own.set(shown, finding);
      return shown;
    });
    findings.set(file, made);
    return made;
  };

  return {
    // Nothing is found in tests, and nothing has to be known for that.
    findings: (file): readonly Finding[] => (isAnalysed(project, file) ? findings.get(file) ?? findingsOf(file) : []),
    fixes: (finding): readonly Fix[] => asWritten(resultsOnce().fixes(own.get(finding) ?? finding), written()),
    routes: (): readonly RouteEntry[] => guarded(defects, 'routes', () => asWritten(factsOnce().routes, written())) ?? [],
    failurePaths: (file, start, end) => guarded(defects, 'failure paths', () => {
      const [from, to] = followed().placesIn(file, start, end);
      return asWritten(factsOnce().failurePaths(file, from, to), written());
    }) ?? [],
    queries: (): readonly QueryEntry[] => guarded(defects, 'queries', () => asWritten(factsOnce().queries, written())) ?? [],
    defects: () => defects,
  };
}

function guarded<T>(defects: string[], what: string, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    defects.push(`${what}: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
    return undefined;
  }
}
