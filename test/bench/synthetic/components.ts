import type { Entity } from './entities.ts';

/** A component for browsers, as it lies beside the back end in many repositories: nothing that is looked for is in it. */
export function component({ type, name, fields }: Entity, number: number): string {
  const cells = fields.map((field) => `        <dt>${field.name}</dt>\n        <dd>{String(${name}.${field.name} ?? '–')}</dd>`).join('\n');
  return `import { useEffect, useState } from 'react';

interface ${type}CardProps {
  id: string;
  isCompact?: boolean;
  onSelect(id: string): void;
}

interface ${type}Data {
  id: string;
${fields.map((field) => `  ${field.name}?: string;`).join('\n')}
}

export function ${type}Card${number}({ id, isCompact = false, onSelect }: ${type}CardProps) {
  const [${name}, set${type}] = useState<${type}Data>();
  const [isOpen, setOpen] = useState(!isCompact);

  useEffect(() => {
    let isStale = false;
    fetch(\`/api/${name}/\${id}\`)
      .then((response) => response.json())
      .then((data) => {
        if (!isStale) set${type}(data);
      })
      .catch(() => set${type}(undefined));
    return () => {
      isStale = true;
    };
  }, [id]);

  if (!${name}) return <p className="loading">…</p>;
  return (
    <section className={isOpen ? 'card open' : 'card'} onClick={() => onSelect(id)}>
      <button type="button" onClick={() => setOpen((open) => !open)}>
        {isOpen ? 'Less' : 'More'}
      </button>
      <dl>
${cells}
      </dl>
    </section>
  );
}
`;
}

/** A test of a module's service. */
export function serviceTest({ type, slug }: Entity, number: number): string {
  return `import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { add${type}, get${type}, list${type}s } from '../src/modules/${slug}/${slug}.service';

describe('${slug}, part ${number}', () => {
  it('lists what was added', async () => {
    const added = await add${type}({ ownerId: 'owner-${number}' });
    const listed = await list${type}s({ ownerId: 'owner-${number}' });
    assert.ok(listed.some(({ id }) => id === added.id));
  });

  it('knows when something is missing', async () => {
    await assert.rejects(get${type}('missing-${number}'), /missing-${number}/);
  });

  it('keeps owners apart', async () => {
    await add${type}({ ownerId: 'one' });
    const listed = await list${type}s({ ownerId: 'other' });
    assert.equal(listed.length, 0);
  });
});
`;
}
