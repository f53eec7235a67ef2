import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Outdated } from '../../server/src/engine/outdated.ts';
import type { Service } from '../../server/src/service-types.ts';
import { memoryFileSystem } from '../../server/src/workspace/memory.ts';
import { everythingIn, fixesOf, openFresh } from './answers.ts';
import { readCases, readShop, type SmallProject } from './projects.ts';

/** How many times each project is given up, at places spread over the work. */
const PLACES = 12;
const EVERY = 40;

const projects = [readShop(), ...readCases().filter(({ texts }, index) => Object.keys(texts).length > 2 && index % EVERY === 0)];

/** A service that is told to give up when it looks at its files for the `place`th time. */
function openGivingUp({ texts }: SmallProject, place: number): { readonly service: Service; looks(): number } {
  let looks = 0;
  const service = openFresh(memoryFileSystem(texts), undefined, undefined, () => ++looks === place);
  return { service, looks: () => looks };
}

function allOf(service: Service) {
  return { ...everythingIn(service), fixes: fixesOf(service, (index) => index < 2) };
}

describe('an analysis that is given up', () => {
  it('says nothing, and leaves nothing behind: whoever asks again hears what a fresh one says', () => {
    for (const project of projects) {
      const whole = openGivingUp(project, Infinity);
      const expected = allOf(whole.service);
      for (let part = 0; part < PLACES; part++) {
        const { service } = openGivingUp(project, 1 + Math.floor((whole.looks() * part) / PLACES));
        assert.throws(() => allOf(service), Outdated, project.name);
        assert.deepEqual(allOf(service), expected, project.name);
      }
    }
  });
});
