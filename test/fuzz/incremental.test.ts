import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { everythingIn, findingsIn, fixesOf } from './answers.ts';
import { readCases, readShop, type SmallProject } from './projects.ts';
import { createWorkbench, type Step } from './workbench.ts';

/** `FUZZ_SEED=… FUZZ_STEPS=3000 npx node --test test/fuzz/incremental.test.ts` looks further. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 2026);
const STEPS = Number(process.env['FUZZ_STEPS'] ?? 500);
const STEPS_IN_A_ROW = 10;
/** Of so many findings the fixes of one are compared; each costs an analysis or two. */
const FIXES_OF_ONE_IN = 5;

const projects: readonly SmallProject[] = [readShop(), ...readCases().filter(({ texts }) => Object.keys(texts).length > 4)];
const step: fc.Arbitrary<Step> = fc.record({ what: fc.nat(), pick: fc.array(fc.nat(), { minLength: 5, maxLength: 5 }) });
const sequence = fc.tuple(fc.nat(), fc.array(step, { minLength: STEPS_IN_A_ROW, maxLength: STEPS_IN_A_ROW }));

/** Half of the sequences are about the shop, the others about cases with several files. */
function projectFor(pick: number): SmallProject {
  const project = pick % 2 === 0 ? projects[0] : projects[Math.floor(pick / 2) % projects.length];
  assert.ok(project);
  return project;
}

describe('a service that follows edits', () => {
  it('says after each what one says that starts from scratch', () => {
    let withFindings = 0;
    fc.assert(fc.property(sequence, ([pick, steps]) => {
      const bench = createWorkbench(projectFor(pick).texts);
      for (const [index, one] of steps.entries()) {
        bench.take(one);
        const fresh = bench.fresh();
        assert.deepEqual(everythingIn(bench.service), everythingIn(fresh));
        const isWanted = (finding: number) => (finding + index) % FIXES_OF_ONE_IN === 0;
        assert.deepEqual(fixesOf(bench.service, isWanted), fixesOf(fresh, isWanted));
        if (findingsIn(fresh).length > 0) withFindings++;
      }
    }), { seed: SEED, numRuns: Math.ceil(STEPS / STEPS_IN_A_ROW) });
    assert.ok(withFindings > STEPS / 3, `only ${withFindings} of ${STEPS} steps lead to something to compare`);
  });
});
