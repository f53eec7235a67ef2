/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** From 0 up to but without 1. */
  next(): number;
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  pick<T>(among: readonly [T, ...T[]]): T;
  /** True in so many cases of one. */
  happens(share: number): boolean;
}

/** Mulberry32: small, fast, and good enough to vary source text. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return { next, between, pick: (among) => among[between(0, among.length - 1)] ?? among[0], happens: (share) => next() < share };
}
