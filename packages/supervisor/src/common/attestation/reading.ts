import type { AttestedPartId, StatementPart } from "@casemate/audit";
import type { State } from "@casemate/contract";
import type { Report } from "@casemate/incidents";

/** What a part rests on; null: not known, and then it is left out. */
export type Facts = Readonly<Record<string, string | number | null>>;

/** How one part was found. */
export interface Reading {
  readonly ok: boolean | null;
  readonly words: string;
  readonly todo: string | null;
  readonly facts: Facts;
  /** For an incident, where this part is bad. */
  readonly evidence?: Report["evidence"];
}

/** One part of what is looked at. Rejecting counts as "could not be looked at". */
export interface Part {
  readonly id: AttestedPartId;
  /** Facts that stay the same as long as nothing has changed, also in another process: a ceremony is bound to these. */
  readonly lasting: readonly string[];
  read(): Promise<Reading>;
}

/** Longest text of the format, in characters. */
const MAX_TEXT = 500;

export function statementPart(id: AttestedPartId, { ok, words, facts }: Reading): StatementPart {
  return {
    id,
    ok,
    words: plain(words),
    facts: Object.entries(facts).flatMap(([name, value]) =>
      value === null ? [] : [{ name, value: plain(String(value)) }],
    ),
  };
}

/** Words can hold what a person's file says; a format that is one line per sentence takes no control characters. */
function plain(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, " ").slice(0, MAX_TEXT);
}

type Slice<K extends keyof State> = State[K];

export function readLog({ state, log, size, headHash, error }: Slice<"ledger">): Reading {
  const facts = { state, id: log, size, head: headHash };
  if (state === "damaged")
    return {
      ok: false,
      words: `The log does not verify: ${error?.message ?? "it was changed or cut."}`,
      todo: "Recover the log first: casemate audit recover.",
      facts,
      evidence: [
        { kind: "change", what: "log", before: "whole", after: (error?.message ?? "damaged").slice(0, 500) },
      ],
    };
  if (state !== "ok")
    return {
      ok: null,
      words: "The log cannot be looked at: its process does not answer.",
      todo: "Wait until it is started again. Check that the disk is not full.",
      facts,
    };
  return { ok: true, words: "The log is whole and can be written.", todo: null, facts };
}

/** `header`: SHA-256 of the header's file; null when it cannot be read. */
export function readVault({ state, error }: Slice<"vault">, header: string | null): Reading {
  const kept = state === "absent" ? "absent" : state === "error" ? "error" : "whole";
  const facts = { kept, state, header };
  if (state === "error")
    return {
      ok: false,
      words: `The vault has a problem: ${error?.message ?? "it cannot be read."}`,
      todo: "Restore the vault from a backup.",
      facts,
    };
  if (state === "locking" || state === "unlocking")
    return { ok: null, words: "The vault is changing at this moment.", todo: null, facts };
  const words = state === "absent" ? "There is no vault yet." : `The vault can be read, and is ${state}.`;
  return { ok: true, words, todo: null, facts };
}

export function readConfinement({ level, layers }: Slice<"app">["isolation"]): Reading {
  const facts = { level, layers: layers.join(",") };
  if (level === "full")
    return { ok: true, words: "Models are handled in full isolation.", todo: null, facts };
  if (level === "unknown")
    return { ok: null, words: "How models are isolated was not found out.", todo: null, facts };
  return {
    ok: false,
    words: level === "reduced" ? "Isolation is reduced." : "There is no isolation.",
    todo: "Run casemate doctor: it names what is missing.",
    facts,
  };
}

export function readIntegrity(slice: Slice<"integrity">): Reading {
  const { state, watched, intact, changed, note } = slice;
  const facts = { state, watched, intact, changed };
  if (state === "intact")
    return { ok: true, words: "Watched files are what they should be.", todo: null, facts };
  if (state === "changed")
    return {
      ok: false,
      words: changed === 1 ? "1 watched file was changed." : `${String(changed)} watched files were changed.`,
      todo: "Look at what changed: casemate integrity show.",
      facts,
    };
  const words =
    state === "reading"
      ? "Watched files are still being read."
      : `Whether watched files were changed is not known. ${note ?? ""}`.trim();
  return { ok: null, words, todo: null, facts };
}

export function readIncidents({ kept, open }: Slice<"incidents">, { recovered }: Slice<"ledger">): Reading {
  const facts = { kept, ...open };
  if (kept === "starting") return { ok: null, words: "Incidents were not read yet.", todo: null, facts };
  if (open.critical > 0)
    return {
      ok: false,
      words:
        open.critical === 1
          ? "1 critical incident is open."
          : `${String(open.critical)} critical incidents are open.`,
      todo: "Look under Incidents: each says what to do.",
      facts,
    };
  if (recovered !== null)
    return {
      ok: false,
      words: "The log was begun anew after damage, and nobody has taken note of it.",
      todo: "Take note of it: casemate audit acknowledge.",
      facts,
    };
  return { ok: true, words: "No critical incident is open.", todo: null, facts };
}

export function readGpu({ gpu, gpuAttest, gpus }: Slice<"machine">): Reading {
  if (gpu === null)
    return {
      ok: null,
      words: "What computes here was not looked at yet.",
      todo: "Look now: casemate gpu check.",
      facts: {},
    };
  const drivers = (gpus ?? []).slice(0, MAX_DRIVERS).map(({ name, driver }, i) => {
    return [`driver_${String(i + 1)}`, `${name}: ${driver ?? "unknown"}`] as const;
  });
  const facts: Facts = {
    verdict: gpu.verdict,
    score: gpu.score === null ? null : gpu.score.toFixed(3),
    at: gpu.at,
    accelerators: gpu.accelerators,
    baseline: gpu.baseline.state,
    baseline_sha256: gpu.baseline.sha256,
    fingerprint: gpu.fingerprint,
    probes:
      gpuAttest?.probes
        .map(({ id, status }) => `${id} ${status}`)
        .join(", ")
        .slice(0, MAX_FACT) ?? null,
    trend: gpuAttest?.trend?.toFixed(3) ?? null,
    ...Object.fromEntries<string>(drivers),
  };
  const ok = gpu.verdict === "unknown" ? null : gpu.verdict === "healthy";
  const todo = ok === true ? null : "See what was found, probe by probe: casemate gpu check.";
  return { ok, words: gpu.sentence, todo, facts };
}

/** What a fact may hold; some thirty probes fit. */
const MAX_FACT = 500;
/** A machine with more accelerators is named by its fingerprint alone. */
const MAX_DRIVERS = 32;
