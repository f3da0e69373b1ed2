/** Seeded random numbers: the same seed gives the same inputs on every machine. */
export interface Random {
  /** A whole number from 0 to `below` − 1. */
  below(limit: number): number;
  pick<T>(items: readonly T[]): T;
}

/** splitmix32, started from a seed and a stream. Inputs also depend on what was kept before them: failing ones are saved whole. */
export function random(seed: number, stream = 0): Random {
  let state = (seed ^ Math.imul(stream + 1, 0x9e37_79b9)) >>> 0;
  const next = (): number => {
    state = (state + 0x9e37_79b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0_aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a_2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  const below = (limit: number): number => Math.floor((next() / 0x1_0000_0000) * limit);
  return { below, pick: (items) => items[below(items.length)]! };
}
