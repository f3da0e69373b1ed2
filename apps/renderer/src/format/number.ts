/** Narrow no-break space between a number and its unit. */
const THIN = "\u202f";
const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

/** Bytes in decimal units with three significant digits: "1.19 MB". Bytes below 1000 are exact. */
export function formatBytes(bytes: number, language: string): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 ? {} : { maximumSignificantDigits: 3 };
  return `${new Intl.NumberFormat(language, digits).format(value)}${THIN}${UNITS[unit] ?? "B"}`;
}

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/** Memory in the units in which every driver counts it: "512 MiB", "23.6 GiB". */
export function formatMemory(bytes: number, language: string): string {
  return bytes < GIB ? withUnit(bytes / MIB, "MiB", language) : withUnit(bytes / GIB, "GiB", language, 1);
}

/** A whole number with group separators. */
export function formatCount(value: number, language: string): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 0 }).format(value);
}

/** A short count: "1.2k", "7.2B". For parameters and context sizes. */
export function formatShort(value: number, language: string): string {
  return new Intl.NumberFormat(language, { notation: "compact", maximumSignificantDigits: 3 }).format(value);
}

/** A number and its unit with a thin space. */
export function withUnit(value: number, unit: string, language: string, digits = 0): string {
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value)}${THIN}${unit}`;
}

/** A duration a person can compare: "40 ms", "1.2 s", "3 min", "2 h". */
export function formatDuration(ms: number, language: string): string {
  if (ms < 1) return `<${THIN}1${THIN}ms`;
  if (ms < 1_000) return withUnit(Math.round(ms), "ms", language);
  if (ms < 10_000) return withUnit(ms / 1_000, "s", language, 1);
  if (ms < 90_000) return withUnit(Math.round(ms / 1_000), "s", language);
  if (ms < 90 * 60_000) return withUnit(Math.round(ms / 60_000), "min", language);
  return withUnit(ms / 3_600_000, "h", language, 1);
}

/** Share of a whole, 0 to 1; null when the whole is unknown. Never more than 1. */
export function share(done: number, total: number | null): number | null {
  if (total === null || total <= 0) return null;
  return Math.min(1, Math.max(0, done / total));
}
