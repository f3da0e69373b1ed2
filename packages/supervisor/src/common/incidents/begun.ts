import type { IncidentsSlice } from "@casemate/contract";

/**
 * Answers, for each state of the incidents, the classes of those that have begun since the last one. What was stored by an earlier run has not begun:
 * it is what stands in the first state that was read and is older than `startedAt` (ISO 8601, UTC).
 */
export function followBegun(startedAt: string): (slice: IncidentsSlice) => string[] {
  const known = new Set<string>();
  let read = false;
  return ({ kept, items }) => {
    const begun = items.filter(({ id, openedAt }) => !known.has(id) && (read || openedAt >= startedAt));
    for (const { id } of items)
      if (read || kept !== "starting" || begun.some((one) => one.id === id)) known.add(id);
    read ||= kept !== "starting";
    return begun.map(({ class: name }) => name);
  };
}
