import { isSameHypervisor } from "../look.ts";
import type { GpuEvidence } from "@casemate/contract";
import { known, type Card } from "../card.ts";
import { driftFinding } from "./drift-finding.ts";
import {
  baselineCard,
  evidenceOf,
  finding,
  nameOf,
  notApplicable,
  pass,
  unknown,
  type Finding,
  type Probe,
  type Scene,
} from "./scene.ts";

/** nvidia-smi's words for a card that this machine has from another one. */
const HANDED_IN: ReadonlySet<string> = new Set(["Pass-Through", "VGPU"]);
/** Its words for a card that this machine hands to others. */
const HANDED_OUT: ReadonlySet<string> = new Set(["Host VGPU", "Host VSGA"]);
const NVIDIA = 0x10de;
const TRUST = "Work with secrets here only if you trust the owner of the outer machine.";

/** Whether somebody stands between this machine and its cards, and what that means. */
export const virtualMachine: Probe = {
  id: "virtual_machine",
  title: "Virtual machine",
  weight: 0.3,
  judge: (scene) => {
    const { look } = scene;
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
    return (
      driftFinding(scene, ["machine"], evidence) ??
      judgeCards(scene, evidence) ??
      judgeMachine(scene, evidence)
    );
  },
};

/** What the cards' driver says, whatever the processor says: a hypervisor can hide itself from the one and not from the other. */
function judgeCards(scene: Scene, evidence: GpuEvidence[]): Finding | null {
  const { look } = scene;
  if (look.hypervisor !== null && look.hypervisor !== "none") return null;
  const cards = look.cards ?? [];
  const said = (words: ReadonlySet<string>): Card[] =>
    cards.filter((card) => words.has(known(card.virtualization) ?? ""));
  const [inward, outward] = [said(HANDED_IN), said(HANDED_OUT)];
  const accepted = [...inward, ...outward].every(
    (card) => baselineCard(scene, card)?.identity.virtualization === known(card.virtualization),
  );
  const judge = (sentence: string, remedy: string): Finding => {
    if (!accepted) return finding("warning", 0.3, sentence, remedy, evidence);
    const words = `${sentence} It was so when the baseline was captured.`;
    return look.hypervisor === null ? unknown(words, remedy, evidence) : pass(words, evidence);
  };
  if (inward.length > 0)
    return judge(
      `The driver says that ${names(inward)} is handed to this machine by another one, though the processor does not say that this is a virtual machine. The owner of the other one can read and change the card's memory.`,
      TRUST,
    );
  return outward.length > 0
    ? judge(
        `The driver says that ${names(outward)} is handed on to virtual machines: other systems compute on the same card.`,
        "Load no model on it while a virtual machine that you do not trust uses it.",
      )
    : null;
}

function names(cards: readonly Card[]): string {
  return cards.map(nameOf).join(", ");
}

function judgeMachine({ look, baseline }: Scene, evidence: GpuEvidence[]): Finding {
  if (look.hypervisor === null)
    return unknown("Whether this is a virtual machine could not be found out.", null, evidence);
  const cards = look.cards ?? [];
  if (look.hypervisor === "none") {
    if (look.cards === null)
      return unknown(
        "This is no virtual machine, as far as the system says; nobody could look for cards.",
        null,
        evidence,
      );
    if (cards.length === 0)
      return notApplicable("This is no virtual machine, as far as the system says.", evidence);
    // NVIDIA's driver always says how the card is handed in; that it does not is no good word.
    const silent = cards.filter(
      (card) => (card.vendorId === null || card.vendorId === NVIDIA) && known(card.virtualization) === null,
    );
    return silent.length > 0
      ? unknown(
          `The processor does not say that this is a virtual machine, and the driver does not say whether ${names(silent)} belongs to it.`,
          null,
          evidence,
        )
      : pass("The card belongs to this machine alone, as far as the system says.", evidence);
  }
  const before = baseline?.hypervisor ?? null;
  const accepted = before !== null && isSameHypervisor(before, look.hypervisor);
  return judgeGuest(look, look.hypervisor, accepted, evidence);
}

/** Inside another machine. `accepted`: it was so when the baseline was captured; an unchanged fact is no news. */
function judgeGuest(
  { cards, hypervisorBy }: Scene["look"],
  hypervisor: string,
  accepted: boolean,
  evidence: GpuEvidence[],
): Finding {
  const who = hypervisorBy === null ? "" : `, by ${hypervisorBy}`;
  const host = `This machine runs inside another one (${hypervisor}${who}).`;
  if (cards?.length === 0)
    return notApplicable(
      `${host} Whoever runs that one can read all of this one's memory, models and keys included.`,
      evidence,
    );
  const consequence = `${host} Its owner can read and change the card's memory, take the card away, and give it to others afterwards; a TPM in here is made of software.`;
  return accepted
    ? pass(`${consequence} It was so when the baseline was captured.`, evidence)
    : finding("warning", 0.3, consequence, TRUST, evidence);
}
