import { known, type Card } from "../card.ts";
import { eachCard, finding, nameOf, pass, unknown, type Probe } from "./scene.ts";
import { toolOf } from "./vendor-tool.ts";

/** Who else uses the card: whoever does can slow it, fill it and, on some parts, read what a model left behind. */
export const processes: Probe = {
  id: "processes",
  title: "Programs on the card",
  weight: 0.3,
  judge: (scene) =>
    eachCard(scene, (card) => {
      const list = known(card.processes);
      const name = nameOf(card);
      if (list === null)
        return unknown(`Which programs use ${name} is not told by its driver.`, programsHint(card));
      const others = list.filter(({ pid }) => !scene.runtime.pids.includes(pid));
      const evidence = others.map((one) => ({
        card: card.address ?? card.name,
        what: `process ${String(one.pid)}`,
        value: one.usedMiB,
        unit: "MiB",
        raw: one.name.slice(0, 120),
      }));
      if (!scene.baseline)
        return unknown(
          `${String(others.length)} programs use ${name}, and no baseline says which may.`,
          null,
          evidence,
        );
      const allowed = scene.baseline.processes;
      const strange = others.filter((one) => !allowed.includes(one.name));
      if (strange.length === 0)
        return pass(`Nothing uses ${name} that did not when the baseline was captured.`, evidence);
      const names = [...new Set(strange.map((one) => one.name))].slice(0, 3).join(", ");
      return finding(
        "warning",
        0.3,
        `${String(strange.length)} programs use ${name} that did not when the baseline was captured: ${names}.`,
        "End those that you do not know before you load a model.",
        evidence,
      );
    }),
};

/** AMD's tool does not tell them, so installing it would not help. */
function programsHint(card: Card): string | null {
  const tool = toolOf(card);
  return tool?.tells.includes("processes") === true ? tool.install : null;
}
