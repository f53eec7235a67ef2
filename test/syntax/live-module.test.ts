import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findBinding } from '../../server/src/syntax/find-binding.ts';
import { createLiveModule, TOP, type Unit } from '../../server/src/syntax/live-module.ts';
import { lowerModule } from '../../server/src/syntax/lower.ts';
import type { FunctionNode, Module } from '../../server/src/syntax/tree.ts';

const FILE = '/project/orders.ts';
/** Each function ends in whitespace: what is typed takes from it. */
const TEXT = `
const limit = 10;
export function list(request) { const first = 1; return find(first);                                        }
export function count() { return total;                                        }
`;

const hasBlock = ({ block, form }: FunctionNode) => block !== undefined && form !== 'module';

function open(text = TEXT) {
  const read: Unit[] = [];
  const live = createLiveModule(lowerModule(FILE, text), hasBlock, { note: (units) => read.push(...units.filter((unit) => unit !== TOP)), noteAll: () => undefined });
  const reading = (work: (module: Module) => void): readonly Unit[] => {
    read.length = 0;
    work(live.module);
    return [...new Set(read)];
  };
  /** Types something at the beginning of a function's block, in place of as much of the room at its end. */
  const typed = (name: string, code: string): string => {
    const block = named(live.module, name).block;
    assert.ok(block);
    return `${text.slice(0, block.start + 1)} ${code}${text.slice(block.start + 1, block.end - 2 - code.length)}${text.slice(block.end - 1)}`;
  };
  const replace = (unit: Unit, now: string) => live.replace(unit, (numbering) => lowerModule(FILE, now, numbering), hasBlock);
  return { live, reading, typed, replace };
}

function named(module: Module, name: string): FunctionNode {
  const binding = findBinding(module, 0, name);
  const [definition] = binding?.definitions ?? [];
  const fn = definition?.kind === 'value' && definition.value.kind === 'function' ? module.functions[definition.value.id] : undefined;
  assert.ok(fn, name);
  return fn;
}

describe('a module that is edited', () => {
  it('tells what is read inside of functions', () => {
    const { live, reading } = open();
    const { id } = named(live.module, 'list');
    assert.deepEqual(reading((module) => void named(module, 'list').name), []);
    assert.deepEqual(reading((module) => void named(module, 'list').body), [id]);
    assert.deepEqual(reading((module) => void findBinding(module, named(module, 'list').scope, 'first')?.definitions), [id]);
  });

  it('keeps its functions when one of them is edited, and what stands around it', () => {
    const { live, typed, replace } = open();
    const [list, count] = [named(live.module, 'list'), named(live.module, 'count')];
    const [before, other] = [list.body, count.body];
    assert.equal(replace(list.id, typed('list', 'check(request);')), true);
    assert.equal(named(live.module, 'list'), list);
    assert.notEqual(list.body, before);
    assert.equal(list.body.length, 3);
    assert.equal(named(live.module, 'count'), count);
    assert.equal(count.body, other);
  });

  it('takes names and functions that are new', () => {
    const { live, typed, replace } = open();
    const list = named(live.module, 'list');
    assert.equal(replace(list.id, typed('list', 'const added = () => 2; added();')), true);
    const added = findBinding(live.module, list.scope, 'added');
    assert.equal(added?.name, 'added');
    assert.ok(findBinding(live.module, list.scope, 'first'), 'what was there before');
    const [definition] = added?.definitions ?? [];
    assert.equal(definition?.kind === 'value' && definition.value.kind === 'function' && live.module.functions[definition.value.id]?.parent, list.id);
    assert.equal(replace(list.id, TEXT), true, 'and gives them up again');
    assert.equal(findBinding(live.module, list.scope, 'added'), undefined);
  });

  it('says when more is different than one function', () => {
    const { live, typed, replace } = open();
    const list = named(live.module, 'list');
    assert.equal(replace(list.id, typed('count', 'log();')), false, 'another function');
    assert.equal(replace(list.id, TEXT.replace('limit = 10', 'limit = 20')), false, 'a constant');
    assert.equal(replace(list.id, TEXT.replace('(request)', '(request2)'.slice(0, 9))), false, 'a parameter');
    assert.equal(replace(list.id, typed('list', '}')), false, 'a brace too many');
    assert.equal(named(live.module, 'list').body.length, 2);
  });

  it('tells who gives a name its values', () => {
    const { live, reading } = open('let cache; export function fill() { cache = load(); } export function clear() { other(); }');
    const fill = named(live.module, 'fill');
    assert.deepEqual(reading((module) => void findBinding(module, 0, 'cache')?.definitions), [fill.id]);
  });
});
