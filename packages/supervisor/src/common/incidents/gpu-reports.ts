import type { GpuCheck, GpuDrift, GpuProbe, IncidentClass, IncidentSeverity } from "@casemate/contract";
import type { Report } from "@casemate/incidents";

/** What the running model computes on, and which model that is; both null while none runs. */
export interface InUse {
  readonly on: "processor" | "accelerator" | null;
  readonly modelId: string | null;
}

/** Sections of drift that each probe judges. */
const SECTIONS: Readonly<Record<string, readonly GpuDrift["section"][]>> = {
  inventory: ["device", "node"],
  driver: ["identity", "module"],
  ecc: ["protection"],
  virtual_machine: ["machine"],
  engine: ["engine"],
};
const PROCESSOR_PROBES: readonly string[] = ["cpu_known_answer", "engine"];
/** Found by re-reading stored models; each damaged model is reported by itself, under its own name. */
const OF_MODELS = "stored_models";
/** Characters of the digest that names a change. */
const KEY_CHARS = 12;
/** Reasons that are kept as evidence. */
const MAX_REASONS = 8;
const MAX_TEXT = 500;

interface Kind {
  readonly class: IncidentClass;
  readonly severity: IncidentSeverity;
}

/**
 * What a check asks to be reported: one report for each thing that is wrong, none for what is well, unknown, only worth a look, or a change that
 * the machine's records explain. Which class and severity: that of the original (its incident mapping), but for an error of a card that no model
 * computes on: that is told and stops nothing.
 */
export function gpuReports(check: GpuCheck, inUse: InUse, sha256: (text: string) => string): Report[] {
  return check.probes.flatMap((probe) => {
    const open = check.drift.filter(
      ({ section, explained }) => !explained && (SECTIONS[probe.id] ?? []).includes(section),
    );
    const kind = kindOf(probe, open.length > 0, inUse);
    if (kind === null) return [];
    const changed = open.map(({ section, card, what, before, after }) => [
      section,
      card,
      what,
      before,
      after,
    ]);
    const key = open.length === 0 ? "" : `:${sha256(JSON.stringify(changed)).slice(0, KEY_CHARS)}`;
    const about = kind.class === "model_behavior_anomaly" && concerns(probe, inUse) ? inUse.modelId : null;
    return [
      {
        ...kind,
        subject:
          about === null ? { kind: "machine", id: `gpu:${probe.id}${key}` } : { kind: "model", id: about },
        summary: { code: `gpu_${probe.id}`, message: `${probe.title}: ${probe.sentence}`.slice(0, MAX_TEXT) },
        evidence: [
          {
            kind: "probe",
            probe: probe.id,
            status: probe.status,
            verdict: check.verdict,
            score: probe.score,
            reasons: check.reasons.slice(0, MAX_REASONS).map((reason) => reason.slice(0, MAX_TEXT)),
          },
        ],
      },
    ];
  });
}

function kindOf(probe: GpuProbe, unexplained: boolean, inUse: InUse): Kind | null {
  if (probe.id === OF_MODELS) return null;
  if (probe.status !== "critical")
    return probe.status === "warning" && unexplained
      ? { class: "integrity_violation", severity: "medium" }
      : null;
  if (probe.id === "driver" || probe.id === "inventory" || probe.id === "virtual_machine")
    return { class: "integrity_violation", severity: "high" };
  const severe = concerns(probe, inUse);
  if (probe.id === "ecc") return { class: "integrity_violation", severity: severe ? "critical" : "medium" };
  return { class: "model_behavior_anomaly", severity: severe ? "high" : "medium" };
}

/** Whether a model computes on what failed. */
function concerns({ id }: GpuProbe, { on }: InUse): boolean {
  return on === (PROCESSOR_PROBES.includes(id) ? "processor" : "accelerator");
}
