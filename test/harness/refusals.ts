import { escapeForRegExp } from './annotations.ts';
import { annotationsOf } from './compare.ts';
import { NO_FIX, unwantedTitle } from './diffs.ts';
import type { Specification, SpecificationCase } from './specification.ts';

/** What the harness has to know of a rule. */
export interface RuleSummary {
  readonly id: string;
  readonly meta: {
    readonly fix: 'none' | 'suggestion' | 'safe';
    readonly messages: Readonly<Record<string, string>>;
  };
}

/** Cases that every rule's specification has, by how their headings begin. */
const SILENT_CASES: readonly { readonly name: string; readonly title: RegExp }[] = [
  { name: 'Silent', title: /^Silent\b(?! \((?:unknown|other origin)\))/ },
  { name: 'Silent (unknown)', title: /^Silent \(unknown\)/ },
  { name: 'Silent (other origin)', title: /^Silent \(other origin\)/ },
];

/** Why specifications of rules are refused, whatever the rules do; one sentence each. */
export function refusals(specifications: readonly Specification[], rules: readonly RuleSummary[]): readonly string[] {
  const known = new Set(rules.map((rule) => rule.id));
  const strangers = specifications.filter((specification) => !known.has(specification.title));
  return [
    ...strangers.map((specification) => `${specification.title}: no rule has this id`),
    ...rules.flatMap((rule) => {
      const specification = specifications.find((one) => one.title === rule.id);
      return specification ? refusalsOf(specification, rule) : [`${rule.id}: the rule has no specification`];
    }),
  ];
}

function refusalsOf(specification: Specification, rule: RuleSummary): readonly string[] {
  const { cases } = specification;
  const shown = cases.flatMap(shownIn);
  const unshown = Object.entries(rule.meta.messages).filter(([, template]) => !shown.some((text) => asPattern(template).test(text)));
  return [
    ...(cases.some(hasFinding) ? [] : ['no case shows a finding']),
    ...SILENT_CASES.filter(({ title }) => !cases.some((one) => title.test(one.title))).map(({ name }) => `no case is called "${name} …"`),
    ...cases.filter((one) => one.title.startsWith('Silent') && hasFinding(one)).map((one) => `the case "${one.title}" is not silent`),
    ...cases.filter((one) => one.files.length === 0).map((one) => `the case "${one.title}" has no code`),
    ...(rule.meta.fix !== 'none' && !cases.some(showsFix) ? [`the rule declares a ${rule.meta.fix} fix that no case shows`] : []),
    ...(rule.meta.fix === 'none' && cases.some(showsFix) ? ['a case shows a fix that the rule does not declare'] : []),
    ...unshown.map(([id]) => `no case shows the message "${id}" in full`),
    ...shown.filter((text) => text.includes('{{')).map((text) => `a placeholder is left unfilled: ${text}`),
  ].map((reason) => `${rule.id}: ${reason}`);
}

function hasFinding(one: SpecificationCase): boolean {
  return annotationsOf(one).some((annotation) => annotation.kind === 'finding');
}

function showsFix(one: SpecificationCase): boolean {
  return one.diffs.some((block) => block.title !== NO_FIX && unwantedTitle(block) === undefined);
}

function shownIn(one: SpecificationCase): readonly string[] {
  return [...annotationsOf(one).map((annotation) => annotation.message), ...one.diffs.map((block) => block.title)];
}

/** Matches a message that was made from the template, with something in each placeholder. */
function asPattern(template: string): RegExp {
  return new RegExp(`^${template.split(/\{\{\s*\w+\s*\}\}/).map(escapeForRegExp).join('.+')}$`);
}
