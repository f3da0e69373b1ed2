import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Coalescer, DELTA_INTERVAL_MS, type Timing } from "./coalescer.ts";

function manualTiming(): { timing: Timing; advance: (ms: number) => void } {
  let time = 0;
  let timers: { at: number; callback: () => void }[] = [];
  const later = (ms: number, callback: () => void): (() => void) => {
    const timer = { at: time + ms, callback };
    timers.push(timer);
    return () => {
      timers = timers.filter((other) => other !== timer);
    };
  };
  const advance = (ms: number): void => {
    time += ms;
    const due = timers.filter((timer) => timer.at <= time);
    timers = timers.filter((timer) => timer.at > time);
    due.forEach((timer) => {
      timer.callback();
    });
  };
  return { timing: { now: () => time, later }, advance };
}

test("the first piece goes at once, the following ones together", () => {
  const { timing, advance } = manualTiming();
  const sent: [string, number][] = [];
  const coalescer = new Coalescer(timing, (text, tokens) => sent.push([text, tokens]));
  coalescer.push("a", 1);
  coalescer.push("b", 1);
  coalescer.push("c", 2);
  advance(DELTA_INTERVAL_MS);
  coalescer.push("d", 1);
  coalescer.flush();
  coalescer.flush();
  expect(sent).toEqual([
    ["a", 1],
    ["bc", 3],
    ["d", 1],
  ]);
});

test("nothing is lost, reordered or sent more often than the interval", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.nat(60))), (steps) => {
      const { timing, advance } = manualTiming();
      const times: number[] = [];
      let text = "";
      const coalescer = new Coalescer(timing, (piece) => {
        text += piece;
        times.push(timing.now());
      });
      for (const [piece, pause] of steps) {
        coalescer.push(piece, 1);
        advance(pause);
      }
      const rateKept = times.every(
        (time, index) => index === 0 || time - (times[index - 1] ?? 0) >= DELTA_INTERVAL_MS,
      );
      coalescer.flush();
      return rateKept && text === steps.map(([piece]) => piece).join("");
    }),
  );
});
