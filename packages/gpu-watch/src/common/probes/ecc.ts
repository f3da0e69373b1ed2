import type { BaselineCard } from "../baseline/baseline.ts";
import { known, type Card } from "../card.ts";
import {
  eachCard,
  evidenceOf,
  finding,
  nameOf,
  notApplicable,
  pass,
  unknown,
  unknownOf,
  type Finding,
  type Probe,
} from "./scene.ts";

/** Corrected errors beyond which the original speaks of drift. */
const MANY_CORRECTED = 100;
const FACTS = [
  "eccOn",
  "correctedNow",
  "uncorrectedNow",
  "uncorrectedEver",
  "retiredPages",
  "retirementPending",
  "remappedRows",
  "remapPending",
  "remapFailed",
] as const;

/** Errors of the card's memory: wrong bits that were mended, and those that were not. */
export const ecc: Probe = {
  id: "ecc",
  title: "Memory errors",
  weight: 0.6,
  judge: (scene) => eachCard(scene, judgeCard),
};

function judgeCard(card: Card, before: BaselineCard | null): Finding {
  const evidence = evidenceOf(card, FACTS);
  const name = nameOf(card);
  if (card.eccOn.is === "none")
    return notApplicable(
      `${name} has no error correction: a wrong bit in its memory goes unnoticed.`,
      evidence,
    );
  const broken = brokenMemory(card, before);
  if (broken !== null)
    return finding(
      "critical",
      1,
      `${name}: ${broken}`,
      "Unload the model and restart the machine. If it comes back, have the card replaced.",
      evidence,
    );
  if (card.eccOn.is === "unknown")
    return unknown(`Whether ${name} corrects memory errors could not be read.`, null, evidence);
  if (!card.eccOn.value)
    return finding(
      "warning",
      0.3,
      `${name} could correct memory errors, and that is switched off.`,
      "Switch it on (nvidia-smi -e 1 as administrator) and restart.",
      evidence,
    );
  const blind = unknownOf(card, ["uncorrectedNow", "correctedNow"]);
  if (blind.length > 0) return unknown(`The error counters of ${name} could not be read.`, null, evidence);
  const worn = wornMemory(card, before);
  if (worn !== null)
    return finding(
      "warning",
      0.4,
      `${name}: ${worn}`,
      "Restart when it suits you, and watch whether it grows.",
      evidence,
    );
  return pass(`${name}: error correction is on, and nothing is uncorrected.`, evidence);
}

/** Wrong results are possible. Errors that were there when the baseline was captured do not count again. */
function brokenMemory(card: Card, before: BaselineCard | null): string | null {
  const now = known(card.uncorrectedNow) ?? 0;
  if (now > 0)
    return `${String(now)} memory errors since the driver was loaded could not be corrected. Results may be wrong.`;
  const grown = (known(card.uncorrectedEver) ?? 0) - (before?.counters.uncorrectedEver ?? 0);
  if (grown > 0)
    return `${String(grown)} memory errors that could not be corrected${before ? " since the baseline" : ""}.`;
  if (known(card.remapFailed) === true) return "a bad row of its memory could not be replaced.";
  return null;
}

function wornMemory(card: Card, before: BaselineCard | null): string | null {
  if (known(card.remapPending) === true || known(card.retirementPending) === true)
    return "bad memory waits for a restart to be taken out of use.";
  const corrected = known(card.correctedNow) ?? 0;
  if (corrected > MANY_CORRECTED)
    return `${String(corrected)} memory errors were corrected since the driver was loaded.`;
  const grown = (names: "retiredPages" | "remappedRows"): number =>
    (known(card[names]) ?? 0) - (before?.counters[names] ?? known(card[names]) ?? 0);
  const bad = grown("retiredPages") + grown("remappedRows");
  return bad > 0
    ? `${String(bad)} more pieces of its memory were taken out of use since the baseline.`
    : null;
}
