import { evidenceOf, notApplicable, pass, unknown, type Probe } from "./scene.ts";
import type { Baseline } from "../baseline/baseline.ts";
import { matchCards, silent, tellersOf } from "../baseline/match.ts";
import type { Look } from "../look.ts";
import { driftFinding } from "./drift-finding.ts";

/** Cards about which nobody can say whether they came or went; null when there are none. */
function unseen(baseline: Baseline, look: Look): string | null {
  const { notSeenNow, notSeenThen } = matchCards(baseline, look);
  if (notSeenNow.length > 0) {
    const failed = silent(look, tellersOf(baseline));
    return `What told of ${namesOf(notSeenNow)} at capture did not answer now, so whether it is still there is not known. ${failed.join(" ")}`.trim();
  }
  return notSeenThen.length > 0
    ? `What tells of ${namesOf(notSeenThen)} did not answer at capture, so whether it was there then is not known. If it is yours, capture a new baseline.`
    : null;
}

function namesOf(
  cards: readonly { readonly address: string | null; readonly name: string | null }[],
): string {
  return cards.map(({ address, name }) => address ?? name ?? "a card").join(", ");
}

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
    const hidden = baseline === null ? null : unseen(baseline, look);
    if (hidden !== null) return unknown(hidden, "See why the tool does not answer, then check again.", all);
    if (look.cards.length === 0) return notApplicable("There is no accelerator.", all);
    const count = `${String(look.cards.length)} ${look.cards.length === 1 ? "card" : "cards"}`;
    if (!baseline)
      return unknown(
        `${count} found, and no baseline says which there should be.`,
        "If these are your cards, capture a baseline: casemate gpu baseline --capture",
        all,
      );
    if (look.platform === "linux" && (look.nodes === null || baseline.nodes === null))
      return unknown(
        `${count}, as in the baseline, but device files could not be listed${look.nodes === null ? "" : " when it was captured"}.`,
        null,
        all,
      );
    return pass(`${count}, the ones of the baseline.`, all);
  },
};
