import { endWhileAnswering, type Ending } from "../lib/ending.ts";
import type { Line } from "../lib/table.ts";
import { putLargeModel } from "../vault/large-model.ts";

/** Level 1. The large model is loaded a few times only: its 99th percentile is its worst. */
const LEVEL_1: Ending = {
  name: "level 1",
  sizes: [
    { gib: 0.3, rounds: 100 },
    { gib: 4, rounds: 10 },
  ],
  part: 0.99,
  words: {
    page: "pages told to go blank",
    generation: "nothing generated any more",
    ended: "all steps looked at, a fresh keeper answers",
  },
  put: putLargeModel,
  begin: (client) => ({
    page: new Promise((resolve) => {
      const stop = client.on("panic.blank", () => {
        stop();
        resolve(performance.now());
      });
    }),
    ended: client.call("panic.lock", {}).then(({ complete }) => {
      if (!complete) throw new Error("the panic was not complete");
      return performance.now();
    }),
  }),
};

/** Level 1 while a model answers, at two sizes of model. */
export function locking(folder: string, largest: number): Promise<Line[]> {
  return endWhileAnswering(LEVEL_1, folder, largest);
}
