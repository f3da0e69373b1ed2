import { Sha256 } from "@casemate/contract";
import * as z from "zod";
import { MAX_TEXT } from "../sources/reading.ts";

/** Words that are asked for, and of how many candidates for each the likelihood is kept. */
export const MAX_STEPS = 64;
export const MAX_TOP = 16;
/**
 * How far the logarithm of a likelihood may be from the captured one, in nats (natural logarithm). The same build on the same processor answers bit
 * by bit the same, whatever the number of threads (tried); the band leaves room for a compiler's or a driver's rounding, and a flipped bit in a
 * weight or a sum that changes nothing beyond it changes nothing that anybody would notice either.
 */
export const LOGPROB_BAND = 0.01;

const text = z.string().max(MAX_TEXT);

/** What the engine answered to a fixed question about a fixed model, and with what. The first five say when two may be compared. */
export const EngineFingerprint = z.strictObject({
  /** What computed: "processor", or the name of a card. */
  backend: text,
  /** Version of that card's driver; null for the processor. */
  driver: text.nullable(),
  /** llama.cpp release that the engine was built from; null when it does not say. */
  commit: text.nullable(),
  /** Model name of the processor: other instruction sets sum in another order. */
  processor: text.nullable(),
  /** Digest of the model's file. */
  model: Sha256,
  /** For each word: the token that was most likely, and the likeliest ones with the natural logarithms of their probabilities. */
  steps: z
    .array(
      z.strictObject({
        token: z.int().nonnegative(),
        top: z.array(z.tuple([z.int().nonnegative(), z.number().max(0.001)])).max(MAX_TOP),
      }),
    )
    .min(1)
    .max(MAX_STEPS),
});
export type EngineFingerprint = z.output<typeof EngineFingerprint>;

/** What came of asking; `why` is one sentence. */
export type EngineAnswer =
  | { readonly state: "ok"; readonly fingerprint: EngineFingerprint }
  | { readonly state: "failed"; readonly why: string };

/** Which of the five are told of both and differ: then other answers are possible, and say nothing. What is not told excuses no answer. */
export function otherBuild(before: EngineFingerprint, now: EngineFingerprint): (typeof BUILD)[number][] {
  return BUILD.filter((name) => tells(before, name) && tells(now, name) && before[name] !== now[name]);
}

/** Which of the five were told and are not any more. */
export function untold(before: EngineFingerprint, now: EngineFingerprint): (typeof BUILD)[number][] {
  return BUILD.filter((name) => tells(before, name) && !tells(now, name));
}

/** The processor has no driver, and saying so is an answer. */
function tells(one: EngineFingerprint, name: (typeof BUILD)[number]): boolean {
  return one[name] !== null || (name === "driver" && one.backend === "processor");
}
const BUILD = ["backend", "driver", "commit", "processor", "model"] as const;

/** The first word at which two answers differ, and how; null when they agree within the band. */
export function firstDifference(
  before: EngineFingerprint,
  now: EngineFingerprint,
): { readonly at: number; readonly before: string; readonly after: string } | null {
  const length = Math.max(before.steps.length, now.steps.length);
  for (let at = 0; at < length; at++) {
    const [old, fresh] = [before.steps[at], now.steps[at]];
    if (old?.token !== fresh?.token)
      return {
        at,
        before: `word ${String(old?.token ?? "none")}`,
        after: `word ${String(fresh?.token ?? "none")}`,
      };
    const worst = largestShift(old?.top ?? [], fresh?.top ?? []);
    // Written so that what is no number counts as different.
    if (!(worst <= LOGPROB_BAND))
      return { at, before: "its likelihood", after: `shifted by ${worst.toFixed(3)} nats or more` };
  }
  return null;
}

type Top = EngineFingerprint["steps"][number]["top"];

/** Over the candidates that either names. */
function largestShift(before: Top, now: Top): number {
  if (before.length !== now.length) return Number.POSITIVE_INFINITY;
  return Math.max(shiftOf(before, now), shiftOf(now, before));
}

/** One that the other list does not have is at least as far off as the least likely that it has: two that are nearly as likely may change places at its end. */
function shiftOf(from: Top, to: Top): number {
  const values = new Map(to);
  const least = Math.min(...to.map(([, value]) => value));
  return Math.max(
    0,
    ...from.map(([token, value]) => {
      const other = values.get(token);
      return other === undefined ? Math.max(0, value - least) : Math.abs(value - other);
    }),
  );
}
