import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { rules } from '../rules/index.ts';
import { parseSpecification, type SpecificationCase } from '../test/harness/specification.ts';

/** What a page says of a rule. */
export interface DocumentedRule {
  readonly id: string;
  readonly meta: {
    readonly summary: string;
    readonly why: string;
    readonly severity: string;
    readonly precision: string;
    readonly fix: 'none' | 'suggestion' | 'safe';
    readonly since: string;
  };
}

/** A specification by the path of its rule, `data/unbounded-query`. */
export type SpecificationTexts = ReadonlyMap<string, string>;

const ROOT = path.resolve(import.meta.dirname, '..');
const FOLDER = 'docs/rules';
/** Cases that show the gap, and cases that show what is not one. */
const SHOWN_FINDINGS = 2;
const SHOWN_SILENCES = 2;
const FIX_WORDS = {
  none: 'none',
  suggestion: 'a suggestion: it changes behaviour and is chosen by a person',
  safe: 'safe: it keeps behaviour',
} as const;

/** The pages of all rules and their index, by path below the project's root. */
export function documentationPages(documented: readonly DocumentedRule[], specifications: SpecificationTexts): ReadonlyMap<string, string> {
  const pages = [...specifications].flatMap(([rulePath, text]) => {
    const rule = documented.find(({ id }) => id === path.basename(rulePath));
    return rule ? [{ rulePath, rule, page: rulePage(rule, rulePath, text) }] : [];
  });
  const index = indexPage(pages);
  return new Map([[`${FOLDER}/README.md`, index], ...pages.map(({ rule, page }) => [`${FOLDER}/${rule.id}.md`, page] as const)]);
}

/** The specifications of all rules, as they are on disk. */
export function readSpecifications(): SpecificationTexts {
  const folder = path.join(ROOT, 'test/rules');
  const files = globSync('*/*.md', { cwd: folder }).map((file) => file.split(path.sep).join('/')).sort();
  return new Map(files.map((file) => [file.replace(/\.md$/, ''), readFileSync(path.join(folder, file), 'utf8')]));
}

function indexPage(pages: readonly { rulePath: string; rule: DocumentedRule }[]): string {
  const rows = pages.map(({ rulePath, rule }) => {
    const { summary, severity, fix } = rule.meta;
    return `| ${path.dirname(rulePath)} | [${rule.id}](${rule.id}.md) | ${summary.replaceAll('|', '\\|')} | ${severity} | ${fix} |`;
  });
  return ['# Rules', '', '| family | rule | reports | severity | fix |', '|---|---|---|---|---|', ...rows, ''].join('\n');
}

function rulePage(rule: DocumentedRule, rulePath: string, specification: string): string {
  const { summary, why, severity, precision, fix, since } = rule.meta;
  const { cases } = parseSpecification(specification);
  const isSilent = (one: SpecificationCase) => one.files.every((file) => file.annotations.length === 0);
  const shown = [...cases.filter((one) => !isSilent(one)).slice(0, SHOWN_FINDINGS), ...cases.filter(isSilent).slice(0, SHOWN_SILENCES)];
  return [
    `# ${rule.id}`,
    `${summary}.`,
    why,
    ['| severity | precision | fix | since |', '|---|---|---|---|', `| ${severity} | ${precision} | ${FIX_WORDS[fix]} | ${since} |`].join('\n'),
    ...shown.map((one) => one.markdown.trim()),
    '## Turn it off',
    `For one line, with the reason:`,
    `\`\`\`ts\n// production-hints-ignore-next-line ${rule.id} -- the reason\n\`\`\``,
    'For a folder, in its `production-hints.json`:',
    `\`\`\`json\n{ "rules": { "${rule.id}": "off" } }\n\`\`\``,
    `Every case: [the specification](../../test/rules/${rulePath}.md).`,
  ].join('\n\n').concat('\n');
}

if (import.meta.main) {
  const pages = documentationPages(rules, readSpecifications());
  rmSync(path.join(ROOT, FOLDER), { recursive: true, force: true });
  mkdirSync(path.join(ROOT, FOLDER), { recursive: true });
  for (const [file, text] of pages) writeFileSync(path.join(ROOT, file), text);
  console.log(`${pages.size} pages in ${FOLDER}`);
}
