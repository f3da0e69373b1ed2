import * as z from "zod";
import { call, type Contract } from "../rpc/spec.ts";
import { Empty, Sha256 } from "./common.ts";
import { GpuAnswer, GpuAnswerDepth } from "./gpu-answer.ts";
import { GpuAttestState, GpuBaselineState, GpuCheck, GpuHistory, GpuLive } from "./gpu.ts";

/** What computes: accelerators and the processor. */
export const gpuCalls = {
  /** A full round of GPU watch, now: what there is, what changed since the baseline, and why. Answers within about a minute. */
  "gpu.check": call("read", Empty, GpuCheck),
  /** What the last rounds found, without another one. */
  "gpu.live": call("read", Empty, GpuLive),
  /** What an attestation says about what computes, from the last round; null: none since the start. */
  "gpu.attest": call("read", Empty, GpuAttestState.nullable()),
  /**
   * Has the card compute what is known, in a browser of this machine that is started for it, or in a hidden window of the desktop application where there is
   * none: a second or two, or minutes for `deep`. Never throws for what
   * the card does. `machine.computing` in the state says how far it is. Throws `busy`, `cancelled`.
   */
  "gpu.knownAnswer": call("act", z.strictObject({ depth: GpuAnswerDepth }), GpuAnswer),
  /** The same in a browser that a person named. Only for callers on this machine's command line: the page never names files. */
  "gpu.knownAnswerIn": call(
    "act",
    z.strictObject({ depth: GpuAnswerDepth, browser: z.string().min(1).max(4096) }),
    GpuAnswer,
  ),
  /** Ends the one that runs, and its browser or window. */
  "gpu.stopKnownAnswer": call("act", Empty, z.strictObject({ stopped: z.boolean() })),
  /** Verdicts of earlier rounds, oldest first; kept across restarts. */
  "gpu.history": call("read", Empty, GpuHistory),
  /**
   * Writes down what is seen now as what should be. Only where there is no baseline yet, and nothing that is critical would be taken for granted.
   * Throws `exists`, `needs_approval`, `unknown`.
   */
  "gpu.baseline.capture": call("act", Empty, GpuBaselineState),
  /** The same in the place of another one, or over something critical. `fingerprint`: of the check whose differences the person saw. Throws `changed`, `unknown`. */
  "gpu.baseline.replace": call("danger", z.strictObject({ fingerprint: Sha256 }), GpuBaselineState),
} as const satisfies Contract;
