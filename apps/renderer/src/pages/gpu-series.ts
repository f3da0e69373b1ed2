import type { GpuSample } from "@casemate/contract";

export const FIGURES = ["temperature", "power", "clock", "memoryUsed", "busy", "fan"] as const;
export type Figure = (typeof FIGURES)[number];
export const UNITS: Readonly<Record<Figure, string>> = {
  temperature: "°C",
  power: "W",
  clock: "MHz",
  memoryUsed: "MiB",
  busy: "%",
  fan: "1/min",
};

/** Times in seconds since 1970, and what was shown then; null where nothing was. */
export interface Series {
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
}

/** Rounds come every 30 seconds, on battery every five minutes: a longer silence is shown as one, in seconds. */
const SILENCE_S = 6 * 60;

/** One figure of one card over the samples. Where nobody looked for a while, or the card did not tell, there is a gap and no line. */
export function seriesOf(samples: readonly GpuSample[], card: string, figure: Figure): Series {
  const times: number[] = [];
  const values: (number | null)[] = [];
  for (const { at, cards } of samples) {
    const time = Date.parse(at) / 1000;
    const last = times.at(-1);
    if (last !== undefined && time - last > SILENCE_S) {
      times.push((last + time) / 2);
      values.push(null);
    }
    times.push(time);
    values.push(cards?.find((one) => one.card === card)?.[figure] ?? null);
  }
  return { times, values };
}

/** What a person who cannot see the line needs of it; null when nothing was ever shown. */
export interface Summary {
  readonly now: number | null;
  readonly least: number;
  readonly most: number;
}

export function summaryOf({ values }: Series): Summary | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  return { now: values.at(-1) ?? null, least: Math.min(...known), most: Math.max(...known) };
}

/** The table beside a chart has a row for each of these, in seconds. */
const ROW_S = 5 * 60;

export interface Row {
  /** When it begins, in milliseconds since 1970. */
  readonly from: number;
  readonly summary: Summary | null;
}

/** Five minutes each, newest first. */
export function rowsOf({ times, values }: Series): readonly Row[] {
  const rows = new Map<number, (number | null)[]>();
  times.forEach((time, at) => {
    const from = Math.floor(time / ROW_S) * ROW_S;
    rows.set(from, [...(rows.get(from) ?? []), values[at] ?? null]);
  });
  return [...rows]
    .sort(([a], [b]) => b - a)
    .map(([from, part]) => ({ from: from * 1000, summary: summaryOf({ times: [], values: part }) }));
}
