const STEPS: readonly (readonly [limitMs: number, stepMs: number, unit: Intl.RelativeTimeFormatUnit])[] = [
  [60_000, 1_000, "second"],
  [60 * 60_000, 60_000, "minute"],
  [24 * 60 * 60_000, 60 * 60_000, "hour"],
  [30 * 24 * 60 * 60_000, 24 * 60 * 60_000, "day"],
  [365 * 24 * 60 * 60_000, 30 * 24 * 60 * 60_000, "month"],
  [Number.POSITIVE_INFINITY, 365 * 24 * 60 * 60_000, "year"],
];

/** "12 s ago", "in 24 min", "now". `at` and `now` in ms since 1970. Counts whole units, rounded towards now. */
export function formatRelative(at: number, now: number, language: string): string {
  const delta = at - now;
  const size = Math.abs(delta);
  if (size < 2_000) return new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" }).format(0, "second");
  const [, step, unit] = STEPS.find(([limit]) => size < limit) ?? [0, 1_000, "second"];
  return new Intl.RelativeTimeFormat(language, { numeric: "always", style: "short" }).format(Math.trunc(delta / step), unit as Intl.RelativeTimeFormatUnit);
}

/** Exact local date and time with seconds and zone. */
export function formatExact(at: number, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "long" }).format(at);
}

/** Clock time of today, else date and time, to the second: for rows of the log. */
export function formatStamp(at: number, now: number, language: string): string {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
  const time = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(at);
  if (sameDay) return time;
  return `${new Intl.DateTimeFormat(language, { day: "2-digit", month: "short" }).format(at)} ${time}`;
}

/** What is left until a moment, rounded up so that it never says 0 too early: "24 min", "8 s". */
export function remaining(until: number, now: number): { value: number; unit: "s" | "min" } {
  const seconds = Math.max(0, Math.ceil((until - now) / 1_000));
  return seconds <= 90 ? { value: seconds, unit: "s" } : { value: Math.ceil(seconds / 60), unit: "min" };
}
