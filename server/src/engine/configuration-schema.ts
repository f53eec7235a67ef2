import { GATEWAY } from './configuration.ts';
import type { Severity } from './finding.ts';

/** The file that people configure us with; the one nearest to a source file counts for it. */
export const configurationFileName = 'production-hints.json';

export const configuredSeverities: readonly (Severity | 'off')[] = ['off', 'hint', 'information', 'warning', 'error'];

export type TaughtKey = 'guards' | 'limiters' | 'wrappers' | 'validators' | 'publicRoutes' | 'referenceTables';
export type ListKey = 'exclude' | TaughtKey;

export interface ListSetting {
  readonly description: string;
  /** What each entry looks like; also holds in the schema, so without flags. */
  readonly pattern: string;
  /** The same in words, for the message about an entry that doesn't. */
  readonly form: string;
}

const FUNCTION_NAME = {
  pattern: '^[^#]*[^#\\s]#[^#\\s]+$',
  form: '`file.ts#exportedName`, relative to the folder of this file, or `package#member`',
};

/** The settings that are lists of strings: all but `$schema` and `rules`. */
export const listSettings: Readonly<Record<ListKey, ListSetting>> = {
  exclude: {
    description: 'Files and folders that are not analysed: globs relative to the folder of this file, such as `legacy/**` or `**/*.mock.ts`.',
    pattern: '^(?!!|/|\\.\\./)[^\\\\]*[^\\\\\\s][^\\\\]*$',
    form: 'a glob relative to this folder with `/` between names, such as `legacy/**`',
  },
  guards: {
    description: 'Functions that authenticate the caller: `relative/file.ts#exportedName`, or `package#member`.',
    ...FUNCTION_NAME,
  },
  limiters: {
    description: 'Functions that refuse callers who come too often: `relative/file.ts#exportedName`, or `package#member`; `gateway` where something in front of the application limits all of it.',
    pattern: `^${GATEWAY}$|${FUNCTION_NAME.pattern}`,
    form: `${FUNCTION_NAME.form}, or \`${GATEWAY}\``,
  },
  wrappers: {
    description: 'Functions that forward the rejections of the handler that they wrap: `relative/file.ts#exportedName`, or `package#member`.',
    ...FUNCTION_NAME,
  },
  validators: {
    description: 'Functions that refuse input that does not fit: `relative/file.ts#exportedName`, or `package#member`.',
    ...FUNCTION_NAME,
  },
  publicRoutes: {
    description: 'Routes that are public on purpose: `GET /health`, `* /docs/*`.',
    pattern: '^(\\*|[A-Za-z]+) /\\S*$',
    form: 'a method or `*`, a space and a path, such as `GET /health`',
  },
  referenceTables: {
    description: 'Tables (models) that are small by nature, such as countries: queries that list them count as bounded.',
    pattern: '^\\S+$',
    form: 'the name of a table or model',
  },
};

/** Every key that a configuration file may have. */
export const configurationKeys: readonly string[] = ['$schema', 'rules', ...Object.keys(listSettings)];

interface DescribedRule {
  readonly id: string;
  readonly meta: { readonly summary: string };
}

/** The text of `schemas/production-hints.schema.json`: completion, hovers and checks in editors come from it. */
export function schemaText(rules: readonly DescribedRule[]): string {
  const severities = { enum: configuredSeverities };
  const lists = Object.entries(listSettings).map(([key, { description, pattern }]) => [
    key,
    { description, type: 'array', uniqueItems: true, items: { type: 'string', pattern } },
  ]);
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Production Hints',
    description: 'Configuration of Production Hints. The file nearest to a source file counts for it, as a whole: files are not merged.',
    type: 'object',
    allowComments: true,
    allowTrailingCommas: true,
    additionalProperties: false,
    properties: {
      $schema: { description: 'Where this schema is, for editors.', type: 'string' },
      rules: {
        description: 'Severity by rule; a rule that is not named keeps its own.',
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(rules.map(({ id, meta }) => [id, { description: meta.summary, ...severities }])),
      },
      ...Object.fromEntries(lists),
    },
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
