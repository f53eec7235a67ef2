import assert from 'node:assert/strict';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { rules } from '../rules/index.ts';
import { createAnalyse } from '../server/src/engine/create-analyse.ts';
import { commentsContaining } from '../server/src/syntax/comments.ts';
import { parses } from '../server/src/syntax/parse.ts';
import { compare } from './harness/compare.ts';
import { refusals } from './harness/refusals.ts';
import { runCase, type Stage } from './harness/run-case.ts';
import { parseSpecification, type Specification } from './harness/specification.ts';
import { updateSpecification } from './harness/update.ts';

const UPDATE = process.env.UPDATE === '1';
/** The second time shows facts whose lines moved when annotations came or went. */
const UPDATE_ROUNDS = 2;

const analyseAll = createAnalyse(rules);

const ofRules = globSync('rules/*/*.md', { cwd: import.meta.dirname }).sort().map((file) => load(file, stageFor(path.basename(file, '.md'))));
const ofFacts = globSync(['frameworks/*.md', 'semantic/*.md', 'failures/*.md'], { cwd: import.meta.dirname }).sort().map((file) => load(file, stageFor(undefined)));

it('every rule has a specification that shows all of it', () => {
  assert.deepEqual(refusals(ofRules.map(({ specification }) => specification), rules), []);
});

for (const { file, specification, stage } of [...ofRules, ...ofFacts]) {
  describe(file, () => {
    for (const one of specification.cases) {
      it(one.title, () => {
        const differences = compare(one, runCase(one, stage), severityOf);
        assert.equal(differences.length, 0, [`${file}:${one.line}`, ...differences, 'UPDATE=1 npm test rewrites carets and diffs'].join('\n'));
      });
    }
  });
}

/** A rule's specification speaks of that rule alone; facts come without rules. */
function stageFor(rule: string | undefined): Stage {
  const own = rules.filter((one) => one.id === rule);
  return { analyse: createAnalyse(own), analyseAll, ruleIds: rules.map(({ id }) => id), parses, commentsContaining };
}

function load(file: string, stage: Stage): { file: string; specification: Specification; stage: Stage } {
  const absolute = path.join(import.meta.dirname, file);
  const text = readFileSync(absolute, 'utf8');
  const current = UPDATE ? update(text, stage) : text;
  if (current !== text) writeFileSync(absolute, current);
  return { file: `test/${file}`, specification: parseSpecification(current), stage };
}

function update(text: string, stage: Stage): string {
  let current = text;
  for (let round = 0; round < UPDATE_ROUNDS; round++) current = updateSpecification(current, (one) => runCase(one, stage), severityOf);
  return current;
}

function severityOf(rule: string): string | undefined {
  return rules.find((one) => one.id === rule)?.meta.severity;
}
