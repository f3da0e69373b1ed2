import { behaviourStage } from "./behaviour.ts";
import { contentStage } from "./content.ts";
import type { Stage } from "./define-stage.ts";
import { formatStage } from "./format.ts";
import { identityStage } from "./identity.ts";
import { provenanceStage } from "./provenance.ts";
import { sourceStage } from "./source.ts";
import { weightsStage } from "./weights.ts";

/** All seven, in the order they run (`STAGE_IDS` of the contract). */
export const STAGES: readonly Stage[] = [
  sourceStage,
  formatStage,
  identityStage,
  provenanceStage,
  contentStage,
  weightsStage,
  behaviourStage,
];
