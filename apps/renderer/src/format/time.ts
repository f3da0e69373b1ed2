export type TimeUnit = "s" | "min" | "h" | "day" | "month" | "year";

/** From which size on a unit is used, in ms, and how long it is. */
const STEPS: readonly (readonly [limitMs: number, stepMs: number, unit: TimeUnit])[] = [
  [90_000, 1_000, "s"],
  [90 * 60_000, 60_000, "min"],
  [36 * 3_600_000, 3_600_000, "h"],
  [60 * 86_400_000, 86_400_000, "day"],
  [730 * 86_400_000, 30 * 86_400_000, "month"],
  [Number.POSITIVE_INFINITY, 365 * 86_400_000, "year"],
];
/** Below this everything is "now", in ms. */
const NOW_MS = 2_000;

/** How far a moment is from now: null for "now", else whole units, rounded to the nearest. `at` and `now` in ms since 1970. */
export function distance(
  at: number,
  now: number,
): { direction: "ago" | "in"; value: number; unit: TimeUnit } | null {
  const size = Math.abs(at - now);
  if (size < NOW_MS) return null;
  const [, step, unit] = STEPS.find(([limit]) => size < limit) ?? [0, 1_000, "s" as const];
  return { direction: at < now ? "ago" : "in", value: Math.round(size / step), unit };
}

/** Exact local date and time with seconds and zone. */
export function formatExact(at: number, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "long" }).format(at);
}

/** Clock time of today, else date and time, to the second: for rows of the log. */
export function formatStamp(at: number, now: number, language: string): string {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
  const time = new Intl.DateTimeFormat(language, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(at);
  if (sameDay) return time;
  return `${new Intl.DateTimeFormat(language, { day: "2-digit", month: "short" }).format(at)} ${time}`;
}

/** What is left until a moment: "24 min", "8 s". Seconds are rounded up, so that it never says 0 too early. */
export function remaining(until: number, now: number): { value: number; unit: "s" | "min" } {
  const seconds = Math.max(0, Math.ceil((until - now) / 1_000));
  return seconds <= 90 ? { value: seconds, unit: "s" } : { value: Math.round(seconds / 60), unit: "min" };
}
