import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { rules } from '../../rules/index.ts';
import { readConfigurationFile } from '../../server/src/engine/configuration-file.ts';
import { configurationKeys, listSettings, schemaText } from '../../server/src/engine/configuration-schema.ts';

const schemaFile = new URL('../../schemas/production-hints.schema.json', import.meta.url);
const ruleIds = rules.map((rule) => rule.id);

test('the schema in the package is the one of these rules and settings (UPDATE=1 writes it)', () => {
  if (process.env['UPDATE']) writeFileSync(schemaFile, schemaText(rules));
  assert.equal(readFileSync(schemaFile, 'utf8'), schemaText(rules));
});

test('the schema and the reader know the same keys and rules', () => {
  const schema: { properties: Record<string, { properties?: Record<string, unknown> }> } = JSON.parse(readFileSync(schemaFile, 'utf8'));
  assert.deepEqual(Object.keys(schema.properties), configurationKeys);
  assert.deepEqual(Object.keys(schema.properties['rules']?.properties ?? {}), ruleIds);

  const lists = Object.keys(listSettings).map((key) => [key, []]);
  const everyKey = { $schema: 'x', rules: Object.fromEntries(ruleIds.map((id) => [id, 'hint'])), ...Object.fromEntries(lists) };
  assert.deepEqual(readConfigurationFile('/production-hints.json', JSON.stringify(everyKey), ruleIds).problems, []);
});

test('each list has a pattern that its own example fits', () => {
  for (const { description, form, pattern } of Object.values(listSettings)) {
    const quoted = [...`${form} ${description}`.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);
    // Single characters are spoken of, not given as examples.
    for (const example of quoted.filter((text) => text.length > 1)) assert.match(example, new RegExp(pattern));
  }
});
