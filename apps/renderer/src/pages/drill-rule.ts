/** Milliseconds since the vault was made; null where the log does not say. */
export type VaultAge = number | null | "reading";

/** So long a vault counts as new, in ms: until then only level 1 is suggested, and nobody is reminded of anything. */
const YOUNG_MS = 7 * 86_400_000;
/** How long a drill is good for, in ms. */
const DRILL_MS = 90 * 86_400_000;

export function isYoung(age: VaultAge): boolean {
  return typeof age === "number" && age < YOUNG_MS;
}

/** Whether a drill is due. `lastAt`: time of the last one, ISO 8601; null when there was none. */
export function isDrillDue(lastAt: string | null, age: VaultAge, now: number): boolean {
  if (lastAt === null) return typeof age === "number" && !isYoung(age);
  return now - Date.parse(lastAt) > DRILL_MS;
}
