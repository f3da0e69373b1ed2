export * from "./common/gpu-contract.ts";
export { computeContract } from "./common/compute-contract.ts";
export { MAX_ANSWER_CHARS } from "./common/webgpu/protocol.ts";
export { PROCESSOR_PROBES, SECTIONS, STORED_MODELS } from "./common/probes/subjects.ts";
export { knownCards } from "./common/known-cards.ts";
export { captureBaseline, fingerprintText, type Baseline } from "./common/baseline/baseline.ts";
export { factName, standingOf, type FactStanding } from "./common/baseline/standing.ts";
export {
  MAX_BASELINE_CHARS,
  readBaseline,
  writeBaseline,
  type BaselineKey,
} from "./common/baseline/signed-file.ts";
export { engineOf, makeCheck } from "./common/check.ts";
export { answerDue, LOADED_REST_MS, type AnswerMoment } from "./common/answer-schedule.ts";
export { attestState } from "./common/attest.ts";
export { cardFacts, sampleOf } from "./common/live.ts";
export type { EngineAnswer } from "./common/engine/fingerprint.ts";
export type { CpuAnswer, Look } from "./common/look.ts";
export { dueNow, ENGINE_ASKED_MS, engineDue, nextIn, rereadBytes, type Busy } from "./common/schedule.ts";
export type { StoredModels } from "./common/stored.ts";
export type { CpuTiming } from "./common/timing.ts";
export { createResponder, type ComputesOn } from "./common/score/actions.ts";
export { historyEntry, remember, trendOf } from "./common/score/history.ts";
