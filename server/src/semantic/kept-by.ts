import type { Evaluator } from './evaluate.ts';

/** A question about a program that is answered once for each key, as long as what the answer was read from stays what it is. */
export function keptBy<K, T>(compute: (evaluator: Evaluator, key: K) => T): (evaluator: Evaluator, key: K) => T {
  const keeper = keptWith((evaluator) => (key: K) => compute(evaluator, key));
  return (evaluator, key) => keeper(evaluator)(key);
}

/** The same for questions that need tools: these are made once for each program, from what is always the same for it. */
export function keptWith<Rest extends readonly unknown[], K, T>(make: (evaluator: Evaluator, ...rest: Rest) => (key: K) => T): (evaluator: Evaluator, ...rest: Rest) => (key: K) => T {
  const known = new WeakMap<Evaluator, (key: K) => T>();
  return (evaluator, ...rest) => {
    const keep = known.get(evaluator) ?? evaluator.recall.keep(make(evaluator, ...rest));
    known.set(evaluator, keep);
    return keep;
  };
}
