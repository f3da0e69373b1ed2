import type { GpuProbe, GpuVerdict } from "@casemate/contract";

/** Weighed means from which the original warns and stops (its profile's defaults). */
export const WARNING_AT = 0.3;
export const CRITICAL_AT = 0.9;

/** What may not be unknown in a good verdict. */
export interface Needed {
  /** Ids of probes (needed.ts). */
  readonly probes: ReadonlySet<string>;
  /** A vendor's tool did not answer, so what it tells is not known, or old. */
  readonly toolMissing: boolean;
}

export interface Score {
  readonly verdict: GpuVerdict;
  /** null: no probe could judge. */
  readonly score: number | null;
}

/**
 * One verdict out of all probes: critical when one is or the weighed mean reaches 0.9, warning when one is or the mean reaches 0.3, unknown when
 * what is needed is not known or nothing was judged, and healthy only otherwise. Something bad goes before something unknown.
 */
export function scoreProbes(probes: readonly GpuProbe[], needed: Needed): Score {
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
  // One that is not in the list was not run.
  const known = new Set(probes.filter(({ status }) => status !== "unknown").map(({ id }) => id));
  const blind = needed.toolMissing || [...needed.probes].some((id) => !known.has(id));
  return { verdict: score === null || blind ? "unknown" : "healthy", score };
}
