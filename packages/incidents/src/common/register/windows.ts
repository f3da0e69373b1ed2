import type { Incident, IncidentClass } from "@casemate/contract";
import { CLASSES } from "../classes/index.ts";
import type { ClassRule } from "../incident-class.ts";
import type { Clock } from "../ports.ts";

/** One report of a class, at a time of a clock that never goes back, in milliseconds. */
interface Sighting {
  readonly rule: ClassRule;
  readonly at: number;
}

/** Counts the reports of each class; remembers no more of them than its rule asks for. */
export interface Windows {
  /** One more report at `now` (a clock that never goes back, ms). True when the class's window is full with it. */
  note(rule: ClassRule, now: number): boolean;
  /** What was seen before this process was there, oldest first. */
  seed(sightings: readonly Sighting[]): void;
}

export function createWindows(): Windows {
  const seen = new Map<IncidentClass, number[]>();
  const note: Windows["note"] = ({ id, escalation }, now) => {
    if (!escalation) return false;
    const times = [...(seen.get(id) ?? []), now].slice(-escalation.count);
    seen.set(id, times);
    return times.length === escalation.count && now - (times[0] ?? now) <= escalation.windowMs;
  };
  return {
    note,
    seed: (sightings) => {
      sightings.forEach(({ rule, at }) => note(rule, at));
    },
  };
}

/** When open incidents were seen, as far as their evidence says it: so a restart empties no window. What lies ahead is left out. */
export function sightingsOf(open: readonly Incident[], clock: Pick<Clock, "now" | "monotonic">): Sighting[] {
  const [wall, running] = [clock.now(), clock.monotonic()];
  return open
    .flatMap((incident) => {
      const times = [...new Set(incident.evidence.map(({ at }) => Date.parse(at)))];
      return times
        .filter((at) => at <= wall)
        .map((at) => ({ rule: CLASSES[incident.class], at: running - (wall - at) }));
    })
    .sort((a, b) => a.at - b.at);
}
