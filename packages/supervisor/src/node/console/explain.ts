import { RpcError } from "@casemate/contract";
import type { Catalogue, ModelEntry } from "../models/catalogue.ts";

/** What an approval says after "Casemate's command line", about one dangerous call, and what it is bound to. A changed subject voids the request. */
export function explainApproval(
  call: string,
  input: unknown,
  catalogue: Catalogue | null,
): { sentence: string; evidence: string[]; subject: string } {
  const entry = entryOf(input, catalogue);
  if (!entry) {
    const sentence = `wants to run ${call} on something that is not in the vault. Nothing would happen.`;
    return { sentence, evidence: [], subject: "none" };
  }
  const { summary } = entry;
  const subject = `${summary.id}:${summary.sha256}:${summary.state}:${summary.decidedAt ?? ""}`;
  const { critical, high, medium, low } = summary.findings;
  const count = critical + high + medium + low;
  const points = count === 1 ? "1 point" : `${String(count)} points`;
  const evidence = [
    summary.headline,
    `SHA-256 ${summary.sha256}`,
    ...summary.stages
      .filter((stage) => stage.state === "hold" || stage.state === "refuse")
      .map((stage) => `${stage.id}: ${stage.detail}`),
  ];
  if (call === "model.release" && summary.state !== "held")
    throw new RpcError(
      "wrong_state",
      `${summary.name} is ${summary.state}. Only a held model can be released.`,
    );
  if (call === "model.release")
    return {
      sentence: `wants to release the model ${summary.name}, which was held (${points}). After that it can be run.`,
      evidence,
      subject,
    };
  return {
    sentence: `wants to remove the model ${summary.name}. Its key is destroyed: it cannot be brought back from this vault.`,
    evidence,
    subject,
  };
}

function entryOf(input: unknown, catalogue: Catalogue | null): ModelEntry | null {
  const { modelId } = (input ?? {}) as { modelId?: unknown };
  if (typeof modelId !== "string") return null;
  return catalogue?.all().find((entry) => entry.summary.id === modelId) ?? null;
}
