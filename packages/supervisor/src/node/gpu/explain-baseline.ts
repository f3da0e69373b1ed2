import type { State } from "@casemate/contract";
import type { Explanation } from "../../common/approval-request.ts";
import { riskOf } from "../console/explain-risk.ts";

const MAX_LINES = 20;

/** What an approval says about replacing the baseline: every difference that would no longer be told. Bound to both, so that it is void when either changes. */
export function explainBaseline(
  call: string,
  input: unknown,
  gpu: State["machine"]["gpu"],
): Explanation | null {
  if (call !== "gpu.baseline.replace") return null;
  const about = { name: null, risk: riskOf(call), diff: [] };
  const { fingerprint } = (input ?? {}) as { fingerprint?: unknown };
  if (gpu?.fingerprint == null || gpu.fingerprint !== fingerprint)
    return {
      ...about,
      sentence:
        "wants to replace the accelerators' baseline by something that the last check did not see. Nothing would happen.",
      evidence: [],
      subject: "none",
    };
  const lines = gpu.drift.map(
    ({ card, what, before, after, explained, because }) =>
      `${explained ? "Explained" : "UNEXPLAINED"}: ${what}${card === null ? "" : ` of ${card}`}: ${before ?? "nothing"} → ${after ?? "nothing"}. ${because}`,
  );
  const more = lines.length - (MAX_LINES - 1);
  const shown =
    more > 1 ? [...lines.slice(0, MAX_LINES - 1), `And ${String(more)} more differences.`] : lines;
  const old =
    gpu.baseline.state === "ok"
      ? `the one of ${gpu.baseline.capturedAt ?? ""}`
      : `one that is ${gpu.baseline.state}`;
  return {
    ...about,
    sentence: `wants to replace the accelerators' baseline, ${old}, by what is seen now. ${lines.length === 0 ? "No difference was found." : "These differences will no longer be told."}`,
    evidence: shown.map((line) => line.slice(0, 1000)),
    subject: `baseline:${gpu.baseline.sha256 ?? gpu.baseline.state}:${gpu.fingerprint}`,
  };
}
