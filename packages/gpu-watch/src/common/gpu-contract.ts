import { call, MachineSlice, type Contract } from "@casemate/contract";
import * as z from "zod";

/** Spoken between the supervisor and the gpu-watch child. */
export const gpuContract = {
  /** `gpus` null: could not look. Empty: looked, there is none. Answers within about 12 seconds. */
  "gpu.detect": call(
    "read",
    z.strictObject({}),
    z.strictObject({ gpus: MachineSlice.shape.gpus, note: z.string().max(500) }),
  ),
} as const satisfies Contract;
