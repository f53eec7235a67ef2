import type { FrameworkModel } from '../frameworks/model.ts';
import { registersByCalls } from '../frameworks/model.ts';
import { matches } from '../semantic/api-path.ts';
import type { ApiValue, Argument } from '../semantic/values.ts';

/** What the project gave names to on a framework's own objects: `fastify.decorate('authenticate', …)`, by what has it from then on. */
export interface Decorations {
  note(part: string, name: string, value: Argument): void;
  /** What an application or an instance of it has by a name. */
  ofInstance(value: ApiValue, name: string): readonly Argument[];
  /** What an object of the conversation has by a name. */
  ofPart(part: string, name: string): readonly Argument[];
}

export function createDecorations(frameworks: readonly FrameworkModel[]): Decorations {
  const hosts = frameworks.flatMap((model) => (registersByCalls(model) && model.routing.calls.scopes ? [model.routing.calls.scopes.on] : []));
  const known = new Map<string, Argument[]>();
  const get = (part: string, name: string): readonly Argument[] => known.get(`${part} ${name}`) ?? [];
  return {
    note(part, name, value) {
      const key = `${part} ${name}`;
      const list = known.get(key) ?? [];
      if (!list.some((one) => 'expression' in one && 'expression' in value && one.expression === value.expression && one.frame === value.frame)) list.push(value);
      known.set(key, list);
    },
    ofInstance(value, name) {
      const given = known.size === 0 ? [] : get('instance', name);
      return given.length > 0 && hosts.some((path) => matches(path, value)) ? given : [];
    },
    ofPart: get,
  };
}
