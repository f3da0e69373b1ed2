import type { Incident, State } from "@casemate/contract";
import type { StatePart } from "@casemate/incidents";
import type { Context } from "../console/context.ts";
import type { Catalogue } from "../models/catalogue.ts";

type Read = Awaited<ReturnType<StatePart["read"]>>;

/**
 * What an attestation looks at. The order and the facts are digested: a part that is added voids attestations that were given before, which is
 * right. Facts are the same in every process as long as nothing has changed; so they hold no sizes of logs, no times of processes.
 */
export function createStateParts(
  context: Context,
  catalogue: Catalogue,
  gpu: LooksAgain,
): readonly StatePart[] {
  const { state, spawner, ledger } = context;
  return [
    {
      id: "log",
      read: async ({ subject }) => {
        // What is about the log is answered by walking it, everything else by what is known of it.
        if (subject.kind === "log" && state.get("ledger").state !== "unavailable")
          await ledger.verify("tree");
        return readLog(state.get("ledger"));
      },
    },
    { id: "vault", read: () => Promise.resolve(readVault(state.get("vault"))) },
    {
      id: "programs",
      read: async () => {
        const checked = await spawner.checkAll().catch(() => null);
        if (checked === null)
          return {
            ok: false,
            words: "A file of Casemate is missing or was changed. Install it again.",
            facts: "",
          };
        return { ok: true, words: "Casemate's own files are the ones that were installed.", facts: checked };
      },
    },
    {
      id: "confinement",
      read: async () => {
        const { level, layers } = await spawner.isolation();
        const words =
          level === "full"
            ? "Models are handled in full isolation."
            : `Isolation is ${level}: resolving accepts that from now on.`;
        return { ok: level === "unknown" ? null : true, words, facts: [level, ...layers].join(",") };
      },
    },
    {
      id: "policy",
      read: () => {
        const { state: stands, policy, error } = state.get("admission");
        const facts = [context.calls.inForce().digest, policy].join(",");
        const found =
          stands === "broken"
            ? { ok: false, words: `The policy cannot be read: ${error ?? "it is damaged"}`, facts }
            : { ok: true, words: "The rules of calls and of admission can be read.", facts };
        return Promise.resolve(found);
      },
    },
    { id: "runtime", read: () => Promise.resolve(readRuntime(state.get("runtime"))) },
    { id: "subject", read: (incident) => readSubject(state, catalogue, gpu, incident) },
  ];
}

function readLog({ state, log, recovered, error }: State["ledger"]): Read {
  const facts = [state, log ?? ""].join(",");
  if (state === "damaged")
    return { ok: false, words: `The log does not verify: ${error?.message ?? ""} Recover it first.`, facts };
  if (state !== "ok")
    return { ok: null, words: "The log cannot be looked at: its process does not answer.", facts };
  if (recovered !== null)
    return {
      ok: false,
      words: "The log was begun anew. Take note of that first: casemate audit acknowledge",
      facts,
    };
  return { ok: true, words: "The log is whole and can be written.", facts };
}

function readVault({ state, error }: State["vault"]): Read {
  if (state === "error")
    return { ok: false, words: `The vault has a problem: ${error?.message ?? ""}`, facts: "error" };
  if (state === "locking" || state === "unlocking")
    return { ok: null, words: "The vault is changing at this moment.", facts: "changing" };
  return {
    ok: true,
    words: state === "absent" ? "There is no vault yet." : "The vault can be read.",
    facts: state === "absent" ? "absent" : "whole",
  };
}

function readRuntime({ connections: { attempts } }: State["runtime"]): Read {
  return attempts !== null && attempts > 0
    ? {
        ok: false,
        words: "A runtime that tried to connect is still running. Unload the model.",
        facts: "tried",
      }
    : { ok: true, words: "No runtime has tried to connect.", facts: "" };
}

/** Of GPU watch: whether what an incident is about is still so; null when that cannot be told. */
export interface LooksAgain {
  stillSo(subject: Incident["subject"]): Promise<boolean | null>;
}
const GPU_SUBJECT = "gpu:";

/** What the incident is about. */
async function readSubject(
  state: Context["state"],
  catalogue: Catalogue,
  gpu: LooksAgain,
  incident: Incident,
): Promise<Read> {
  const { kind, id } = incident.subject;
  if (kind === "machine" && id.startsWith(GPU_SUBJECT))
    return readGpu(await gpu.stillSo(incident.subject), id);
  if (kind === "model") return readModel(state, catalogue, id, incident.lastSeenAt);
  if (kind === "vault" && id === "attempts") return readAttempts(state.get("vault"));
  if (kind === "service" && id === "gpu-watch")
    return state.get("machine").gpus === null
      ? { ok: false, words: "It still does not answer. Run casemate doctor, which looks again.", facts: "" }
      : { ok: true, words: "It answers again.", facts: "" };
  return { ok: true, words: "The parts above are what it is about.", facts: kind };
}

function readGpu(still: boolean | null, facts: string): Read {
  if (still === null)
    return { ok: null, words: "GPU watch could not look at it again. Run casemate gpu check.", facts: "" };
  return still
    ? {
        ok: false,
        words:
          "It is still so. Undo it, or, if it was you, take it into the baseline: casemate gpu baseline --capture",
        facts,
      }
    : { ok: true, words: "GPU watch looked again and does not find it any more.", facts };
}

function readModel(state: Context["state"], catalogue: Catalogue, id: string, since: string): Read {
  if (state.get("vault").state !== "unlocked")
    return {
      ok: null,
      words: "The model cannot be looked at while the vault is locked. Unlock it.",
      facts: "",
    };
  const model = catalogue.peek(id)?.summary;
  if (!model) return { ok: true, words: "The model was removed.", facts: "removed" };
  const facts = [model.state, model.sha256, model.decidedAt ?? ""].join(",");
  const decided = model.state === "admitted" || model.state === "held" || model.state === "refused";
  if (!decided || (model.decidedAt ?? "") <= since)
    return {
      ok: false,
      words: "The model was not inspected again since. Inspect it again, or remove it.",
      facts,
    };
  return { ok: true, words: `The model was inspected again, and is ${model.state}.`, facts };
}

/** Whoever opens the vault knows the passphrase, and then the count is back at none. */
function readAttempts({ state, failures }: State["vault"]): Read {
  return state === "unlocked" && failures === 0
    ? { ok: true, words: "The vault was opened with the right passphrase since.", facts: "opened" }
    : { ok: false, words: "Open the vault first: that shows that you know the passphrase.", facts: "" };
}
