import { answerEvidence, wasWrong, wrongText } from "./known-answer.ts";
import { finding, pass, unknown, type Probe } from "./scene.ts";

const STOP = "Stop working, undo overclocking, test the memory (memtest86+) and the cooling.";

/** The processor computes matrix products whose exact results are known otherwise. */
export const cpuKnownAnswer: Probe = {
  id: "cpu_known_answer",
  title: "Known answers of the processor",
  weight: 1,
  judge: ({ cpu, answer }) => {
    // Where a program stands in for a card, the processor computes.
    if (answer?.on === "software" && wasWrong(answer))
      return finding(
        "critical",
        1,
        `A program on the processor that stood in for a card computed wrong: ${wrongText(answer)} What models and programs compute here cannot be trusted.`,
        `${STOP} Then run casemate gpu check --deep: this stays until that was right.`,
        answerEvidence(answer),
      );
    if (cpu === null)
      return unknown(
        "The processor's known-answer test did not answer.",
        "Check again; if it stays so, restart the machine.",
      );
    const { seed, size, products, wrong } = cpu;
    const evidence = [
      { card: null, what: "seed", value: seed, unit: null, raw: String(seed) },
      { card: null, what: "products", value: products, unit: null, raw: `${String(size)} × ${String(size)}` },
      { card: null, what: "wrong", value: wrong, unit: null, raw: String(wrong) },
    ];
    if (products === 0) return unknown("The processor's known-answer test computed nothing.", null, evidence);
    if (wrong > 0)
      return finding(
        "critical",
        1,
        `The processor computed ${String(wrong)} of ${String(products)} known products wrong. What models and programs compute here cannot be trusted.`,
        STOP,
        evidence,
      );
    return pass(
      `The processor computed ${String(products)} known products of ${String(size)} × ${String(size)} numbers exactly.`,
      evidence,
    );
  },
};
