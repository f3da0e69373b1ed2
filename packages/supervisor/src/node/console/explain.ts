import type { Catalogue, ModelEntry } from "../models/catalogue.ts";

/** What an approval says about one dangerous call, and what it is bound to. A changed subject voids the request. */
export function explainApproval(
  call: string,
  input: unknown,
  catalogue: Catalogue | null,
): { sentence: string; evidence: string[]; subject: string } {
  const entry = entryOf(input, catalogue);
  if (!entry) return { sentence: `Somebody wants to run ${call}.`, evidence: [], subject: "none" };
  const { summary } = entry;
  const subject = `${summary.id}:${summary.sha256}:${summary.state}:${summary.decidedAt ?? ""}`;
  const points = Object.values(summary.findings).reduce((sum, count) => sum + count, 0);
  const evidence = [
    summary.headline,
    `SHA-256 ${summary.sha256}`,
    ...summary.stages
      .filter((stage) => stage.state === "hold" || stage.state === "refuse")
      .map((stage) => `${stage.id}: ${stage.detail}`),
  ];
  if (call === "model.release")
    return {
      sentence: `Somebody wants to release the model ${summary.name}, which was held (${String(points)} findings). After that it can be run.`,
      evidence,
      subject,
    };
  return {
    sentence: `Somebody wants to remove the model ${summary.name}. Its key is destroyed: it cannot be brought back from this vault.`,
    evidence,
    subject,
  };
}

function entryOf(input: unknown, catalogue: Catalogue | null): ModelEntry | null {
  const { modelId } = (input ?? {}) as { modelId?: unknown };
  if (typeof modelId !== "string") return null;
  return catalogue?.all().find((entry) => entry.summary.id === modelId) ?? null;
}
