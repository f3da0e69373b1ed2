import type { GpuCheck, Incident } from "@casemate/contract";
import { SECTIONS, type FactStanding } from "@casemate/gpu-watch";
import { OF_BASELINE } from "../../common/incidents/gpu-reports.ts";
import type { LedgerLink } from "../console/ledger-link.ts";
import { lastNote } from "../console/last-note.ts";
import { standsForAll } from "./gpu-incidents.ts";

/**
 * Of what an incident is about: `gone` only where somebody looked and it is well. `changed`, `failed`, `wrong`, `baseline`: it is still so, and
 * these are ended in different ways. `uncompared`, `unread`: it cannot be told.
 */
export type StillSo = "gone" | "changed" | "failed" | "wrong" | "baseline" | "uncompared" | "unread";

/** What is known after a look that was made for this. */
export interface Looked {
  readonly check: GpuCheck;
  /** How facts stand against the baseline; null: there is none that can be trusted. */
  readonly standing: ((name: string) => FactStanding) | null;
}

/** The log's note of every known-answer test that was wrong, and of every deep one that was right: the newest says how things stand. */
export const ANSWERED = "gpu.answer";
const KNOWN_ANSWER = "known_answer";

/** Whether what this incident is about is still so. Throws when the log cannot be read. */
export async function stillSo(
  incident: Incident,
  { check, standing }: Looked,
  ledger: Pick<LedgerLink, "tail" | "flush">,
): Promise<StillSo> {
  const id = probeOf(incident);
  if (id === OF_BASELINE) return baselineStanding(check);
  const probe = check.probes.find((one) => one.id === id);
  if (probe === undefined) return "unread";
  if (isOfChanges(incident)) return changesStanding(incident, { check, standing }, probe.status);
  if (probe.status === "critical") return id === KNOWN_ANSWER ? "wrong" : "failed";
  if (id === KNOWN_ANSWER) return (await rightSince(ledger, incident, check)) ? "gone" : "wrong";
  // A probe that only warns, or has nothing to look at, did not see that this is over.
  if (probe.status !== "pass") return "unread";
  return check.baseline.state === "ok" || check.baseline.state === "absent" ? "gone" : "uncompared";
}

/** The probe that an incident is about; null where it is not GPU watch's. */
export function probeOf({ subject, evidence }: Pick<Incident, "subject" | "evidence">): string | null {
  if (subject.kind === "machine" && subject.id.startsWith("gpu:")) return subject.id.split(":")[1] ?? null;
  return evidence.find((one) => one.kind === "probe")?.probe ?? null;
}

function baselineStanding({ baseline }: GpuCheck): StillSo {
  if (baseline.state === "ok") return "gone";
  return baseline.state === "absent" || baseline.state === "unvouched" ? "uncompared" : "baseline";
}

function isOfChanges({ subject, evidence }: Incident): boolean {
  const named = evidence.some(({ kind }) => kind === "change");
  return named || (subject.kind === "machine" && subject.id.split(":").length > 2);
}

/** Each change that it named has to be undone, or to stand in the baseline. */
function changesStanding(
  { subject, evidence, lastSeenAt }: Incident,
  { check, standing }: Looked,
  status: GpuCheck["probes"][number]["status"],
): StillSo {
  if (check.baseline.state !== "ok" || standing === null) return "uncompared";
  const names = evidence.flatMap((one) => (one.kind === "change" ? [one.what] : []));
  const facts = names.map(standing);
  const sections = SECTIONS[subject.id.split(":")[1] ?? ""] ?? [];
  // One that could not name all of its changes, or is of a version that named none, stands for all of its probe.
  const all = names.length === 0 || standsForAll(subject);
  if (facts.includes("another") || (all && check.drift.some(({ section }) => sections.includes(section))))
    return "changed";
  // What nobody could read when a person captured the baseline anew is not compared from then on, and the approval said so.
  const accepted = (check.baseline.capturedAt ?? "") > lastSeenAt;
  if (accepted) return "gone";
  return facts.includes("unread") || (all && status !== "pass") ? "unread" : "gone";
}

/** Whether the newest test that counts was right, and after this was seen last: of a card, or of what stands in for one where there is none. */
async function rightSince(
  ledger: Pick<LedgerLink, "tail" | "flush">,
  { lastSeenAt }: Incident,
  { accelerators }: GpuCheck,
): Promise<boolean> {
  const note = await lastNote(ledger, ANSWERED);
  if (note?.detail["state"] !== "right" || note.at <= lastSeenAt) return false;
  const { on } = note.detail;
  return on === "card" || (on === "software" && accelerators === 0);
}
