import { contract, type ContainmentAction, type Incident } from "@casemate/contract";
import type { Contain } from "@casemate/incidents";
import { decide, WHILE_FROZEN } from "@casemate/policy";
import type { Context } from "../console/context.ts";
import { processIsGone } from "../hosts/process-gone.ts";
import type { Catalogue } from "../models/catalogue.ts";
import type { Runtime } from "../models/runtime-controller.ts";
import type { Vault } from "../vault/vault.ts";

export interface EffectParts {
  readonly vault: Vault;
  readonly runtime: Runtime;
  readonly catalogue: Catalogue;
}

interface Effect {
  readonly done: boolean;
  readonly detail: string;
}

/** Everything that acts, but for the way out; answering a request depends on what was asked. */
const FREEZABLE = Object.entries(contract).flatMap(([name, spec]) =>
  spec.kind === "call" &&
  spec.risk !== "read" &&
  name !== "approvals.grant" &&
  !WHILE_FROZEN.some((one) => one === name)
    ? [[name, spec.risk] as const]
    : [],
);

/** What containment does, and how it is seen that it did: the effect is looked at, not the answer. */
export function createEffects(context: Context, parts: EffectParts): Contain {
  const { state, incidents } = context;
  const { vault, runtime, catalogue } = parts;

  const endRuntime = async (): Promise<Effect> => {
    const pids = await runtime.endAll();
    const left = pids.filter((pid) => !processIsGone(pid));
    const shown = state.get("runtime");
    if (left.length > 0)
      return { done: false, detail: `Still running after it was ended: process ${left.join(", ")}.` };
    if (shown.pid !== null && !processIsGone(shown.pid))
      return { done: false, detail: `Another runtime was started meanwhile: process ${String(shown.pid)}.` };
    return { done: true, detail: endedText(pids.length) };
  };

  const lockVault = async ({ id }: Incident): Promise<Effect> => {
    if (state.get("vault").state === "absent") return { done: true, detail: "There is no vault yet." };
    const { verified, endedPids } = await vault.lock(`incident ${id.slice(0, 8)}`);
    const stands = state.get("vault").state;
    const gone = endedPids.every(processIsGone);
    if (verified && gone && ["locked", "absent", "error"].includes(stands))
      return { done: true, detail: "Locked: every process that held keys or plaintext has ended." };
    return { done: false, detail: `Locking was not verified; the vault is shown as ${stands}.` };
  };

  const containModel = async ({ subject }: Incident): Promise<Effect> => {
    if (subject.kind !== "model") return { done: true, detail: "It is not about one model." };
    if (state.get("vault").state !== "unlocked")
      return {
        done: true,
        detail: "The vault is locked, so it cannot be loaded; nor after the next unlock.",
      };
    const entry = catalogue.peek(subject.id);
    if (!entry) return { done: true, detail: "It is no longer in the vault." };
    if (entry.summary.state === "admitted") {
      await catalogue.contain(subject.id);
      context.ledger.note("model.contained", subject.id, { reason: "incident" });
    }
    const runs = canRun(runtime, subject.id);
    return runs
      ? { done: false, detail: "It could still be loaded." }
      : {
          done: true,
          detail: `Loading it is denied; it is ${catalogue.peek(subject.id)?.summary.state ?? "gone"}.`,
        };
  };

  const freezeCalls = (): Promise<Effect> => {
    const open = FREEZABLE.filter(([call, risk]) => {
      const question = { via: "window", call, risk, vault: "unlocked", ledger: "ok" } as const;
      return decide({ ...question, frozen: incidents.frozen() }).decision !== "deny";
    });
    return Promise.resolve(
      open.length === 0
        ? { done: true, detail: `${String(FREEZABLE.length)} calls are denied.` }
        : { done: false, detail: `Not denied: ${open.map(([call]) => call).join(", ")}.`.slice(0, 500) },
    );
  };

  const run: Readonly<Record<ContainmentAction, (incident: Incident) => Promise<Effect>>> = {
    end_runtime: endRuntime,
    lock_vault: lockVault,
    contain_model: containModel,
    freeze_calls: freezeCalls,
  };
  return (action, incident) => run[action](incident);
}

/** After unlocking: models that an incident of the locked time contains. A ceremony that goes on says itself what it waits for. */
export async function containAgain({ incidents, report }: Context, catalogue: Catalogue): Promise<void> {
  for (const { subject, acknowledged } of incidents.blocking()) {
    if (acknowledged !== null || catalogue.peek(subject.id)?.summary.state !== "admitted") continue;
    await catalogue.contain(subject.id).catch((error: unknown) => {
      report("incidents", error);
    });
  }
}

function endedText(count: number): string {
  if (count === 0) return "No model was running.";
  return count === 1
    ? "1 process has ended and is gone."
    : `${String(count)} processes have ended and are gone.`;
}

function canRun(runtime: Runtime, modelId: string): boolean {
  try {
    runtime.expectRunnable(modelId);
    return true;
  } catch {
    return false;
  }
}
