import type { Reuse } from '../concepts/facts.ts';
import { matches } from '../semantic/api-path.ts';
import { eachExpressionOf } from '../semantic/returns.ts';
import type { Frame } from '../semantic/values.ts';
import type { Expression } from '../syntax/tree.ts';
import type { PathReader } from './path-reader.ts';
import { sourceText, styleOf } from './source.ts';

/** The edit that verifies a body where a handler takes it: with the library that its file has in scope, in the place of the body. */
export function verifyEdits(reader: PathReader, [frame]: readonly Frame[]): Reuse | undefined {
  if (!frame) return undefined;
  const { module } = frame;
  const found = bodyIn(reader, frame);
  if (found?.object.kind !== 'name') return undefined;
  for (const { on, method, header, secret } of reader.frameworks.flatMap(({ verifies }) => verifies ?? [])) {
    const name = [...(module.scopes[0]?.names ?? [])].find(([, id]) => {
      const binding = module.bindings[id];
      return binding && reader.evaluator.binding(binding, reader.evaluator.frames.top(module)).some((value) => value.kind === 'api' && matches(on, value));
    })?.[0];
    if (name === undefined) continue;
    const { quote } = styleOf(reader.source.text(module.file));
    const known = /\.[cm]?tsx?$/.test(module.file) ? '!' : '';
    const call = `${name}.${method}(${sourceText(reader.source, module, found)}, ${found.object.name}.headers[${quote}${header}${quote}]${known}, process.env.${secret}${known})`;
    return { name: `${name}.${method}`, edits: [{ at: { file: module.file, start: found.start, end: found.end }, text: call }] };
  }
  return undefined;
}

/** The first place where a handler takes the whole body: `const event = req.body`. */
function bodyIn({ origins }: PathReader, frame: Frame): (Expression & { kind: 'member' }) | undefined {
  const isRead = new Set<Expression>();
  let found: (Expression & { kind: 'member' }) | undefined;
  eachExpressionOf(frame.fn.body, (node) => {
    if (node.kind === 'member') isRead.add(node.object);
  });
  eachExpressionOf(frame.fn.body, (node) => {
    if (found || node.kind !== 'member' || isRead.has(node)) return;
    const [source, ...others] = origins.of(node, frame);
    if (others.length === 0 && source?.from === 'input' && source.of === 'body' && source.key === undefined) found = node;
  });
  return found;
}
