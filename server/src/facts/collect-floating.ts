import type { FloatingPromise } from '../concepts/floating-promise.ts';
import type { Frame } from '../semantic/values.ts';
import type { Module } from '../syntax/tree.ts';
import { roleOf } from '../workspace/classify.ts';
import type { CollectInput } from './collect-input.ts';
import { createFloatingFinder } from './floating-promises.ts';
import type { RouteInsight } from './route-facts.ts';

/** Components: what they start in a browser is nobody's here. */
const MARKUP = /\.[jt]sx$/;

/** Files that people run once, or to try something. */
const BESIDE = /(^|[/._-])(seed|migrat|install)[^/]*$|(^|\/)tests?\.[cm]?[jt]s$/i;

/** Tests of a runner that brings its functions as globals. */
const TESTS = /^\s*(describe|test|it)\(\s*['"`]/m;

/** Every promise of server code that nobody has, once: as routes come to it, else as the function stands. */
export function collectFloating(input: CollectInput, insights: readonly RouteInsight[]): readonly FloatingPromise[] {
  const finder = createFloatingFinder(input);
  const found = new Map<string, FloatingPromise>();
  const isOurs = new Map<string, boolean>();
  const interfaces = new Set(input.frameworks.flatMap(({ interfacePackages = [] }) => interfacePackages));
  const isServer = ({ file, imports, requires }: Module): boolean => {
    const known = isOurs.get(file);
    if (known !== undefined) return known;
    const isBeside = BESIDE.test(file) || MARKUP.test(file) || [...imports, ...requires].some(({ specifier }) => interfaces.has(specifier)) || isOfInterface(file);
    const answer = !isBeside && roleOf(input.evaluator.program.project, file) === 'server' && !TESTS.test(input.source.text(file));
    isOurs.set(file, answer);
    return answer;
  };
  const routing = input.frameworks.flatMap(({ routing: routes, packages }) => (routes ? packages : []));
  /** A package that is made of an interface's libraries and no server's. */
  function isOfInterface(file: string): boolean {
    const { project } = input.evaluator.program;
    const manifest = project.text(`${project.packageRoot(file)}/package.json`) ?? '';
    const lists = (name: string): boolean => manifest.includes(`"${name}"`);
    return [...interfaces].some(lists) && !routing.some(lists);
  }
  const note = (frame: Frame): void => {
    if (!isServer(frame.module)) return;
    for (const floating of finder.floatingIn(frame)) {
      const key = `${floating.at.file}:${floating.at.start}`;
      if (!found.has(key)) found.set(key, floating);
    }
  };
  for (const module of input.modules) {
    for (const fn of module.functions) {
      const frame = input.evaluator.frames.generic(module, fn.id);
      if (frame) note(frame);
    }
  }
  for (const insight of insights) for (const frame of insight.reached) note(frame);
  return [...found.values()];
}
