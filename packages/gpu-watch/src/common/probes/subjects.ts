import type { GpuDrift } from "@casemate/contract";

/** Sections of drift that each probe judges. */
export const SECTIONS: Readonly<Record<string, readonly GpuDrift["section"][]>> = {
  inventory: ["device", "node"],
  driver: ["identity", "module"],
  ecc: ["protection"],
  virtual_machine: ["machine"],
  engine: ["engine"],
};

/** Probes of what the processor computes. Engine: this version computes models on the processor only. */
export const PROCESSOR_PROBES: readonly string[] = ["cpu_known_answer", "engine"];

/** Re-reads stored models: a damaged one says nothing about what computes, and has an incident of its own. */
export const STORED_MODELS = "stored_models";
