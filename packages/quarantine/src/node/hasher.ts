import { createHash } from "node:crypto";
import { performance } from "node:perf_hooks";
import type { Hasher, SweepKit } from "../common/weights/sweep.ts";

/** SHA-256 by the platform's own, which uses the processor's instructions for it. */
export function sha256(): Hasher {
  const hash = createHash("sha256");
  return {
    update: (bytes) => {
      hash.update(bytes);
    },
    digest: () => hash.digest("hex"),
  };
}

/** What the common code takes from Node. */
export const nodeKit: SweepKit = {
  newHash: sha256,
  now: () => performance.now(),
  pause: () => new Promise((resolve) => setImmediate(resolve)),
};
