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
  Seen,
  StatePart,
} from "./common/ports.ts";
export { createCeremony, type Ceremony } from "./common/register/ceremony.ts";
export { Register } from "./common/register/register.ts";
export { newestFirst, summaryOf } from "./common/register/slice.ts";
