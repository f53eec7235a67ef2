import type { Evaluator } from '../semantic/evaluate.ts';
import type { Module } from '../syntax/tree.ts';

/** The modules that import one of the packages, directly or through others. Nothing else can make an application or a router. */
export function modulesThatReach(evaluator: Evaluator, modules: readonly Module[], packages: ReadonlySet<string>): ReadonlySet<string> {
  const importers = new Map<string, string[]>();
  const reached = new Set<string>();
  const queue: string[] = [];
  for (const module of modules) {
    for (const specifier of [...module.imports.map((one) => one.specifier), ...module.requires.map((one) => one.specifier)]) {
      const resolution = evaluator.program.resolve(module.file, specifier);
      if ((resolution.kind === 'package' && packages.has(resolution.name)) || (resolution.kind === 'builtin' && packages.has(`node:${resolution.name}`))) queue.push(module.file);
      if (resolution.kind !== 'file') continue;
      const known = importers.get(resolution.path);
      if (known) known.push(module.file);
      else importers.set(resolution.path, [module.file]);
    }
  }
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    queue.push(...(importers.get(file) ?? []));
  }
  return reached;
}
