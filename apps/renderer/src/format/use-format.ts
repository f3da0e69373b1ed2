import { useTranslation } from "react-i18next";
import { formatBytes, formatCount, formatDuration, formatMemory, formatShort } from "./number.ts";
import { distance, formatExact, formatStamp, remaining } from "./time.ts";

export interface Format {
  readonly language: string;
  bytes(value: number): string;
  /** Of a card or a machine. */
  memory(bytes: number): string;
  count(value: number): string;
  short(value: number): string;
  /** A value from 0 to 1 with two decimals. */
  share(value: number): string;
  duration(ms: number): string;
  exact(at: number | string): string;
  relative(at: number | string, now: number): string;
  stamp(at: string, now: number): string;
  /** "24 min", "8 s" until a moment. */
  remaining(until: string, now: number): string;
}

/** The formatting helpers in the page's language. */
export function useFormat(): Format {
  const { t, i18n } = useTranslation();
  const language = i18n.language;
  return {
    language,
    bytes: (value) => formatBytes(value, language),
    memory: (bytes) => formatMemory(bytes, language),
    count: (value) => formatCount(value, language),
    short: (value) => formatShort(value, language),
    share: (value) => new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(value),
    duration: (ms) => formatDuration(ms, language),
    exact: (at) => formatExact(ms(at), language),
    relative: (at, now) => {
      const found = distance(ms(at), now);
      if (found === null) return t("time.now");
      return t(`time.${found.direction}`, { time: t(`time.unit.${found.unit}`, { count: found.value }) });
    },
    stamp: (at, now) => formatStamp(ms(at), now, language),
    remaining: (until, now) => {
      const { value, unit } = remaining(ms(until), now);
      return t(`time.unit.${unit}`, { count: value });
    },
  };
}

function ms(at: number | string): number {
  return typeof at === "number" ? at : Date.parse(at);
}
