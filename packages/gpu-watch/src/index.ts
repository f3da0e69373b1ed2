export * from "./common/gpu-contract.ts";
export { computeContract } from "./common/compute-contract.ts";
export { knownCards } from "./common/known-cards.ts";
export { captureBaseline, fingerprintText, type Baseline } from "./common/baseline/baseline.ts";
export {
  MAX_BASELINE_CHARS,
  readBaseline,
  writeBaseline,
  type BaselineKey,
} from "./common/baseline/signed-file.ts";
export { makeCheck } from "./common/check.ts";
export type { CpuAnswer, Look } from "./common/look.ts";
export { dueNow, nextIn } from "./common/schedule.ts";
export { createResponder, type ComputesOn } from "./common/score/actions.ts";
export { historyEntry, remember, trendOf } from "./common/score/history.ts";
