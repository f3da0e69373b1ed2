import type { GpuSample } from "@casemate/contract";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rowsOf, seriesOf, summaryOf } from "./gpu-series.ts";

const START = Date.UTC(2026, 10, 21, 10);
const samples = fc
  .array(
    fc.tuple(fc.integer({ min: 1, max: 900 }), fc.option(fc.integer({ min: 20, max: 90 })), fc.boolean()),
  )
  .map((steps) => {
    let at = START;
    return steps.map(([seconds, temperature, seen]): GpuSample => {
      at += seconds * 1000;
      const card = {
        card: "a",
        temperature,
        power: null,
        clock: null,
        memoryUsed: null,
        busy: null,
        fan: null,
      };
      return { at: new Date(at).toISOString(), cards: seen ? [card] : null };
    });
  });

describe("the line of a figure", () => {
  it("shows exactly what was told, is cut wherever nobody looked for more than six minutes, and never runs backwards", () => {
    fc.assert(
      fc.property(samples, (given) => {
        const { times, values } = seriesOf(given, "a", "temperature");
        const told = given.map(({ cards }) => cards?.[0]?.temperature ?? null);
        const own = new Set(given.map(({ at }) => Date.parse(at) / 1000));
        const silent = given.filter(
          ({ at }, index) => index > 0 && Date.parse(at) - Date.parse(given[index - 1]?.at ?? "") > 360_000,
        );
        expect([
          times
            .map((time, at) => (own.has(time) ? values[at] : undefined))
            .filter((value) => value !== undefined),
          times.length - given.length,
          times.every((time, at) => at === 0 || time > (times[at - 1] ?? 0)),
          seriesOf(given, "another card", "temperature").values.every((value) => value === null),
        ]).toEqual([told, silent.length, true, true]);
      }),
    );
  });

  it("says the same in its table: no value is lost, none is made up", () => {
    fc.assert(
      fc.property(samples, (given) => {
        const series = seriesOf(given, "a", "temperature");
        const rows = rowsOf(series).flatMap(({ summary }) => (summary === null ? [] : [summary]));
        const whole = summaryOf(series);
        expect(
          rows.length === 0
            ? null
            : [Math.min(...rows.map(({ least }) => least)), Math.max(...rows.map(({ most }) => most))],
        ).toEqual(whole === null ? null : [whole.least, whole.most]);
      }),
    );
  });
});
