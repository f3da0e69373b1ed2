import type { GpuDrift, GpuEvidence } from "@casemate/contract";
import { finding, type Finding, type Scene } from "./scene.ts";

/** Scores of the original: a changed identity counts full; one that the machine's records account for still wants a person's eye. */
const UNEXPLAINED = 1;
const EXPLAINED = 0.3;
/** Something that is only gone computes for nobody, and an update that no record can confirm is most likely one. */
const MILD = 0.5;

/** What differences from the baseline in these sections mean; null when there are none. */
export function driftFinding(
  { drift, look }: Pick<Scene, "drift" | "look">,
  sections: readonly GpuDrift["section"][],
  evidence: readonly GpuEvidence[],
): Finding | null {
  const ours = drift.filter(({ section }) => sections.includes(section));
  if (ours.length === 0) return null;
  const open = ours.filter(({ explained }) => !explained);
  const grave = open.some((one) => one.after !== null && !isUpdate(one, look.platform));
  const shown = (open.length > 0 ? open : ours).slice(0, 3);
  const more = (open.length > 0 ? open : ours).length - shown.length;
  const sentence = `${shown.map(inWords).join(" ")}${more > 0 ? ` And ${String(more)} more.` : ""}`;
  if (open.length === 0)
    return finding(
      "warning",
      EXPLAINED,
      sentence,
      "If you wanted this, take it into the baseline: casemate gpu baseline --capture",
      evidence,
    );
  return finding(
    grave ? "critical" : "warning",
    grave ? UNEXPLAINED : MILD,
    sentence,
    "Load no model on it until you know who did this. If it was you, take it into the baseline: casemate gpu baseline --capture",
    evidence,
  );
}

/** Where the system keeps no record of updates that we can read, a newer driver is the rule and not the exception. */
function isUpdate({ section, what }: GpuDrift, platform: string): boolean {
  return platform !== "linux" && section === "identity" && (what === "driver" || what === "firmware");
}

function inWords({ card, what, before, after, explained, because }: GpuDrift): string {
  const subject = card === null ? what : `${what} of ${card}`;
  const change =
    before === null
      ? `${subject} is new (${after ?? ""})`
      : after === null
        ? `${subject} is gone (${before})`
        : `${subject} was ${before} and is ${after}`;
  return `${explained ? "Explained" : "Unexplained"}: ${change}. ${because}`;
}
