import { explainExport } from "../forensic/explain-export.ts";
import { RpcError, type State } from "@casemate/contract";
import { explainLog, type Explanation } from "./explain-log.ts";
import type { Catalogue, ModelEntry } from "../models/catalogue.ts";

/** Changes of pins and blocks that can let a file in. */
const LIST_CHANGES: Readonly<Record<string, string>> = {
  "policy.unblock": "wants to take a file off the block list. After that it can be admitted again.",
  "policy.pin": "wants to pin a file: its bytes count as the ones that were meant.",
  "policy.unpin": "wants to remove a pin. After that another file of the same name is not noticed any more.",
  "policy.importPins": "wants to add all pins of a list. Their bytes count as the ones that were meant.",
};

function listEvidence(input: unknown): string[] {
  const { sha256, name, path } = (input ?? {}) as Record<"sha256" | "name" | "path", unknown>;
  const lines = [
    typeof path === "string" ? `List ${path}` : null,
    typeof name === "string" && name !== "" ? `File name ${name}` : null,
    typeof sha256 === "string" ? `SHA-256 ${sha256}` : null,
  ];
  return lines.filter((line) => line !== null).map((line) => line.slice(0, 1000));
}

/** What an approval says after "Casemate's command line", about one dangerous call, and what it is bound to. A changed subject voids the request. */
export function explainApproval(
  call: string,
  input: unknown,
  catalogue: Catalogue | null,
  vault: State["vault"]["state"],
): Explanation {
  if (call === "forensic.export") return explainExport(input, vault);
  const list = LIST_CHANGES[call];
  if (list !== undefined) return { sentence: list, evidence: listEvidence(input), subject: "lists" };
  const log = explainLog(call, input);
  if (log) return log;
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
