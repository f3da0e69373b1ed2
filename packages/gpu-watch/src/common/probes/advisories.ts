import { known, type Card } from "../card.ts";
import { eachCard, evidenceOf, finding, nameOf, pass, unknown, type Finding, type Probe } from "./scene.ts";
import { installHint } from "./vendor-tool.ts";

/** Known weaknesses of parts, as far as they apply to this machine as it stands. */
export const advisories: Probe = {
  id: "advisories",
  title: "Known weaknesses",
  weight: 0.3,
  judge: (scene) =>
    eachCard(scene, (card) => {
      const found = [gpuHammer(card), leftoverLocals(card, scene.runtime.pids)].filter((one) => one !== null);
      return (
        found.find(({ status }) => status === "warning") ??
        found.find(({ status }) => status === "unknown") ??
        pass(`None of the weaknesses that this version knows applies to ${nameOf(card)}.`)
      );
    }),
};

const NVIDIA = 0x10de;
/** NVIDIA's parts with GDDR6 that can correct errors, as far as their data sheets say so: of Turing, Ampere and Ada for work stations and servers. */
const GDDR6_WITH_ECC =
  /\b(?:A2|A10[GM]?|A16|A40|L4|L20|L40[SG]?|T4G?|Quadro RTX [3-8]000|RTX A[2-6]\d00|RTX [456]\d00 (?:SFF )?Ada)\b/;
/** Parts with other memory (HBM, GDDR6X, GDDR7), or that correct nothing: nobody showed it on those. */
const OTHER_MEMORY =
  /\b(?:[AVP]100[SX]?|A30X?|A800|[BH][123]00|H20|H800|GH200|GB[23]00|RTX PRO|GeForce|TITAN)(?:\b|[-X])/;

/**
 * GPUHammer (Lin, Qu, Saileshwar, USENIX Security 2025, shown on an RTX A6000; NVIDIA's notice of July 2025): other programs can flip bits of a model
 * in GDDR6 without error correction.
 */
function gpuHammer(card: Card): Finding | null {
  if (card.vendorId !== NVIDIA) return null;
  const name = nameOf(card);
  if (known(card.eccOn) === true || OTHER_MEMORY.test(card.name ?? "")) return null;
  const affected = GDDR6_WITH_ECC.test(card.name ?? "");
  if (affected && known(card.eccOn) === false)
    return finding(
      "warning",
      0.3,
      `GPUHammer: error correction of ${name} is off, so another program on the card can change single bits of a model on purpose.`,
      "Switch error correction on (nvidia-smi -e 1 as administrator, then restart). It costs up to a tenth of the speed and a sixteenth of the memory.",
      evidenceOf(card, ["eccOn"]),
    );
  // A card of unknown memory that has no error correction is none of those; one that has it, or may have it, is not judged.
  if (card.name !== null && !affected && card.eccOn.is === "none") return null;
  return unknown(
    `GPUHammer: whether another program could change bits of a model on ${name} is not known, because its kind of memory or its error correction is not.`,
    affected ? installHint(card) : null,
    evidenceOf(card, ["eccOn"]),
  );
}

const APPLE = 0x106b;
/** Apple says that M3 and A17 are fixed; M1 and M2 were left as they are (Trail of Bits, January 2024). */
const AFFECTED_APPLE = /^Apple M[12](?: |$)/;
const CLOSE = "End the other programs while a model works";
/** AMD, Imagination, and Qualcomm under both of its numbers (PCI, Vulkan), with what helps there. */
const LEFTOVER_LOCALS: ReadonlyMap<number, string> = new Map([
  [
    0x1002,
    `${CLOSE}, or switch on process isolation of the driver (amd-smi set --process-isolation 1 as administrator).`,
  ],
  [0x1010, `${CLOSE}, and install the newest driver of the card's maker.`],
  [0x17cb, `${CLOSE}, and install the newest driver of the card's maker.`],
  [0x5143, `${CLOSE}, and install the newest driver of the card's maker.`],
  [APPLE, `${CLOSE}: this chip has no switch against it.`],
]);

/**
 * LeftoverLocals, CVE-2023-4969: parts of AMD, Apple, Imagination and Qualcomm let one program read what another left in the fast memory of the card.
 * It needs another program on the card, so it is only told while there is one, or nobody knows.
 */
function leftoverLocals(card: Card, ours: readonly number[]): Finding | null {
  if (card.vendorId === null || (card.vendorId === APPLE && card.name === null))
    return unknown(
      `${card.address ?? "A card"} does not say what it is, so known weaknesses cannot be looked up.`,
    );
  const remedy = LEFTOVER_LOCALS.get(card.vendorId);
  if (remedy === undefined || (card.vendorId === APPLE && !AFFECTED_APPLE.test(card.name ?? ""))) return null;
  const list = known(card.processes);
  const name = nameOf(card);
  if (list === null)
    return unknown(
      `LeftoverLocals (CVE-2023-4969): ${name} is of a kind on which other programs could read parts of answers, and which programs use it is not told.`,
      "Run no programs that you do not trust while a model works on this card.",
    );
  if (list.every(({ pid }) => ours.includes(pid))) return null;
  return finding(
    "warning",
    0.2,
    `LeftoverLocals (CVE-2023-4969): other programs use ${name}, and on this kind of part they could read parts of a model's answers.`,
    remedy,
  );
}
