import type { ProjectFiles } from '../frameworks/model.ts';
import { eachExpressionOf } from '../semantic/returns.ts';
import type { Expression, Module } from '../syntax/tree.ts';

/** What stands on a field in the text of a schema. */
export interface FieldMarks {
  /** Directives on the field and on the type that it belongs to. */
  readonly own: ReadonlySet<string>;
  /** The name of the type that it gives. */
  readonly gives: string;
}

/** The text of a schema: fields by `Type.field`, and directives by type. */
export interface SchemaText {
  readonly fields: ReadonlyMap<string, FieldMarks>;
  readonly types: ReadonlyMap<string, ReadonlySet<string>>;
}

const EXTENSIONS = ['graphql', 'gql', 'graphqls'];

/** A type and what stands before its fields. Interfaces and inputs have no resolvers. */
const TYPE = /(?:^|\s)type\s+(\w+)([^{}]*)\{([^{}]*)\}/g;
const FIELD = /(\w+)\s*:\s*([[\]\w!]+)((?:\s*@\s*\w+)*)/g;
const DIRECTIVE = /@\s*(\w+)/g;

/** Reads the schemas of a project: files of their own, and texts in the code. */
export function schemaTexts(files: ProjectFiles, modules: readonly Module[]): SchemaText {
  const fields = new Map<string, FieldMarks>();
  const types = new Map<string, Set<string>>();
  const texts = [...EXTENSIONS.flatMap((extension) => files.find(extension)).map(({ text }) => text), ...modules.flatMap(textsIn)];
  for (const [, type = '', head = '', body = ''] of texts.flatMap((text) => [...withoutArguments(text).matchAll(TYPE)])) {
    const onType = directivesIn(head);
    types.set(type, new Set([...types.get(type) ?? [], ...onType]));
    for (const [, field = '', gives = '', marks = ''] of body.matchAll(FIELD)) {
      const known = fields.get(`${type}.${field}`)?.own ?? [];
      fields.set(`${type}.${field}`, { own: new Set([...known, ...onType, ...directivesIn(marks)]), gives: gives.replace(/\W/g, '') });
    }
  }
  return { fields, types };
}

function directivesIn(text: string): readonly string[] {
  return [...text.matchAll(DIRECTIVE)].flatMap(([, name]) => name ?? []);
}

/** Without comments, descriptions, and everything in parentheses: arguments of fields and of directives. */
function withoutArguments(text: string): string {
  let plain = text.replace(/"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|#[^\n]*/g, ' ');
  for (let before = ''; before !== plain;) {
    before = plain;
    plain = plain.replace(/\([^()]*\)/g, ' ');
  }
  return plain;
}

function textsIn(module: Module): readonly string[] {
  const found: string[] = [];
  const note = (node: Expression): void => {
    const text = node.kind === 'template' ? node.texts.join(' ') : node.kind === 'literal' && typeof node.value === 'string' ? node.value : '';
    if (text.includes('{') && /(?:^|\s)type\s+\w/.test(text)) found.push(text);
  };
  for (const fn of module.functions) eachExpressionOf(fn.body, note);
  return found;
}
