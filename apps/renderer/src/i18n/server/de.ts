import { DE_ATTESTATION } from "./de-attestation.ts";
import { DE_GPU } from "./de-gpu.ts";
import { DE_GPU_ANSWERS } from "./de-gpu-answers.ts";
import { DE_GPU_CHANGES } from "./de-gpu-changes.ts";
import { DE_GPU_USE } from "./de-gpu-use.ts";
import { DE_HEALTH } from "./de-health.ts";
import { DE_INCIDENTS } from "./de-incidents.ts";
import { DE_PANIC } from "./de-panic.ts";
import { createTranslator } from "./phrases.ts";

/** Every sentence of the console that is known in German. */
export const translateToGerman = createTranslator([
  ...DE_ATTESTATION,
  ...DE_HEALTH,
  ...DE_INCIDENTS,
  ...DE_PANIC,
  ...DE_GPU,
  ...DE_GPU_USE,
  ...DE_GPU_ANSWERS,
  ...DE_GPU_CHANGES,
]);
