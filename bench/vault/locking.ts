import { lock } from "../lib/console.ts";
import { endWhileAnswering, type Ending } from "../lib/ending.ts";
import type { Line } from "../lib/table.ts";
import { putLargeModel } from "./large-model.ts";

const LOCK: Ending = {
  name: "lock",
  sizes: [
    { gib: 0.3, rounds: 20 },
    { gib: 4, rounds: 8 },
  ],
  part: 1,
  words: {
    page: "pages are told to go blank",
    generation: "answer ended, its words kept",
    ended: "verified, a fresh keeper answers",
  },
  put: putLargeModel,
  begin: (client) => ({
    page: new Promise((resolve) => {
      const stop = client.on("state.changed", (change) => {
        if (!JSON.stringify(change).includes('"locking"')) return;
        stop();
        resolve(performance.now());
      });
    }),
    ended: lock(client).then(() => performance.now()),
  }),
};

/** Locking while a model answers, at two sizes of model. */
export function locking(folder: string, largest: number): Promise<Line[]> {
  return endWhileAnswering(LOCK, folder, largest);
}
