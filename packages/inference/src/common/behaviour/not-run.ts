import type { RpcError, StageResult } from "@casemate/contract";

/** The stage when the model could not be loaded for it: held, with the reason. `ms` is how long the attempt took. */
export function behaviourLoadFailed(error: RpcError, ms: number): StageResult {
  const reason =
    error.code === "closed" ? "The confined process ended while it loaded the model." : error.message;
  return { id: "behaviour", verdict: "hold", ms, detail: `Not run. ${reason}` };
}
