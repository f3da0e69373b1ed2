export * from "./common/integrity/baseline.ts";
export * from "./common/integrity/canary.ts";
export * from "./common/integrity/marker.ts";
export * from "./common/integrity/monitor-contract.ts";
export * from "./common/integrity/watched.ts";
export { isPhrase, panicPhrase } from "./common/panic/phrase.ts";
export { PANIC_STEPS, stepsOf, waitingSteps } from "./common/panic/registry.ts";
export { isComplete, isOver, runPanic, type PanicClock } from "./common/panic/run.ts";
export type { Act, Acts, Seen, StepDefinition } from "./common/panic/step.ts";
export { CONSEQUENCE, lossesOf, remainsOf } from "./common/panic/words.ts";
export { CLASSES } from "./common/classes/index.ts";
export type { ClassRule, Escalation } from "./common/incident-class.ts";
export type {
  AlteredIncident,
  Contain,
  IncidentStep,
  IncidentStore,
  RegisterPorts,
  Report,
  ReportIncident,
  StatePart,
} from "./common/ports.ts";
export { createCeremony, type Ceremony } from "./common/register/ceremony.ts";
export { Register } from "./common/register/register.ts";
export { restored } from "./common/register/restored.ts";
export { newestFirst, summaryOf } from "./common/register/slice.ts";
