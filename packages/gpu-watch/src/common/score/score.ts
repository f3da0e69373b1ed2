import type { GpuProbe, GpuVerdict } from "@casemate/contract";

/** Weighed means from which the original warns and stops (its profile's defaults). */
export const WARNING_AT = 0.3;
export const CRITICAL_AT = 0.9;

/** Without these there is no statement about the machine at all; the others may be unknown beside a good verdict, and are then named in it. */
const NEEDED: ReadonlySet<string> = new Set(["inventory", "driver", "cpu_known_answer"]);

export interface Score {
  readonly verdict: GpuVerdict;
  /** null: no probe could judge. */
  readonly score: number | null;
}

/**
 * One verdict out of all probes: critical when one is or the weighed mean reaches 0.9, warning when one is or the mean reaches 0.3, unknown when
 * what is needed is not known or nothing was judged, and healthy only otherwise. Something bad goes before something unknown.
 */
export function scoreProbes(probes: readonly GpuProbe[]): Score {
  const judged = probes.filter(
    ({ status }) => status === "pass" || status === "warning" || status === "critical",
  );
  const weights = judged.reduce((sum, { weight }) => sum + weight, 0);
  const score =
    weights === 0
      ? null
      : Math.min(1, judged.reduce((sum, one) => sum + one.score * one.weight, 0) / weights);
  const has = (status: GpuProbe["status"]): boolean => probes.some((probe) => probe.status === status);
  if (has("critical") || (score ?? 0) >= CRITICAL_AT) return { verdict: "critical", score };
  if (has("warning") || (score ?? 0) >= WARNING_AT) return { verdict: "warning", score };
  const blind = probes.some(({ id, status }) => status === "unknown" && NEEDED.has(id));
  const missing = [...NEEDED].some((id) => !probes.some((probe) => probe.id === id));
  return { verdict: score === null || blind || missing ? "unknown" : "healthy", score };
}
