import { known, type Card } from "../card.ts";
import { eachCard, evidenceOf, finding, nameOf, pass, unknown, type Finding, type Probe } from "./scene.ts";

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

/** GPUHammer (Lin, Qu, Saileshwar, 2025; NVIDIA's notice of July 2025): other programs can flip bits of a model in GDDR6 without error correction. */
function gpuHammer(card: Card): Finding | null {
  if (known(card.eccOn) !== false) return null;
  return finding(
    "warning",
    0.3,
    `GPUHammer: error correction of ${nameOf(card)} is off, so another program on the card can change single bits of a model on purpose.`,
    "Switch error correction on (nvidia-smi -e 1 as administrator, then restart). It costs up to a tenth of the speed and a sixteenth of the memory.",
    evidenceOf(card, ["eccOn"]),
  );
}

const AFFECTED_VENDORS: ReadonlySet<number> = new Set([0x1002, 0x5143]);
/** Apple says that M3 and A17 are fixed; M1 and M2 were left as they are (Trail of Bits, January 2024). */
const AFFECTED_APPLE = /^Apple M[12](?: |$)/;

/**
 * LeftoverLocals, CVE-2023-4969: parts of AMD, Apple and Qualcomm let one program read what another left in the fast memory of the card. It needs
 * another program on the card, so it is only told while there is one, or nobody knows.
 */
function leftoverLocals(card: Card, ours: readonly number[]): Finding | null {
  if (card.vendorId === null || (card.vendorId === 0x106b && card.name === null))
    return unknown(
      `${card.address ?? "A card"} does not say what it is, so known weaknesses cannot be looked up.`,
    );
  const affected = AFFECTED_VENDORS.has(card.vendorId) || AFFECTED_APPLE.test(card.name ?? "");
  if (!affected) return null;
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
    "End the other programs while a model works, or switch on the driver's process isolation (amdgpu: enforce_isolation).",
  );
}
