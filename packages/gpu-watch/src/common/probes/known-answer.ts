import type { GpuAnswer, GpuEvidence } from "@casemate/contract";
import type { Look } from "../look.ts";
import { sizeText } from "../webgpu/answer-text.ts";
import { finding, notApplicable, pass, unknown, type Finding, type Probe } from "./scene.ts";

/** An answer says how the card computed then; after a day nobody knows. In milliseconds. */
const MAX_AGE_MS = 24 * 60 * 60_000;
/** What a clock may be set back without anybody minding. */
const CLOCK_MS = 5 * 60_000;
const HOW = "Run: casemate gpu check --quick";
const STOP =
  "Stop using models on this machine's accelerator. Undo overclocking, let it cool, update its driver, run casemate gpu check --deep, and have the card replaced if it stays wrong.";

/** The accelerator computes what is known otherwise, through WebGPU. */
export const knownAnswer: Probe = {
  id: "known_answer",
  title: "Known answers of the accelerator",
  weight: 1,
  judge: ({ look, answer }) => {
    const none = look.cards?.length === 0;
    if (answer === null)
      return none
        ? notApplicable("There is no accelerator.")
        : unknown("Nobody had the accelerator compute known answers since Casemate was started.", HOW);
    const evidence = answerEvidence(answer);
    if (answer.on !== "software" && wasWrong(answer)) return judgeWrong(answer, evidence);
    // Of no card, and however old: it says nothing about one.
    if (answer.on === "software" && (none || wasWrong(answer))) return judgeSoftware(answer, look, evidence);
    const age = Date.parse(look.at) - Date.parse(answer.at);
    if (age > MAX_AGE_MS) return unknown("The last known-answer test is more than a day old.", HOW, evidence);
    if (!(age >= -CLOCK_MS))
      return unknown(
        "The last known-answer test is of a later time than the clock has, so nobody knows how old it is.",
        HOW,
        evidence,
      );
    if (answer.state === "unknown")
      return unknown(
        `The known-answer test could not judge: ${answer.why ?? "nothing was computed."}`,
        none ? null : HOW,
        evidence,
      );
    if (answer.on === "software") return judgeSoftware(answer, look, evidence);
    return judgeRight(answer, look, evidence);
  },
};

/** Whatever the answer calls itself: one wrong result is wrong. */
export function wasWrong({ state, products, memory }: GpuAnswer): boolean {
  return state === "wrong" || products.wrong > 0 || memory.wrongBlocks > 0;
}

export function wrongText({ products, memory, faults }: GpuAnswer): string {
  return `${String(products.wrong)} of ${String(products.done)} products, and ${String(memory.wrongBlocks)} stretches of memory. ${faults[0] ?? ""}`.trimEnd();
}

function judgeWrong(answer: GpuAnswer, evidence: GpuEvidence[]): Finding {
  return finding(
    "critical",
    1,
    `${answer.card ?? "The accelerator"} computed wrong: ${wrongText(answer)}`,
    STOP,
    evidence,
  );
}

/** A program on the processor is never counted as a card. What it computed wrong, the processor did: its own probe tells that. */
function judgeSoftware(answer: GpuAnswer, look: Look, evidence: GpuEvidence[]): Finding {
  const who = `A program on the processor (${answer.adapter?.architecture ?? "unknown"}) stood in for a card`;
  const said = wasWrong(answer)
    ? `${who} and computed wrong: see the known answers of the processor.`
    : `${who} and computed ${rightText(answer)}`;
  return look.cards?.length === 0
    ? notApplicable(`There is no accelerator. ${said} That says nothing about any card.`, evidence)
    : unknown(
        `${said} No card computed anything: the browser did not reach one.`,
        "Install the card's Vulkan driver, or name another browser with --browser.",
        evidence,
      );
}

/** Right counts for a card that is here now, and for what was computed. */
function judgeRight(answer: GpuAnswer, look: Look, evidence: GpuEvidence[]): Finding {
  if (answer.products.done === 0)
    return unknown("The known-answer test computed no product, so it shows nothing.", HOW, evidence);
  const right = `computed ${rightText(answer)} That shows that the results were right, not which unit computed them, nor that kernels of CUDA, ROCm or Metal are.`;
  const which = answer.card;
  if (which === null)
    return unknown(`An accelerator ${right} Which one it was is not known.`, null, evidence);
  if (look.cards === null)
    return unknown(`${which} ${right} Whether it is still here is not known.`, null, evidence);
  if (!look.cards.some(({ name, address }) => name === which || address === which))
    return unknown(`${which} ${right} It is not among the cards that are here now.`, HOW, evidence);
  const others = look.cards.length - 1;
  if (others > 0)
    return unknown(`${which} ${right} The other ${String(others)} computed nothing here.`, null, evidence);
  return pass(`${which} ${right}`, evidence);
}

function rightText({ products, memory, depth }: GpuAnswer): string {
  return `${String(products.done)} known products exactly; ${sizeText(memory.covered)} of memory kept what was written in ${String(memory.passes)} passes (${depth} test).`;
}

/** What a test says of itself. */
export function answerEvidence({ adapter, browser, products, memory, at }: GpuAnswer): GpuEvidence[] {
  const row = (what: string, value: GpuEvidence["value"], unit: string | null = null): GpuEvidence => ({
    card: null,
    what,
    value,
    unit,
    raw: String(value ?? "").slice(0, 120),
  });
  return [
    row("at", at),
    row(
      "adapter",
      adapter === null
        ? null
        : `${adapter.vendor} ${adapter.architecture} ${adapter.description}`.slice(0, 300),
    ),
    row(
      "browser",
      browser === null
        ? null
        : `${browser.version}${browser.sandboxed ? "" : ", without its sandbox"}`.slice(0, 300),
    ),
    row("products", products.done),
    row("wrong products", products.wrong),
    row("multiplications", products.multiplications),
    row("memory walked", memory.covered, "bytes"),
    row("wrong blocks", memory.wrongBlocks),
  ];
}
