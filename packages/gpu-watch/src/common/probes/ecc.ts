import type { BaselineCard } from "../baseline/baseline.ts";
import { known, type Card, type FactName } from "../card.ts";
import { factWords, lostOf } from "./blind.ts";
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
import { installHint } from "./vendor-tool.ts";

/** Corrected errors beyond which the original speaks of drift. */
const MANY_CORRECTED = 100;
/** Facts that a source tells together: when a card has one, it has all. */
const CORRECTION = ["eccOn", "correctedNow", "uncorrectedNow", "uncorrectedEver"] as const;
const RETIRED = ["retiredPages", "retirementPending"] as const;
const REMAPPED = ["remappedRows", "remapPending", "remapFailed"] as const;
const FACTS: readonly FactName[] = [...CORRECTION, ...RETIRED, ...REMAPPED];
const AMD = 0x1002;
const NVIDIA = 0x10de;
/** What each vendor's tools tell; pages and rows are words of NVIDIA's. Of other vendors' cards only whether they correct anything is told. */
const TOLD: ReadonlyMap<number, readonly FactName[]> = new Map([
  [NVIDIA, FACTS],
  [AMD, ["eccOn", "correctedNow", "uncorrectedNow"]],
]);

/** Errors of the card's memory: wrong bits that were mended, and those that were not. */
export const ecc: Probe = {
  id: "ecc",
  title: "Memory errors",
  weight: 0.6,
  judge: (scene) => eachCard(scene, judgeCard),
};

function judgeCard(card: Card, before: BaselineCard | null, then: BaselineCard | null): Finding {
  const evidence = evidenceOf(card, FACTS);
  const name = nameOf(card);
  const broken = brokenMemory(card, before);
  if (broken !== null)
    return finding(
      "critical",
      1,
      `${name}: ${broken}`,
      "Unload the model and restart the machine. If it comes back, have the card replaced.",
      evidence,
    );
  const off = switchedOff(card, then);
  if (off !== null) return finding("warning", 0.3, off, switchOn(card), evidence);
  const worn = wornMemory(card, before);
  if (worn !== null)
    return finding(
      "warning",
      0.4,
      `${name}: ${worn}`,
      "Restart when it suits you, and watch whether it grows.",
      evidence,
    );
  return judgeQuiet(card, then);
}

/** Nothing bad is told: whether that means something depends on what is told at all. */
function judgeQuiet(card: Card, then: BaselineCard | null): Finding {
  const evidence = evidenceOf(card, FACTS);
  const name = nameOf(card);
  const blind = blindOf(card, then);
  if (card.eccOn.is === "unknown")
    return unknown(`Whether ${name} corrects memory errors could not be read.`, installHint(card), evidence);
  if (blind.length > 0)
    return unknown(
      `Of the memory errors of ${name} not everything could be read: ${factWords(blind)}.`,
      installHint(card),
      evidence,
    );
  if (card.eccOn.is === "none")
    return notApplicable(
      `${name} has no error correction: a wrong bit in its memory goes unnoticed.`,
      evidence,
    );
  if (then === null && piecesOut(card) > 0)
    return unknown(
      `${String(piecesOut(card))} pieces of the memory of ${name} were taken out of use, and no baseline says whether that is new.`,
      null,
      evidence,
    );
  return pass(`${name}: error correction is on, and nothing is uncorrected.`, evidence);
}

/** What should be known of this card and is not. A part of a group that is there while another is not there is no answer. */
function blindOf(card: Card, then: BaselineCard | null): FactName[] {
  const has = (name: FactName): boolean => card[name].is === "known";
  const halves = [CORRECTION, RETIRED, REMAPPED].flatMap((group) =>
    group.some(has) ? group.filter((name) => card[name].is === "none") : [],
  );
  // A card that corrects nothing has nothing to count.
  const counts = card.eccOn.is === "none" ? FACTS.filter(has) : [];
  const told = card.vendorId === null ? FACTS : (TOLD.get(card.vendorId) ?? ["eccOn"]);
  return [...new Set([...lostOf(card, then, FACTS), ...unknownOf(card, told), ...halves, ...counts])];
}

/** Error correction that is off, or that the card had and does not have any more. */
function switchedOff(card: Card, then: BaselineCard | null): string | null {
  const name = nameOf(card);
  if (known(card.eccOn) === false) return `${name} could correct memory errors, and that is switched off.`;
  return card.eccOn.is === "none" && then?.eccOn === true
    ? `${name} corrected memory errors when the baseline was captured, and now says that it cannot.`
    : null;
}

/** In the vendor's own words; nobody should type NVIDIA's command for another's card. */
function switchOn({ vendorId }: Card): string {
  if (vendorId === NVIDIA) return "Switch it on (nvidia-smi -e 1 as administrator) and restart.";
  return vendorId === AMD
    ? "AMD's tools cannot switch it: take amdgpu.ras_enable=0 out of the kernel's parameters, if it is there, and restart."
    : "Switch it on with the tool of the card's maker, and restart.";
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
  if (before === null) return null;
  const grown = (names: "retiredPages" | "remappedRows"): number =>
    (known(card[names]) ?? 0) - (before.counters[names] ?? known(card[names]) ?? 0);
  const bad = grown("retiredPages") + grown("remappedRows");
  return bad > 0
    ? `${String(bad)} more pieces of its memory were taken out of use since the baseline.`
    : null;
}

function piecesOut(card: Card): number {
  return (known(card.retiredPages) ?? 0) + (known(card.remappedRows) ?? 0);
}
