import type { Clock } from "../clock.ts";
import { withDeadline } from "./deadline.ts";

export interface ShutdownStep {
  readonly name: string;
  readonly run: () => Promise<unknown>;
  /** Milliseconds; afterwards the next step begins. */
  readonly deadlineMs: number;
}

/**
 * Runs steps one after another. A step that fails or hangs does not keep the later ones from running: ending the keeper matters more
 * than a tidy end of anything before it. Answers the names of the steps that did not succeed.
 */
export async function shutDownInOrder(clock: Clock, steps: readonly ShutdownStep[]): Promise<string[]> {
  const failed: string[] = [];
  for (const step of steps) {
    try {
      await withDeadline(clock, step.deadlineMs, step.run());
    } catch {
      failed.push(step.name);
    }
  }
  return failed;
}
