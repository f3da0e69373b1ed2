import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DE_ATTESTATION } from "./de-attestation.ts";
import { DE_GPU } from "./de-gpu.ts";
import { DE_GPU_ANSWERS } from "./de-gpu-answers.ts";
import { DE_GPU_CHANGES } from "./de-gpu-changes.ts";
import { DE_GPU_USE } from "./de-gpu-use.ts";
import { DE_HEALTH } from "./de-health.ts";
import { DE_INCIDENTS } from "./de-incidents.ts";
import { DE_PANIC } from "./de-panic.ts";
import { createTranslator, type Phrase } from "./phrases.ts";

const ALL: readonly Phrase[] = [
  ...DE_ATTESTATION,
  ...DE_HEALTH,
  ...DE_INCIDENTS,
  ...DE_PANIC,
  ...DE_GPU,
  ...DE_GPU_USE,
  ...DE_GPU_ANSWERS,
  ...DE_GPU_CHANGES,
];
const PHRASES: readonly Phrase[] = [
  ["It ended.", "Ende."],
  ["{a} of {b} were read.", "Von {b} sind {a} gelesen."],
  ["Reason: {why}", "Grund: {why}"],
  ["No model runs", "Kein Modell läuft"],
  ["State: {word}", "Zustand: {word}"],
  ["none", "keiner"],
];
const translate = createTranslator(PHRASES);
const joined = (text: string): string =>
  translate(text)
    .map((piece) => piece.text)
    .join(" ");

describe("sentences of the console", () => {
  it("translates whole texts, single sentences, and leaves what it does not know", () => {
    expect([
      translate("It ended."),
      translate("It ended. 3 of 4 were read. Somebody's words."),
      translate("Reason: $1 {a} \\ It ended."),
      translate("it ended."),
      translate("No model runs."),
      translate("State: none"),
      translate("Reason: none"),
      translate("Somebody's words. 3 of 4 were read."),
    ]).toEqual([
      [{ text: "Ende.", translated: true }],
      [
        { text: "Ende.", translated: true },
        { text: "Von 4 sind 3 gelesen.", translated: true },
        { text: "Somebody's words.", translated: false },
      ],
      [{ text: "Grund: $1 {a} \\ It ended.", translated: true }],
      [{ text: "it ended.", translated: false }],
      [{ text: "Kein Modell läuft.", translated: true }],
      [{ text: "Zustand: keiner", translated: true }],
      [{ text: "Grund: none", translated: true }],
      [
        { text: "Somebody's words.", translated: false },
        { text: "Von 4 sind 3 gelesen.", translated: true },
      ],
    ]);
  });

  it("loses nothing of a text that nobody knows", () => {
    const unknown = createTranslator([]);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 2_000 }), (text) => {
        expect(
          unknown(text)
            .map((piece) => piece.text)
            .join(" "),
        ).toBe(text);
      }),
    );
  });

  it("puts whatever is inserted where it belongs", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[^ ]+$/), fc.stringMatching(/^[^ ]+$/), (a, b) => {
        expect(joined(`${a} of ${b} were read.`)).toBe(`Von ${b} sind ${a} gelesen.`);
      }),
    );
  });

  it("knows each sentence once, and keeps every placeholder", () => {
    const names = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
    expect(ALL.filter(([english, german]) => names(english).join() !== names(german).join())).toEqual([]);
    expect(ALL.length - new Set(ALL.map(([english]) => english)).size).toBe(0);
  });
});
