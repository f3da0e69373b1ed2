import { finding, pass, unknown, type Probe } from "./scene.ts";

/** The processor computes matrix products whose exact results are known otherwise. */
export const cpuKnownAnswer: Probe = {
  id: "cpu_known_answer",
  title: "Known answers of the processor",
  weight: 1,
  judge: ({ cpu }) => {
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
        "Stop working, undo overclocking, test the memory (memtest86+) and the cooling.",
        evidence,
      );
    return pass(
      `The processor computed ${String(products)} known products of ${String(size)} × ${String(size)} numbers exactly.`,
      evidence,
    );
  },
};
