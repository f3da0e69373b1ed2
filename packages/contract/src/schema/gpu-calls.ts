import * as z from "zod";
import { call, type Contract } from "../rpc/spec.ts";
import { Empty, Sha256 } from "./common.ts";
import { GpuAttestState, GpuBaselineState, GpuCheck, GpuHistory, GpuLive } from "./gpu.ts";

/** What computes: accelerators and the processor. */
export const gpuCalls = {
  /** A full round of GPU watch, now: what there is, what changed since the baseline, and why. Answers within about a minute. */
  "gpu.check": call("read", Empty, GpuCheck),
  /** What the last rounds found, without another one. */
  "gpu.live": call("read", Empty, GpuLive),
  /** What an attestation says about what computes, from the last round; null: none since the start. */
  "gpu.attest": call("read", Empty, GpuAttestState.nullable()),
  /** Verdicts of earlier rounds, oldest first; kept across restarts. */
  "gpu.history": call("read", Empty, GpuHistory),
  /** Writes down what is seen now as what should be. Only where there is no baseline yet. Throws `exists`, `unknown`. */
  "gpu.baseline.capture": call("act", Empty, GpuBaselineState),
  /** The same in the place of another one. `fingerprint`: of the check whose differences the person saw. Throws `changed`, `unknown`. */
  "gpu.baseline.replace": call("danger", z.strictObject({ fingerprint: Sha256 }), GpuBaselineState),
} as const satisfies Contract;
