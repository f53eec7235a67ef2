import type { CallFramework } from '../frameworks/model.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { joinPath } from '../semantic/program.ts';
import type { ApiValue, FunctionValue } from '../semantic/values.ts';
import type { Call, Module } from '../syntax/tree.ts';
import type { Hosts } from './hosts.ts';
import { launchedFunctions } from './plugin-uses.ts';

/** Where compilers write to, and what they read. */
const OUTPUT = /^(?:\.\/)?(?:dist|build|out|lib)\//;

/** A plugin that a command makes an application for: `fastify start app.js`. */
export interface Launched {
  readonly fn: FunctionValue;
  readonly instance: ApiValue;
}

/** The plugins that the scripts of packages start. */
export function launchedPlugins(evaluator: Evaluator, hosts: Hosts, models: readonly CallFramework[], modules: readonly Module[]): readonly Launched[] {
  return models.flatMap((model) => {
    const plugins = model.routing.calls.scopes?.plugins;
    const command = plugins?.startedBy;
    if (!plugins || !command) return [];
    return launchedModules(evaluator, command, modules).flatMap((module) => launchedFunctions(evaluator, plugins, module).map((fn): Launched => ({ fn, instance: instanceFor(evaluator, hosts, model, fn) })));
  });
}

function launchedModules({ program }: Evaluator, command: RegExp, modules: readonly Module[]): readonly Module[] {
  const roots = new Set(modules.map(({ file }) => program.project.packageRoot(file)));
  const known = new Map(modules.map((module) => [module.file, module]));
  return [...new Set([...roots].flatMap((root) => commandsIn(program.project.text(`${root}/package.json`)).flatMap((text) => command.exec(text)?.[1] ?? []).flatMap((name) => {
    const source = name.replace(OUTPUT, 'src/').replace(/\.([cm]?)js$/, '.$1ts');
    return known.get(joinPath(root, name)) ?? known.get(joinPath(root, source)) ?? known.get(joinPath(root, source.replace(/^src\//, ''))) ?? [];
  })))];
}

function commandsIn(manifest: string | undefined): readonly string[] {
  try {
    const json: unknown = JSON.parse(manifest ?? '{}');
    const scripts: unknown = typeof json === 'object' && json !== null && 'scripts' in json ? json.scripts : {};
    return Object.values(typeof scripts === 'object' && scripts !== null ? scripts : {}).filter((one) => typeof one === 'string');
  } catch {
    return [];
  }
}

/** The application that the command makes, as if it were made where the plugin stands. */
function instanceFor(evaluator: Evaluator, hosts: Hosts, model: CallFramework, { fn, frame: { module } }: FunctionValue): ApiValue {
  const { package: from, type } = model.routing.calls.scopes?.plugins.instance ?? { package: '', type: '' };
  const { start, end } = fn.nameAt ?? (fn.parametersAt.end > fn.parametersAt.start ? fn.parametersAt : fn);
  const node: Call = { kind: 'call', start, end, callee: { kind: 'literal', value: undefined, start, end }, args: [], isNew: false, optional: false, argsStart: end };
  const frame = evaluator.frames.top(module);
  const instance: ApiValue = { kind: 'api', step: 'typed', name: '', of: { kind: 'api', step: 'member', name: type, of: { kind: 'api', step: 'root', name: from } }, site: { node, frame } };
  hosts.application(model, instance, frame);
  return instance;
}
