import { eachExpression, eachExpressionOf } from '../semantic/returns.ts';
import { commentsContaining } from '../syntax/comments.ts';
import type { Binding, Expression, FunctionNode, Module, Place } from '../syntax/tree.ts';
import { functionAround } from './failures/surroundings.ts';
import type { Source } from './source.ts';

/** A place where a name is used: as a member of something, by itself, as what a pattern takes out of something; or in a way that nothing is known of. */
export type Mention =
  | { readonly kind: 'member' | 'name'; readonly node: Expression; readonly fn: FunctionNode }
  | { readonly kind: 'binding'; readonly binding: Binding; readonly fn: FunctionNode }
  | { readonly kind: 'text' | 'else' };

interface Known {
  /** By its place: a mention, or that it is none. */
  readonly known: Map<number, Mention | undefined>;
  /** Texts, whose words are none. */
  readonly texts: Place[];
}

/** A text that may name something: `'list'`, `'orders.list'`. */
const NAMING = /^[\w$.#:/@-]+$/;

/** Where a module uses a name. Its declarations, keys of objects and words in sentences and comments are no uses. */
export function mentionsIn(source: Source, module: Module, name: string): readonly Mention[] {
  const text = source.text(module.file);
  const places = placesOf(text, name);
  if (places.length === 0) return [];
  const { known, texts } = knownIn(module, name);
  const left = places.filter((start) => !known.has(start) && !texts.some((one) => one.start < start && start < one.end));
  const comments = left.length > 0 ? commentsContaining(module.file, text, name) : [];
  const others = left.filter((start) => !comments.some((comment) => comment.start <= start && start < comment.end));
  return [...known].flatMap(([start, mention]): readonly Mention[] => (mention && places.includes(start) ? [mention] : [])).concat(others.map(() => ({ kind: 'else' })));
}

function placesOf(text: string, name: string): readonly number[] {
  if (!text.includes(name)) return [];
  return [...text.matchAll(new RegExp(`(?<![\\w$])${name.replace(/\$/g, '\\$')}(?![\\w$])`, 'g'))].map(({ index }) => index);
}

/** What is known of the places of a name: a mention, or that it is none. */
function knownIn(module: Module, name: string): Known {
  const known = new Map<number, Mention | undefined>();
  const texts: Place[] = [];
  for (const fn of module.functions) if (fn.nameAt) known.set(fn.nameAt.start, undefined);
  for (const binding of module.bindings) {
    if (binding.name !== name) continue;
    const fn = module.functions[functionAround(module, binding)];
    const isTakenOut = binding.definitions.some((definition) => 'path' in definition && definition.path.includes(name));
    known.set(binding.start, isTakenOut && fn ? { kind: 'binding', binding, fn } : undefined);
  }
  for (const one of [...module.exports.values()].flat()) known.set(one.at.start, undefined);
  const look = (node: Expression, fn: FunctionNode): void => lookAt(node, fn, name, { known, texts });
  for (const fn of module.functions) eachExpressionOf(fn.body, (node) => look(node, fn));
  const [top] = module.functions;
  for (const one of [...module.exports.values()].flat()) if (top && one.kind === 'value') eachExpression(one.value, (node) => look(node, top));
  return { known, texts };
}

function lookAt(node: Expression, fn: FunctionNode, name: string, { known, texts }: Known): void {
  switch (node.kind) {
    case 'member':
      if (node.name === name) known.set(node.nameStart, { kind: 'member', node, fn });
      return;
    case 'name':
      if (node.name === name) known.set(node.start, { kind: 'name', node, fn });
      return;
    case 'assign': // what it is made by
      if (node.target.kind === 'member' && node.target.name === name) known.set(node.target.nameStart, undefined);
      return;
    case 'object':
      for (const property of node.properties) {
        if ('kind' in property || property.key !== name || known.get(property.start)) continue;
        for (const start of [property.start, property.start + 1]) if (!known.has(start)) known.set(start, undefined);
      }
      return;
    case 'literal':
      if (typeof node.value === 'string' && node.value.includes(name) && NAMING.test(node.value)) known.set(node.start + 1 + node.value.indexOf(name), { kind: 'text' });
      if (typeof node.value === 'string') texts.push(node);
      return;
    case 'template': // what is put in between is looked at by itself
    case 'regex':
      texts.push(node);
      return;
    default: return;
  }
}
