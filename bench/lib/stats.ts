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
