import { RpcError, type ApprovalChange, type State } from "@casemate/contract";
import type { Explanation } from "../../common/approval-request.ts";
import type { StateStore } from "../../common/state/store.ts";
import { explainExport } from "../forensic/explain-export.ts";
import type { Catalogue, ModelEntry } from "../models/catalogue.ts";
import { explainLog } from "./explain-log.ts";
import { explainList } from "./explain-lists.ts";
import { riskOf } from "./explain-risk.ts";
import type { Told } from "./told.ts";

/** What an approval says after "Casemate's command line", about one dangerous call, and what it is bound to. A changed subject voids the request. */
export function explainApproval(
  call: string,
  input: unknown,
  catalogue: Catalogue | null,
  state: Pick<StateStore, "get">,
): Explanation {
  const { name = null, ...told } = tell(call, input, catalogue, state);
  return { ...told, name: name?.slice(0, 300) ?? null, risk: riskOf(call) };
}

function tell(
  call: string,
  input: unknown,
  catalogue: Catalogue | null,
  state: Pick<StateStore, "get">,
): Told {
  if (call === "forensic.export") return explainExport(input, state.get("vault").state);
  if (call === "settings.set") return explainSettings(input, state.get("app").settings);
  const other = explainList(call, input) ?? explainLog(call, input, state.get("ledger"));
  if (other) return other;
  const entry = entryOf(input, catalogue);
  if (entry) return explainModel(call, entry);
  const isModel = call === "model.release" || call === "model.remove";
  const sentence = isModel
    ? `wants to run ${call} on something that is not in the vault. Nothing would happen.`
    : `wants to run ${call}, with the arguments below.`;
  return { sentence, evidence: [], diff: [], subject: "none" };
}

function explainModel(call: string, { summary }: ModelEntry): Told {
  const subject = `${summary.id}:${summary.sha256}:${summary.state}:${summary.decidedAt ?? ""}`;
  const evidence = [
    summary.headline,
    `SHA-256 ${summary.sha256}`,
    ...summary.stages
      .filter((stage) => stage.state === "hold" || stage.state === "refuse")
      .map((stage) => `${stage.id}: ${stage.detail}`),
  ].map((line) => line.slice(0, 1000));
  const change = (after: string): ApprovalChange[] => [
    { what: summary.name.slice(0, 200), before: summary.state, after },
  ];
  if (call === "model.release" && summary.state !== "held")
    throw new RpcError(
      "wrong_state",
      `${summary.name} is ${summary.state}. Only a held model can be released.`,
    );
  if (call === "model.release")
    return {
      sentence: `wants to release the model ${summary.name}, which was held (${pointsOf(summary)}). After that it can be run.`,
      evidence,
      diff: change("admitted, by a person"),
      name: summary.name,
      subject,
    };
  if (call === "model.remove")
    return {
      sentence: `wants to remove the model ${summary.name}. Its key is destroyed: it cannot be brought back from this vault.`,
      evidence,
      diff: change("removed, its key destroyed"),
      name: summary.name,
      subject,
    };
  return { sentence: `wants to run ${call} on the model ${summary.name}.`, evidence, diff: [], subject };
}

function pointsOf({ findings: { critical, high, medium, low } }: ModelEntry["summary"]): string {
  const count = critical + high + medium + low;
  return count === 1 ? "1 point" : `${String(count)} points`;
}

function explainSettings(input: unknown, now: State["app"]["settings"]): Told {
  const wanted = new Map(Object.entries((input ?? {}) as Record<string, unknown>));
  const diff = Object.entries(now).flatMap(([what, before]) =>
    wanted.has(what) && wanted.get(what) !== before
      ? [{ what, before: String(before), after: String(wanted.get(what)) }]
      : [],
  );
  const sentence = "wants to change settings that decide how well the vault is guarded.";
  return { sentence, evidence: [], diff, subject: JSON.stringify(now) };
}

function entryOf(input: unknown, catalogue: Catalogue | null): ModelEntry | null {
  const { modelId } = (input ?? {}) as { modelId?: unknown };
  if (typeof modelId !== "string") return null;
  return catalogue?.all().find((entry) => entry.summary.id === modelId) ?? null;
}
