import type { Context } from "../console/context.ts";
import { createEffects, type EffectParts } from "./effects.ts";
import { createStateParts, type SubjectSources } from "./state-parts.ts";

/** Tells the incidents what the parts of the console can do and see. */
export function bindIncidents(context: Context, parts: EffectParts & SubjectSources): void {
  const stateParts = createStateParts(context, parts);
  context.incidents.bind({ contain: createEffects(context, parts), parts: () => stateParts });
}
