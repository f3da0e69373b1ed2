import { evidenceOf, finding, notApplicable, pass, unknown, type Probe } from "./scene.ts";
import { driftFinding } from "./drift-finding.ts";

/** Which cards and device files there are, against those that a person allowed by capturing the baseline. */
export const inventory: Probe = {
  id: "inventory",
  title: "Cards and device files",
  weight: 0.8,
  judge: (scene) => {
    const { look, baseline } = scene;
    if (look.cards === null)
      return unknown(
        "Nobody could look for accelerators on this machine.",
        "Run casemate doctor to see why.",
      );
    const evidence = look.cards.flatMap((card) => evidenceOf(card, ["device", "uuid"]));
    const nodes = {
      card: null,
      what: "device files",
      value: look.nodes?.join(", ").slice(0, 300) ?? null,
      unit: null,
      raw: "",
    };
    const all = [...evidence, nodes];
    const changed = driftFinding(scene, ["device", "node"], all);
    if (changed) return changed;
    if (look.cards.length === 0) return notApplicable("There is no accelerator.", all);
    const count = `${String(look.cards.length)} ${look.cards.length === 1 ? "card" : "cards"}`;
    if (!baseline)
      return unknown(
        `${count} found, and no baseline says which there should be.`,
        "If these are your cards, capture a baseline: casemate gpu baseline --capture",
        all,
      );
    if (look.nodes === null && look.platform === "linux")
      return finding(
        "unknown",
        0,
        `${count}, as in the baseline, but device files could not be listed.`,
        null,
        all,
      );
    return pass(`${count}, the ones of the baseline.`, all);
  },
};
