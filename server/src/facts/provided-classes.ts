import type { FrameworkModel } from '../frameworks/model.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import type { ClassValue } from '../semantic/values.ts';
import type { ClassNode, Module } from '../syntax/tree.ts';
import { moduleOptions } from './class-modules.ts';
import { listed, propertyOf } from './listed.ts';
import { importsOneOf } from './imported-packages.ts';

/** Notes which classes modules provide in the place of others: who asks for `UserRepository` is given `PrismaUserRepository`. */
export function noteProvidedClasses(evaluator: Evaluator, frameworks: readonly FrameworkModel[], modules: readonly Module[], provided: Map<ClassNode, readonly ClassValue[]>): void {
  for (const { packages, routing } of frameworks) {
    const words = routing?.decorated?.modules;
    if (!words) continue;
    for (const module of modules) {
      if (!module.classes.some(({ decorators }) => decorators.length > 0) || !importsOneOf(module, packages)) continue;
      const frame = evaluator.frames.top(module);
      for (const node of module.classes) {
        if (node.fn !== 0) continue;
        for (const options of moduleOptions(evaluator, words, { kind: 'class', node, frame })) {
          const list = propertyOf(evaluator, options, words.providers);
          for (const { values } of list ? listed(evaluator, list) : []) {
            for (const provider of values) {
              if (provider.kind !== 'object') continue;
              const [asked] = evaluator.member(provider, words.token);
              const given = words.classes.flatMap((key) => evaluator.member(provider, key)).filter((value) => value.kind === 'class');
              if (asked?.kind === 'class') provided.set(asked.node, [...provided.get(asked.node) ?? [], ...given.filter((one) => one.node !== asked.node)]);
            }
          }
        }
      }
    }
  }
}
