import {
  call,
  event,
  GpuAnswer,
  GpuAnswerDepth,
  GpuAnswerProgress,
  Time,
  type Contract,
} from "@casemate/contract";
import * as z from "zod";
import { MAX_CARDS } from "./card.ts";
import { KnownCard } from "./webgpu/cards.ts";
import { MAX_ANSWER_CHARS, MAX_ASK_CHARS } from "./webgpu/protocol.ts";

const path = z.string().min(1).max(4096);

/** Spoken between the supervisor and the child that has a browser or a hidden window compute: one process for one test. */
export const computeContract = {
  /**
   * `browser`: what the person named. `folder`: empty, for the browser's profile. `window`: whether the one who asks has a hidden window, and whether it comes
   * before a browser that is found, or after none was. Throws `cancelled`, `wrong_state` for a second one.
   */
  "compute.run": call(
    "read",
    z.strictObject({
      at: Time,
      depth: GpuAnswerDepth,
      browser: path.nullable(),
      folder: path,
      window: z.enum(["none", "fallback", "first"]),
      cards: z.array(KnownCard).max(MAX_CARDS),
    }),
    GpuAnswer,
  ),
  /** The browser is ended; then `compute.run` throws. */
  "compute.cancel": call("read", z.strictObject({}), z.strictObject({})),
  "compute.progress": event(GpuAnswerProgress),
  /** Something was wrong: what is known so far, which stands even if the test never ends. */
  "compute.wrong": event(GpuAnswer),
  /** Open the hidden window with the page that computes. Told at most once. */
  "compute.openWindow": event(z.strictObject({})),
  /** One text for the page in it. */
  "compute.ask": event(z.strictObject({ text: z.string().max(MAX_ASK_CHARS) })),
  /** One text that the page said. Nobody on the way looked into it. */
  "compute.heard": call(
    "read",
    z.strictObject({ text: z.string().max(MAX_ANSWER_CHARS) }),
    z.strictObject({}),
  ),
  /** Nothing comes from the window any more: it did not open, ended, or said what no page of ours says. */
  "compute.windowEnded": call("read", z.strictObject({}), z.strictObject({})),
} as const satisfies Contract;
