import type { FunctionNode, Module, Statement } from '../syntax/tree.ts';

/** What a function's own statements say, read off once for each body: an edit gives the function another one. What stands in functions inside it has no part in the answer. */
export function ofEachBody<T>(read: (fn: FunctionNode) => T): (fn: FunctionNode) => T {
  const known = new WeakMap<readonly Statement[], { readonly answer: T }>();
  return (fn) => {
    const { body } = fn;
    const outcome = known.get(body) ?? { answer: read(fn) };
    known.set(body, outcome);
    return outcome.answer;
  };
}

/** What a module says as a whole, read off once for each text of it. */
export function ofEachModule<T>(read: (module: Module) => T): (module: Module) => T {
  const known = new WeakMap<object, { readonly answer: T }>();
  return (module) => {
    const { revision } = module;
    const outcome = known.get(revision) ?? { answer: read(module) };
    known.set(revision, outcome);
    return outcome.answer;
  };
}
