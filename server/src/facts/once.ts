/** An answer that is computed when it is first asked for. What computing it throws, it throws again: a defect of ours costs its time once. */
export function once<T>(compute: () => T): () => T {
  const forAll = onceForEach(compute);
  return () => forAll(undefined);
}

/** The same for each of many, by what they are. */
export function onceForEach<K, T>(compute: (key: K) => T): (key: K) => T {
  const known = new Map<K, { readonly answer: T } | { readonly thrown: unknown }>();
  return (key) => {
    let outcome = known.get(key);
    if (!outcome) {
      outcome = outcomeOf(() => compute(key));
      known.set(key, outcome);
    }
    if ('thrown' in outcome) throw outcome.thrown;
    return outcome.answer;
  };
}

function outcomeOf<T>(compute: () => T): { readonly answer: T } | { readonly thrown: unknown } {
  try {
    return { answer: compute() };
  } catch (thrown) {
    return { thrown };
  }
}
