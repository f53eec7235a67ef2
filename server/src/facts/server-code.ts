import type { Module } from '../syntax/tree.ts';
import type { Evaluator } from '../semantic/evaluate.ts';
import { keptWith } from '../semantic/kept-by.ts';
import { eachExpressionOf } from '../semantic/returns.ts';
import { findBinding } from '../syntax/find-binding.ts';
import { roleOf } from '../workspace/classify.ts';
import { isMarkup } from '../workspace/source-files.ts';
import type { CollectInput } from './collect-input.ts';

/** Files that people run once, or to try something. */
const BESIDE = /(^|[/._-])(seed|migrat|install)[^/]*$|(^|\/)tests?\.[cm]?[jt]s$/i;

/** What only a script of a page has. */
const PAGE = /\bdocument\.currentScript\b/;

/** Tests of a runner that brings its functions as globals. */
const TESTS = /^\s*(describe|test|it)\(\s*['"`]/m;

/** Says of a module whether it runs on the server: not in a browser, and not once, beside it. */
export function serverCode(input: Pick<CollectInput, 'evaluator' | 'frameworks' | 'source'>): (module: Module) => boolean {
  return isServerCode(input.evaluator, input);
}

const isServerCode = keptWith((evaluator: Evaluator, { frameworks, source }: Pick<CollectInput, 'frameworks' | 'source'>) => {
  const { project } = evaluator.program;
  const ofInterface = new Map<string, boolean>();
  const interfaces = new Set(frameworks.flatMap(({ interfacePackages = [] }) => interfacePackages));
  const routing = frameworks.flatMap(({ routing: routes, packages }) => (routes ? packages : []));

  return (module: Module): boolean => {
    const { file, imports, requires } = module;
    const isBeside = BESIDE.test(file) || isMarkup(file) || [...imports, ...requires].some(({ specifier }) => interfaces.has(specifier)) || isInInterface(project.packageRoot(file));
    return !isBeside && roleOf(project, file) === 'server' && !TESTS.test(source.text(file)) && !PAGE.test(source.text(file)) && !isOfPage(module);
  };

  function isInInterface(root: string): boolean {
    const known = ofInterface.get(root);
    if (known !== undefined) return known;
    const answer = isOfInterface(root);
    ofInterface.set(root, answer);
    return answer;
  }

  /** A package that is made of an interface's libraries and no server's. */
  function isOfInterface(root: string): boolean {
    const manifest = project.text(`${root}/package.json`) ?? '';
    const lists = (name: string): boolean => manifest.includes(`"${name}"`);
    return [...interfaces].some(lists) && !routing.some(lists);
  }
});

/** Whether a module works on a page as soon as it is loaded: `(function (window) { … })(window)`. */
function isOfPage(module: Module): boolean {
  let is = false;
  eachExpressionOf(module.functions[0]?.body ?? [], (node) => {
    is ||= node.kind === 'name' && (node.name === 'window' || node.name === 'document') && findBinding(module, node.scope, node.name) === undefined;
  });
  return is;
}
