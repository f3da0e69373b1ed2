import type { IncidentClass } from "@casemate/contract";
import type { ClassRule } from "../incident-class.ts";

/** Counts the reports of each class; remembers no more of them than its rule asks for. */
export interface Windows {
  /** One more report at `now` (a clock that never goes back, ms). True when the class's window is full with it. */
  note(rule: ClassRule, now: number): boolean;
}

export function createWindows(): Windows {
  const seen = new Map<IncidentClass, number[]>();
  return {
    note: ({ id, escalation }, now) => {
      if (!escalation) return false;
      const times = [...(seen.get(id) ?? []), now].slice(-escalation.count);
      seen.set(id, times);
      return times.length === escalation.count && now - (times[0] ?? now) <= escalation.windowMs;
    },
  };
}
