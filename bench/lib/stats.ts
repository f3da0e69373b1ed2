/** Milliseconds that `run` takes. */
export function clocked(run: () => unknown): number {
  const started = performance.now();
  run();
  return performance.now() - started;
}

/** Milliseconds until what `run` answers is settled. */
export async function clockedAsync(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

/** The value below which `part` of the values lie: 0.5 is the median. 0 without values. */
export function quantile(values: readonly number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? 0;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/**
 * Runs every measurement once per round, in turn, so that a busy moment of the machine meets all of them. Answers each one's
 * values in milliseconds.
 */
export async function inTurn<Name extends string>(
  rounds: number,
  measurements: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(measurements) as Name[];
  const values = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < rounds; round++)
    for (const name of names) values[name].push(await measurements[name]());
  return values;
}

/** How well one can tell from a value which of two groups it came from (Mann and Whitney 1947). */
export interface Separation {
  /** Chance that a value of `left` is the larger one: 0.5 when they cannot be told apart. */
  readonly chance: number;
  /** Probability of a difference at least as large between groups that do not differ, two-sided, by the normal approximation. */
  readonly p: number;
}

export function separation(left: readonly number[], right: readonly number[]): Separation {
  const pairs = left.length * right.length;
  let larger = 0;
  for (const a of left) for (const b of right) larger += a > b ? 1 : a === b ? 0.5 : 0;
  const deviation = Math.sqrt((pairs * (left.length + right.length + 1)) / 12);
  const z = Math.abs(larger - pairs / 2) / deviation;
  return { chance: larger / pairs, p: 2 * (1 - normalBelow(z)) };
}

/** Standard normal distribution function, to 7.5e-8 (Abramowitz and Stegun 26.2.17). */
function normalBelow(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const tail = [1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.31938153].reduce(
    (sum, part) => (sum + part) * t,
    0,
  );
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * tail;
}
