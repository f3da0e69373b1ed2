import { call, MachineSlice, type Contract } from "@casemate/contract";
import * as z from "zod";
import { CpuTiming } from "./timing.ts";
import { CpuAnswer, Look } from "./look.ts";

/** Spoken between the supervisor and the gpu-watch child. */
export const gpuContract = {
  /** `gpus` null: could not look. Empty: looked, there is none. Answers within about 12 seconds. */
  "gpu.detect": call(
    "read",
    z.strictObject({}),
    z.strictObject({ gpus: MachineSlice.shape.gpus, note: z.string().max(500) }),
  ),
  /**
   * What can be seen of the accelerators and the machine around them. `light` costs little and takes what only `full` asks for from the last full
   * round. Also the processor's known answers, from a seed of the child's own, and how fast they came. `cpuMs`: what the round cost this process, without the tools it ran.
   */
  "gpu.look": call(
    "read",
    z.strictObject({ depth: z.enum(["light", "full"]) }),
    z.strictObject({
      look: Look,
      cpu: CpuAnswer,
      timing: CpuTiming.nullable(),
      cpuMs: z.number().nonnegative(),
    }),
  ),
} as const satisfies Contract;
