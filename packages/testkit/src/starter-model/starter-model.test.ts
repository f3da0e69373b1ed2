import * as fc from "fast-check";
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { halfBits } from "./half.ts";
import { buildStarterModel } from "./starter-model.ts";
import { GREETING, GREETING_STEPS, vocabulary } from "./vocabulary.ts";

test("the same 3 MB on every machine", () => {
  const bytes = buildStarterModel();
  const digest = createHash("sha256").update(bytes).digest("hex");
  expect([bytes.length, digest]).toEqual([
    3_025_056,
    "033c7e1914f71ccb3436aa56db6c354fdaf715f68b919ac4344730042ceb6471",
  ]);
});

test("every piece of the vocabulary is there once", () => {
  const texts = vocabulary().entries.map((entry) => entry.text);
  expect([new Set(texts).size, GREETING_STEPS.join("")]).toEqual([texts.length, GREETING]);
});

test("no prompt can contain a greeting token: nothing of two characters exists to merge from", () => {
  const { entries, firstStep } = vocabulary();
  const lengths = entries.slice(259).map((entry) => [...entry.text].length);
  expect(
    lengths.map((length, index) => (index + 259 < firstStep ? length === 1 : length >= 3)),
  ).not.toContain(false);
});

test("sixteen-bit rounding agrees with the engine's own", () => {
  const { f16round } = Math as Math & { f16round: (value: number) => number };
  const decode = (bits: number): number => {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >>> 10) & 31;
    const mantissa = bits & 1023;
    return sign * (exponent === 0 ? mantissa * 2 ** -24 : (1 + mantissa / 1024) * 2 ** (exponent - 15));
  };
  const float = fc.float({ min: -60_000, max: 60_000, noNaN: true });
  fc.assert(
    fc.property(
      fc.oneof(
        float,
        float.map((value) => Math.fround(value * 1e-9)),
      ),
      (value) => decode(halfBits(value)) === f16round(value),
    ),
  );
});
