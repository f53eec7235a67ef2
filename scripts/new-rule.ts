import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
const INDEX = 'rules/index.ts';
const KEBAB_CASE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const USAGE = 'npm run new-rule -- family id      for example: npm run new-rule -- data query-in-loop';

/** A new rule's files by path below the project's root; the index with the rule in it. */
export function scaffold(family: string, id: string, index: string): ReadonlyMap<string, string> {
  return new Map([
    [`rules/${family}/${id}.ts`, ruleText(family, id)],
    [`test/rules/${family}/${id}.md`, specificationText(id)],
    [INDEX, indexWith(family, id, index)],
  ]);
}

function ruleText(family: string, id: string): string {
  return `import { defineRule } from '#rule-api';

export default defineRule({
  id: '${id}',
  on: 'query',

  meta: {
    summary: 'What is missing, in one line without a full stop',
    why: 'What happens in production then.',
    area: '${family}',
    severity: 'warning',
    precision: 'high',
    fix: 'none',
    since: 'next',
    messages: {
      gap: '\`{{query}}\` is so, and that follows from it',
    },
  },

  *check(query) {
    if (query.operation !== 'read') return;

    yield { at: query.callee, message: 'gap', data: { query: query.label } };
  },
});
`;
}

function specificationText(id: string): string {
  const code = '```ts\nexport {};\n```';
  return [
    `# ${id}`,
    '## The gap as people leave it',
    'Say what is missing and what follows. `UPDATE=1 npm test` writes carets and messages; an empty diff block below (a line with `@@`) asks for the fix.',
    code,
    '## Silent: it is there',
    code,
    '## Silent (unknown): it may be there',
    code,
    '## Silent (other origin): it only looks like it',
    code,
  ].join('\n\n').concat('\n');
}

/** Adds an import behind the last one of a rule, and the rule at the end of the list. Throws where the index has another shape. */
function indexWith(family: string, id: string, index: string): string {
  const name = id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const line = `import ${name} from './${family}/${id}.ts';`;
  const lastImport = [...index.matchAll(/^import .*;$/gm)].at(-1);
  const list = /(\brules\b[^=]*=\s*\[)([^\]]*?)(,?\s*)\]/.exec(index);
  if (!lastImport || !list) throw new Error(`${INDEX} has no imports or no list called rules`);

  const [whole, open = '', entries = ''] = list;
  const added = entries.includes('\n') ? `${open}${entries},\n  ${name},\n]` : `${open}${entries.trim() === '' ? '' : `${entries}, `}${name}]`;
  const importEnd = lastImport.index + lastImport[0].length;
  const listed = index.slice(0, list.index) + added + index.slice(list.index + whole.length);
  return `${listed.slice(0, importEnd)}\n${line}${listed.slice(importEnd)}`;
}

if (import.meta.main) {
  const [family = '', id = ''] = process.argv.slice(2);
  if (!KEBAB_CASE.test(family) || !KEBAB_CASE.test(id)) {
    console.error(`A family and an id in kebab-case are needed: ${USAGE}`);
    process.exit(2);
  }
  const files = scaffold(family, id, readFileSync(path.join(ROOT, INDEX), 'utf8'));
  const taken = [...files.keys()].find((file) => file !== INDEX && existsSync(path.join(ROOT, file)));
  if (taken !== undefined) {
    console.error(`${taken} exists already`);
    process.exit(2);
  }
  for (const [file, text] of files) {
    mkdirSync(path.join(ROOT, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(ROOT, file), text);
    console.log(file);
  }
}
