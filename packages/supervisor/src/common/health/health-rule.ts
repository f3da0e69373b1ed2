import type { HealthCheck, State } from "@casemate/contract";

export type Verdict = Omit<HealthCheck, "id" | "checkedAt">;

/** One signal of health: reads the state, says how things stand and what to do. */
export interface HealthRule {
  readonly id: string;
  read(state: State): Verdict;
}
