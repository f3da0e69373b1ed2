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

const path = z.string().min(1).max(4096);

/** Spoken between the supervisor and the child that has a browser compute: one process for one test. */
export const computeContract = {
  /** `browser`: what the person named. `folder`: empty, for the browser's profile. Throws `cancelled`, `wrong_state` for a second one. */
  "compute.run": call(
    "read",
    z.strictObject({
      at: Time,
      depth: GpuAnswerDepth,
      browser: path.nullable(),
      folder: path,
      cards: z.array(KnownCard).max(MAX_CARDS),
    }),
    GpuAnswer,
  ),
  /** The browser is ended; then `compute.run` throws. */
  "compute.cancel": call("read", z.strictObject({}), z.strictObject({})),
  "compute.progress": event(GpuAnswerProgress),
} as const satisfies Contract;
