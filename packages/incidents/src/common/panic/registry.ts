import type { PanicLevel, PanicStep } from "@casemate/contract";
import type { StepDefinition } from "./step.ts";
import { certificate } from "./steps/certificate.ts";
import { contents } from "./steps/contents.ts";
import { deviceKey } from "./steps/device-key.ts";
import { header } from "./steps/header.ts";
import { keeper } from "./steps/keeper.ts";
import { logKey } from "./steps/log-key.ts";
import { page } from "./steps/page.ts";
import { sessions } from "./steps/sessions.ts";
import { slots } from "./steps/slots.ts";
import { state } from "./steps/state.ts";
import { work } from "./steps/work.ts";

/** All steps in the order in which they run. Keys die first, pages do not wait for a large model's memory, and what only makes traces harder to find comes last. */
export const PANIC_STEPS: readonly StepDefinition[] = [
  keeper,
  page,
  sessions,
  work,
  slots,
  deviceKey,
  header,
  certificate,
  logKey,
  contents,
  state,
];

/** The steps of a level: those of the lower levels come before its own. */
export function stepsOf(level: PanicLevel): readonly StepDefinition[] {
  return PANIC_STEPS.filter((step) => step.level <= level);
}

/** The steps of a level before any of them ran. */
export function waitingSteps(level: PanicLevel): PanicStep[] {
  return stepsOf(level).map(({ id, claim }) => ({ id, claim, state: "waiting", detail: "", ms: null }));
}
