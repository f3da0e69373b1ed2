import type { Incident, State } from "@casemate/contract";
import type { StatePart } from "@casemate/incidents";
import type { Part } from "../../common/attestation/reading.ts";
import { groupsOf, readFiles } from "../../common/incidents/subject-files.ts";
import type { Context } from "../console/context.ts";
import { probeOf, type StillSo } from "../gpu/still-so.ts";
import type { Integrity } from "../integrity/integrity.ts";
import type { Catalogue } from "../models/catalogue.ts";
import { isUnfinished } from "../models/unfinished.ts";

type Read = Awaited<ReturnType<StatePart["read"]>>;

/** Parts of the attestation that a ceremony rests on too. The others are about what a ceremony is there to end, or come and go by themselves. */
const SHARED: readonly Part["id"][] = ["log", "vault", "programs", "engine", "confinement", "policy"];

/**
 * What an attestation looks at. The order and the facts are digested: a part that is added voids attestations that were given before, which is
 * right. Facts are the same in every process as long as nothing has changed; so they hold no sizes of logs, no times of processes.
 */
export function createStateParts(context: Context, sources: SubjectSources): readonly StatePart[] {
  const { state } = context;
  const shared = SHARED.flatMap((id) => context.attestation.parts.filter((part) => part.id === id));
  return [
    ...shared.map((part) => ({
      id: part.id,
      read: (incident: Incident) => readShared(context, part, incident),
    })),
    { id: "runtime", read: () => Promise.resolve(readRuntime(state.get("runtime"))) },
    { id: "subject", read: (incident) => readSubject(state, sources, incident) },
  ];
}

/** The same part that every attestation holds, with what a ceremony asks beyond it. */
async function readShared({ state, ledger }: Context, part: Part, { subject }: Incident): Promise<Read> {
  // What is about the log is answered by walking it, everything else by what is known of it.
  if (part.id === "log" && subject.kind === "log" && state.get("ledger").state !== "unavailable")
    await ledger.verify("tree");
  const { ok, words, todo, facts } = await part.read();
  const lasting = part.lasting.map((name) => facts[name] ?? "").join(",");
  if (part.id === "log" && ok === true && state.get("ledger").recovered !== null)
    return {
      ok: false,
      words: "The log was begun anew. Take note of that first: casemate audit acknowledge",
      facts: lasting,
    };
  // A machine that cannot do better is accepted by a person; what is accepted is bound.
  if (part.id === "confinement" && ok === false)
    return { ok: true, words: `${words} Resolving accepts that from now on.`, facts: lasting };
  return { ok, words: todo === null ? words : `${words} ${todo}`, facts: lasting };
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

/** Of GPU watch: whether what an incident is about is still so. */
export interface LooksAgain {
  stillSo(incident: Incident): Promise<StillSo>;
}

/** What is asked about the subject of an incident. */
export interface SubjectSources {
  readonly catalogue: Catalogue;
  readonly gpu: LooksAgain;
  readonly integrity: Pick<Integrity, "standing">;
}

/** What the incident is about. */
async function readSubject(
  state: Context["state"],
  sources: SubjectSources,
  incident: Incident,
): Promise<Read> {
  const { gpu, integrity } = sources;
  const { kind, id } = incident.subject;
  const ofGpu = probeOf(incident) === null ? null : readGpu(await gpu.stillSo(incident), id);
  if (kind === "machine" && ofGpu) return ofGpu;
  // What computed for a model did so wrongly: inspecting the model mends no processor.
  if (kind === "model") return ofGpu?.ok === true || !ofGpu ? readModel(state, sources, incident) : ofGpu;
  if (kind === "vault" && id === "attempts") return readAttempts(state.get("vault"));
  if (kind === "service" && id === "gpu-watch")
    return state.get("machine").gpus === null
      ? { ok: false, words: "It still does not answer. Run casemate doctor, which looks again.", facts: "" }
      : { ok: true, words: "It answers again.", facts: "" };
  const groups = groupsOf(incident.subject);
  if (groups !== null) return readFiles(groups, await integrity.standing(groups));
  return { ok: true, words: "The parts above are what it is about.", facts: kind };
}

function readGpu(still: StillSo, facts: string): Read {
  if (still === "gone")
    return { ok: true, words: "GPU watch looked again and does not find it any more.", facts };
  const unknown = still === "uncompared" || still === "unread";
  return { ok: unknown ? null : false, words: STILL[still], facts: unknown ? "" : facts };
}

const STILL: Readonly<Record<Exclude<StillSo, "gone">, string>> = {
  changed:
    "It is still so. Undo it, or, if it was you, take it into the baseline: casemate gpu baseline --capture",
  failed: "It is still so. See what to do: casemate gpu check",
  wrong: "Only a deep test that is right takes a wrong answer back. Run one: casemate gpu check --deep",
  baseline:
    "The accelerators' baseline is still not the one that was captured last. Put its file back, or capture a new one: casemate gpu baseline --capture",
  uncompared:
    "Nothing could be compared, because there is no baseline that can be trusted. Put its file back, or capture a new one: casemate gpu baseline --capture",
  unread: "GPU watch could not look at it again. Run casemate gpu check.",
};

/** Well only when the stored bytes were read to their end since, and the watch over files does not find them changed. */
async function readModel(
  state: Context["state"],
  { catalogue, integrity }: Pick<SubjectSources, "catalogue" | "integrity">,
  { subject: { id }, lastSeenAt }: Incident,
): Promise<Read> {
  if (state.get("vault").state !== "unlocked")
    return {
      ok: null,
      words: "The model cannot be looked at while the vault is locked. Unlock it.",
      facts: "",
    };
  const model = catalogue.peek(id)?.summary;
  if (!model) return { ok: true, words: "The model was removed.", facts: "removed" };
  const facts = [model.state, model.sha256, model.decidedAt ?? ""].join(",");
  // Where nobody watches, what was inspected since is what is known of the bytes.
  const { changes = [] } = (await integrity.standing(["models"])) ?? {};
  if (changes.some(({ model: whose }) => whose === id))
    return {
      ok: false,
      words: "The stored file of the model is changed or missing on the disk. " + MEND_MODEL,
      facts,
    };
  const decided = model.state === "admitted" || model.state === "held" || model.state === "refused";
  if (!decided || (model.decidedAt ?? "") <= lastSeenAt)
    return {
      ok: false,
      words: "The model was not inspected again since. Inspect it again, or remove it.",
      facts,
    };
  if (isUnfinished(await catalogue.report(id)))
    return {
      ok: false,
      words: "The inspection did not come to its end, so it says nothing of the stored bytes. " + MEND_MODEL,
      facts,
    };
  return { ok: true, words: `The model was inspected again, and is ${model.state}.`, facts };
}

const MEND_MODEL =
  "Put its file back from a backup and inspect it again, or remove the model and import it again.";

/** Whoever opens the vault knows the passphrase, and then the count is back at none. */
function readAttempts({ state, failures }: State["vault"]): Read {
  return state === "unlocked" && failures === 0
    ? { ok: true, words: "The vault was opened with the right passphrase since.", facts: "opened" }
    : { ok: false, words: "Open the vault first: that shows that you know the passphrase.", facts: "" };
}
