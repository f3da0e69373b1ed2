import { randomBytes, randomInt } from "node:crypto";
import { VECTOR_MAX } from "../common/webgpu/product.ts";
import type { AnswerOrder } from "../common/webgpu/run-answer.ts";

/** What the judge brings, wherever it is computed: seeds and vectors that nobody outside this process can know before, and a clock. */
export function judging(): Pick<AnswerOrder, "seed" | "random" | "now"> {
  return {
    seed: () => randomBytes(4).readUInt32LE(),
    random: (length) => Float64Array.from({ length }, () => randomInt(1, VECTOR_MAX + 1)),
    now: () => performance.now(),
  };
}
