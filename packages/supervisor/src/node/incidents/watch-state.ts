import { RpcError, type State } from "@casemate/contract";
import { bypassed, tampered, weaker } from "../../common/incidents/other-reports.ts";
import { watchLog, watchVault } from "../../common/incidents/slice-reports.ts";
import type { StateStore } from "../../common/state/store.ts";
import type { Context } from "../console/context.ts";
import type { Spawner } from "../hosts/spawn-service.ts";
import type { Incidents } from "./incidents.ts";

/** Reports what the state of the log and of the vault say. Answers the function that ends it. */
export function watchState(state: StateStore, incidents: Pick<Incidents, "report">): () => void {
  let [ledger, vault] = [state.get("ledger"), state.get("vault")];
  return state.subscribe(({ slice }) => {
    if (slice !== "ledger" && slice !== "vault") return;
    const now: Pick<State, "ledger" | "vault"> = { ledger: state.get("ledger"), vault: state.get("vault") };
    const found = [watchLog(ledger, now.ledger), watchVault(vault, now.vault)];
    ({ ledger, vault } = now);
    found.forEach((report) => {
      if (report) incidents.report(report);
    });
  });
}

/** A spawner that reports the files of Casemate's own that are not the ones that were installed. */
export function watchPrograms(spawner: Spawner, incidents: () => Pick<Incidents, "report">): Spawner {
  return {
    ...spawner,
    spawn: async (spec) => {
      try {
        return await spawner.spawn(spec);
      } catch (error) {
        if (error instanceof RpcError && error.code === "tampered")
          incidents().report(tampered(`services/${spec.id}`, error));
        throw error;
      }
    },
  };
}

/** A no that only a caller gets which does what no page of ours does. */
export function reportDenial(context: Pick<Context, "incidents">, denied: Parameters<typeof bypassed>): void {
  const report = bypassed(...denied);
  if (report) context.incidents.report(report);
}

/** Compares how children are confined with what the log has of the last start. */
export async function compareConfinement(context: Context): Promise<void> {
  const { level, layers } = context.state.get("app").isolation;
  const { records } = await context.ledger.tail({
    text: "",
    subjects: [],
    kind: "note",
    result: null,
    action: "casemate.started",
    own: false,
    before: null,
    limit: 1,
  });
  const { isolation, layers: before } = records[0]?.detail ?? {};
  if (typeof isolation !== "string") return;
  const report = weaker(
    { level: isolation, layers: typeof before === "string" ? before : "" },
    { level, layers: layers.join(",") },
  );
  if (report) context.incidents.report(report);
}
