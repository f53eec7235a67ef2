import type { ModuleRouting } from '../frameworks/vocabulary/decorators.ts';
import { matches } from '../semantic/api-path.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { anyInstance } from '../semantic/frames.ts';
import { eachExpressionOf } from '../semantic/returns.ts';
import type { ApiValue, ClassValue, Value } from '../semantic/values.ts';
import { classKey, type ClassLayers } from './class-layers.ts';
import { openEnd, texts } from './class-paths.ts';
import { listed, optionOf, type Listed } from './listed.ts';
import type { Registered } from './registration.ts';
import { coverage } from './path-coverage.ts';

/** Routes that a middleware is bound to, or kept from: those of a class, or those on a path. */
interface Target {
  readonly cls?: string;
  readonly path?: string;
  readonly method: string;
  /** A path in words is the beginning of those that it covers; one in an object is the whole path. */
  readonly isExact: boolean;
}

/** A middleware that a module binds by path or class. */
export interface BoundMiddleware {
  readonly handler: Registered;
  /** Whether it runs for a route of a class, on a path without the application's prefix. */
  covers(cls: ClassValue, path: string, method: string): 'present' | 'absent' | 'unknown';
}

/** What the modules of an application bind in their own words: `consumer.apply(Audit).exclude('health').forRoutes(Orders)`. */
export function boundMiddleware(evaluator: Evaluator, { configure, middleware, requestMethods }: ModuleRouting, { register, classesIn }: ClassLayers, modules: readonly ClassValue[]): readonly BoundMiddleware[] {
  return modules.flatMap((module) => evaluator.member(anyInstance(module), configure).flatMap((method) => (method.kind === 'function' ? boundIn(method) : [])));

  function boundIn(method: Value & { kind: 'function' }): readonly BoundMiddleware[] {
    const frame = evaluator.frames.enter(method, undefined, 'configure', method.frame.depth);
    if (!frame) return [];
    const found: BoundMiddleware[] = [];
    eachExpressionOf(method.fn.body, (node) => {
      if (node.kind !== 'call' || node.callee.kind !== 'member') return;
      for (const value of evaluator.evaluate(node, frame)) if (value.kind === 'api' && value.site?.node === node && matches(middleware.bind, value)) found.push(...boundBy(value));
    });
    return found;
  }

  function boundBy(binding: ApiValue): readonly BoundMiddleware[] {
    const wanted = targetsOf(argumentsOf(binding));
    const kept: Target[] = [];
    const handlers: Registered[] = [];
    for (let at = binding.of?.of; at?.step === 'call'; at = at.of?.of) {
      if (at.of?.name === middleware.except) kept.push(...targetsOf(argumentsOf(at)));
      if (at.of?.name === middleware.apply) {
        handlers.push(...argumentsOf(at).map((one) => register(one, { method: middleware.method })));
        break;
      }
    }
    return handlers.map((handler) => ({
      handler,
      covers(cls, path, method) {
        const excepted = answerOf(kept, cls, path, method);
        if (excepted === 'present') return 'absent';
        const answer = answerOf(wanted, cls, path, method);
        return excepted === 'unknown' && answer === 'present' ? 'unknown' : answer;
      },
    }));
  }

  function argumentsOf({ site }: ApiValue): readonly Listed[] {
    if (site?.node.kind !== 'call') return [];
    return listed(evaluator, { expression: { kind: 'array', start: site.node.start, end: site.node.end, elements: site.node.args }, frame: site.frame })
      .flatMap((one) => (one.values.some((value) => value.kind === 'array') ? listed(evaluator, one) : [one]));
  }

  function targetsOf(elements: readonly Listed[]): readonly Target[] {
    return elements.flatMap((element) => classesIn(element.values).flatMap((value): readonly Target[] => {
      if (value.kind === 'class') return [{ cls: classKey(value), method: 'ALL', isExact: true }];
      if (value.kind === 'literal') return texts(evaluator, element).map((path) => ({ path, method: 'ALL', isExact: false }));
      if (value.kind !== 'object') return [{ method: 'ALL', isExact: false }];
      const path = optionOf(evaluator, element, 'path');
      return [{ method: methodOf(evaluator.member(value, 'method')), isExact: true, ...(path && { path: texts(evaluator, path)[0] ?? '' }) }];
    }));
  }

  function methodOf(values: readonly Value[]): string {
    const [value] = values;
    return value?.kind === 'api' && matches(requestMethods, value) ? value.name.toUpperCase() : 'ALL';
  }
}

function answerOf(targets: readonly Target[], cls: ClassValue, path: string, method: string): 'present' | 'absent' | 'unknown' {
  const answers = targets.map((target): 'present' | 'absent' | 'unknown' => {
    if (target.cls !== undefined) return target.cls === classKey(cls) ? 'present' : 'absent';
    if (target.path === undefined) return 'unknown';
    const { prefix, isOpen } = openEnd(target.path);
    return coverage({ prefix, method: target.method, extent: target.isExact && !isOpen ? 'itself' : 'itself and below' }, path, method);
  });
  return answers.includes('present') ? 'present' : answers.includes('unknown') ? 'unknown' : 'absent';
}
