import { useSlice } from "../state/console-store.ts";
import type { PageId } from "./pages.ts";

/** What waits for the person, by page: the only numbers that the rail shows. */
export function useWaiting(): Partial<Record<PageId, number>> {
  const held = useSlice("models").items.filter((model) => model.state === "held").length;
  const pending = useSlice("approvals").filter((approval) => approval.state === "pending").length;
  const { critical, high, medium, low } = useSlice("incidents").open;
  return { models: held, approvals: pending, incidents: critical + high + medium + low };
}
