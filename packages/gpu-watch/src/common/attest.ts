import type { GpuAttestState, GpuCheck, GpuHistory } from "@casemate/contract";
import { known } from "./card.ts";
import type { Look } from "./look.ts";

/**
 * What an attestation of this machine's runtime says about what computes: the last check without its words, the drivers and device files that were
 * seen, and which baseline it was compared with. Software assurance: who controls the machine controls the answer.
 */
export function attestState(check: GpuCheck, look: Look, trend: GpuHistory["trend"]): GpuAttestState {
  return {
    at: check.at,
    verdict: check.verdict,
    score: check.score,
    probes: check.probes.map(({ id, status, score }) => ({ id, status, score })),
    drivers:
      look.cards?.map((card) => ({ card: card.address ?? card.name, driver: known(card.driver) })) ?? null,
    nodes: look.nodes,
    trend,
    baseline: check.baseline.sha256,
  };
}
