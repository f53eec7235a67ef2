import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { lowerModule } from '../../server/src/syntax/lower.ts';
import { memoryFileSystem } from '../../server/src/workspace/memory.ts';
import { everythingIn, fixesOf, openFresh } from './answers.ts';
import { choose } from './edits.ts';
import { isSource, readCases, readShop, type SmallProject } from './projects.ts';

/** `FUZZ_SEED=… FUZZ_STEPS=3000 npx node --test test/fuzz/typing.test.ts` looks further. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 2026);
const STEPS = Number(process.env['FUZZ_STEPS'] ?? 240);
const STEPS_IN_A_ROW = 12;
/** Of so many findings the fixes of one are compared; each costs an analysis or two. */
const FIXES_OF_ONE_IN = 7;

/** What people type into functions; the first characters of it are typed first. */
const TYPED = [
  'const added = await prisma.order.findMany();',
  'await Promise.all(items.map(async (item) => prisma.order.create({ data: item })));',
  "if (!req.user) return res.status(401).end();",
  'try { await save(); } catch (error) { res.status(500).json(error); }',
  'let total = 0; for (const one of list) { total += one.price; }',
  "void fetch('https://example.com/' + req.params.id);",
  '/* why */ // that is how it is',
  "const inner = () => { return fetch('/'); }; inner();",
  'return next();',
  'setTimeout(async () => { await refresh(); }, 1000);',
  '}',
];

const projects: readonly SmallProject[] = [readShop(), ...readCases().filter(({ texts }) => Object.keys(texts).length > 1)];
const step = fc.record({ how: fc.nat(), at: fc.nat(), what: fc.nat(), moves: fc.nat() });
const sequence = fc.tuple(fc.nat(), fc.nat(), fc.array(step, { minLength: STEPS_IN_A_ROW, maxLength: STEPS_IN_A_ROW }));

interface Caret {
  readonly text: string;
  readonly at: number;
}

/** A place between the braces of one of the functions of a file, behind a whole token; the end where there is no function. */
function caretIn(file: string, text: string, pick: number): number {
  const blocks = lowerModule(file, text).functions.flatMap(({ block }) => (block && block.end - block.start > 1 ? [block] : []));
  const block = blocks[pick % Math.max(blocks.length, 1)];
  if (!block) return text.length;
  const ends = [...text.slice(block.start + 1, block.end - 1).matchAll(/[\w$]+|[^\w\s$]|\n/g)].map((token) => block.start + 1 + token.index + token[0].length);
  return ends[Math.floor(pick / 7) % Math.max(ends.length, 1)] ?? block.start + 1;
}

/** Types on, takes back, or deletes what stands before the caret. */
function edited({ text, at }: Caret, how: number, what: number): Caret {
  const typed = choose(TYPED, what);
  const insert = (added: string): Caret => ({ text: text.slice(0, at) + added + text.slice(at), at: at + added.length });
  switch (how % 6) {
    case 0: return insert(` ${typed}`);
    case 1: return insert(`\n  ${typed.slice(0, 1 + (what % typed.length))}`);
    case 2: return insert(choose(['x', '.', ' ', '\n', '(', ')', ';', "'", '1'], what));
    case 3: return { text: text.slice(0, Math.max(at - 1 - (what % 9), 0)) + text.slice(at), at: Math.max(at - 1 - (what % 9), 0) };
    case 4: {
      const name = /[A-Za-z_$][\w$]*$/.exec(text.slice(0, at))?.[0] ?? '';
      return { text: `${text.slice(0, at - name.length)}${choose(['prisma', 'next', 'res', 'order', 'unknownName'], what)}${text.slice(at)}`, at };
    }
    default: return insert(`\n${typed}\n`);
  }
}

describe('a service that follows what is typed into functions', () => {
  it('says after each stroke what one says that starts from scratch', () => {
    fc.assert(fc.property(sequence, ([which, where, steps]) => {
      const project = projects[which % 3 === 0 ? 0 : which % projects.length];
      assert.ok(project);
      const disk = memoryFileSystem(project.texts);
      const service = openFresh(disk);
      everythingIn(service);
      const sources = Object.keys(project.texts).filter(isSource);
      let file = choose(sources, where);
      const open = new Map<string, string>();
      const read = () => open.get(file) ?? project.texts[file] ?? '';
      let caret: Caret = { text: read(), at: caretIn(file, read(), where) };
      for (const [index, { how, at, what, moves }] of steps.entries()) {
        if (moves % 5 === 0) caret = { text: read(), at: caretIn(file, read(), at) };
        if (moves % 11 === 0) {
          file = choose(sources, at);
          caret = { text: read(), at: caretIn(file, read(), what) };
        }
        caret = edited(caret, how, what);
        open.set(file, caret.text);
        service.open(file, caret.text);
        const fresh = openFresh(disk);
        for (const [path, text] of open) fresh.open(path, text);
        const story: string = `${project.name}: ${file}\n${caret.text}`;
        if (what % 3 === 0) assert.deepEqual(service.findings(file), fresh.findings(file), story);
        else assert.deepEqual(everythingIn(service), everythingIn(fresh), story);
        const isWanted = (finding: number) => (finding + index) % FIXES_OF_ONE_IN === 0;
        assert.deepEqual(fixesOf(service, isWanted), fixesOf(fresh, isWanted), story);
      }
    }), { seed: SEED, numRuns: Math.ceil(STEPS / STEPS_IN_A_ROW) });
  });
});
