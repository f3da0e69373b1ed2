import { isSameHypervisor } from "../look.ts";
import { driftFinding } from "./drift-finding.ts";
import { evidenceOf, finding, notApplicable, pass, unknown, type Probe } from "./scene.ts";

/** Whether somebody stands between this machine and its cards, and what that means. */
export const virtualMachine: Probe = {
  id: "virtual_machine",
  title: "Virtual machine",
  weight: 0.3,
  judge: (scene) => {
    const { look, baseline } = scene;
    const evidence = [
      {
        card: null,
        what: "hypervisor",
        value: look.hypervisor,
        unit: null,
        raw: (look.hypervisorBy ?? look.hypervisor ?? "").slice(0, 120),
      },
      ...(look.cards ?? []).flatMap((card) => evidenceOf(card, ["virtualization"])),
    ];
    const changed = driftFinding(scene, ["machine"], evidence);
    if (changed) return changed;
    if (look.hypervisor === null)
      return unknown("Whether this is a virtual machine could not be found out.", null, evidence);
    const cards = look.cards ?? [];
    if (look.hypervisor === "none")
      return cards.length === 0
        ? notApplicable("This is no virtual machine, as far as the system says.", evidence)
        : pass("The card belongs to this machine alone, as far as the system says.", evidence);
    const who = look.hypervisorBy === null ? "" : `, by ${look.hypervisorBy}`;
    const host = `This machine runs inside another one (${look.hypervisor}${who}).`;
    if (cards.length === 0)
      return notApplicable(
        `${host} Whoever runs that one can read all of this one's memory, models and keys included.`,
        evidence,
      );
    const consequence = `${host} Its owner can read and change the card's memory, take the card away, and give it to others afterwards; a TPM in here is made of software.`;
    // Seen and accepted when the baseline was captured: an unchanged fact is no news.
    if (baseline?.hypervisor != null && isSameHypervisor(baseline.hypervisor, look.hypervisor))
      return pass(`${consequence} It was so when the baseline was captured.`, evidence);
    return finding(
      "warning",
      0.3,
      consequence,
      "Work with secrets here only if you trust the owner of the outer machine.",
      evidence,
    );
  },
};
