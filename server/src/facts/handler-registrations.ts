import type { CollectInput } from './collect-input.ts';
import type { Labelled } from './handler-facts.ts';
import type { Registration } from './registration.ts';
import type { RouteInsight } from './route-facts.ts';

/** Everything that a framework is given to call, each with how it is spoken of: a route by its method and path. */
export function handlerRegistrations({ startup }: CollectInput, insights: readonly RouteInsight[]): readonly Labelled[] {
  const labels = new Map<Registration['node'], string>();
  for (const { mount, label } of insights) {
    if (!labels.has(mount.registration.node)) labels.set(mount.registration.node, label);
    for (const { registration, prefix } of mount.layers) {
      if (registration.kind === 'mount' && !labels.has(registration.node)) labels.set(registration.node, nameOf(registration, prefix === '' ? '/' : prefix));
    }
  }
  return [...startup.registrations.values()].flat().flatMap((registration) => {
    if (registration.kind === 'listen' || registration.kind === 'setting') return [];
    const path = registration.paths[0];
    const label = labels.get(registration.node) ?? nameOf(registration, path === undefined || path === '' ? '/' : path);
    return [{ registration, label }];
  });
}

/** How a registration that is no route is spoken of: `use /api`, `createServer`. */
function nameOf({ kind, call, method, host }: Registration, path: string): string {
  const name = call?.callee.kind === 'member' || call?.callee.kind === 'name' ? call.callee.name : 'use';
  if (host.value?.step === 'root') return name;
  return `${kind === 'route' ? method : name} ${path}`;
}
