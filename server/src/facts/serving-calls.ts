import type { FrameworkModel } from '../frameworks/model.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import type { ApiValue, Value } from '../semantic/values.ts';
import type { Span } from '../syntax/text.ts';
import type { Module } from '../syntax/tree.ts';
import { callsOf } from './calls.ts';
import { once } from './once.ts';
import type { Host } from './registration.ts';
import { packageOf } from './roles.ts';
import { lastNameOf } from './source.ts';

interface ServingTools {
  readonly evaluator: Evaluator;
  readonly frameworks: readonly FrameworkModel[];
  readonly modules: readonly Module[];
}

interface Serving {
  readonly at: Span;
  /** The allocations of what is served. */
  readonly served: ReadonlySet<object>;
}

/** Finds where a server that is given an application starts, in the application's own file: the `listen` of `createServer(app).listen(3000)`. */
export function createServingCalls({ evaluator, frameworks, modules }: ServingTools): (host: Host) => Span | undefined {
  const packages = new Set(frameworks.flatMap(({ servesApplication }) => servesApplication ?? []));
  const all = once(() => [...modules].sort((a, b) => (a.file < b.file ? -1 : 1)).flatMap(servingIn));

  function servingIn(module: Module): readonly Serving[] {
    return module.functions.flatMap((fn): readonly Serving[] => {
      const calls = callsOf(fn).filter(({ node: { callee } }) => callee.kind === 'member' && callee.name === 'listen');
      const frame = calls.length > 0 ? evaluator.frames.generic(module, fn.id) : undefined;
      return calls.flatMap(({ node: { callee } }): readonly Serving[] => {
        const served = frame && callee.kind === 'member' ? evaluator.evaluate(callee.object, frame).flatMap(servedBy) : [];
        return served.length === 0 ? [] : [{ at: lastNameOf(module, callee), served: new Set(served) }];
      });
    });
  }

  /** What is handed to the call that makes a server. */
  function servedBy(value: Value): readonly object[] {
    for (let at: ApiValue | undefined = value.kind === 'api' ? value : undefined; at; at = at.of) {
      const { site } = at;
      if (at.step !== 'call' || site?.node.kind !== 'call' || !packages.has(packageOf(at))) continue;
      return site.node.args.flatMap((argument) => evaluator.evaluate(argument, site.frame).flatMap((given) => (given.kind === 'api' && given.site ? [given.site.node] : [])));
    }
    return [];
  }

  return ({ value, module }) => {
    const node = value?.site?.node;
    return node && all().find(({ at, served }) => at.file === module.file && served.has(node))?.at;
  };
}
