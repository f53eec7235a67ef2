import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAnalyse } from '../../server/src/engine/create-analyse.ts';
import { defineRule } from '../../server/src/engine/rule.ts';
import { createService } from '../../server/src/service.ts';
import { commentsContaining } from '../../server/src/syntax/comments.ts';
import { parses } from '../../server/src/syntax/parse.ts';
import { memoryFileSystem } from '../../server/src/workspace/memory.ts';

const meta = { summary: '', why: '', area: 'errors', severity: 'warning', precision: 'high', fix: 'none', since: '0.1.0', messages: { found: '{{call}}' } } as const;

/** Says something about every swallowed error, and breaks where one of them is called `broken`. */
const fragile = defineRule({
  id: 'fragile',
  on: 'swallowedError',
  meta,
  *check({ at, call }) {
    if (call.label === 'broken') throw new Error('This rule is broken');
    yield { at, message: 'found' as const, data: { call: call.label } };
  },
});

/** Says something of the second file wherever it is asked. */
const talkative = defineRule({
  id: 'talkative',
  on: 'swallowedError',
  meta,
  *check({ at, call }) {
    yield { at: { ...at, file: '/app/b.js' }, message: 'found' as const, data: { call: call.label } };
  },
});

const swallowing = (name: string) => `async function run() { try { await ${name}(); } catch {} }\n`;

function open(rule: typeof fragile, texts: Readonly<Record<string, string>>) {
  const fileSystem = memoryFileSystem({ '/app/package.json': '{ "dependencies": { "express": "4" } }', ...texts });
  return createService({ fileSystem, root: '/app', ruleIds: [rule.id], analyse: createAnalyse([rule]), parses, commentsContaining });
}

describe('rules, file by file', () => {
  const texts = { '/app/a.js': swallowing('broken') + swallowing('later'), '/app/b.js': swallowing('load'), '/app/c.js': swallowing('broken') };

  it('cost their findings where they throw, and are written down once', () => {
    const service = open(fragile, texts);
    const messages = service.files().map((file) => service.findings(file).map(({ message }) => message));
    assert.deepEqual(messages, [[], ['load'], []]);
    const [defect, ...others] = service.defects();
    assert.match(defect ?? '', /^fragile: Error: This rule is broken/);
    assert.deepEqual(others, []);
  });

  it('speak of the file that they are asked about', () => {
    const service = open(talkative, texts);
    assert.deepEqual(service.files().map((file) => service.findings(file).length), [0, 1, 0]);
  });
});
