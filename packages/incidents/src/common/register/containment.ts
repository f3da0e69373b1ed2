import type { ContainmentAction, ContainmentResult, Incident } from "@casemate/contract";
import type { RegisterPorts } from "../ports.ts";
import { inTime } from "./deadline.ts";

/** Containment whose effect is not seen within this time has failed, in milliseconds (half of the peer's five seconds would still be slow). */
export const CONTAINMENT_LIMIT_MS = 2_000;
const MAX_DETAIL = 500;

type Ports = Pick<RegisterPorts, "clock" | "contain">;

/** Shown while it runs. */
export function begun(actions: readonly ContainmentAction[], at: string): ContainmentResult[] {
  return actions.map((action) => ({ action, state: "running", detail: "Under way.", ms: 0, at }));
}

/** All at once; each is looked at for itself. Never rejects. */
export async function runAll(
  ports: Ports,
  actions: readonly ContainmentAction[],
  incident: Incident,
): Promise<ContainmentResult[]> {
  return Promise.all(actions.map((action) => run(ports, action, incident)));
}

async function run(
  { clock, contain }: Ports,
  action: ContainmentAction,
  incident: Incident,
): Promise<ContainmentResult> {
  const begin = clock.monotonic();
  const answer = await inTime(clock, CONTAINMENT_LIMIT_MS, () => contain(action, incident));
  const { done, detail } = answer ?? {
    done: false,
    detail: `It failed, or its effect was not seen within ${String(CONTAINMENT_LIMIT_MS / 1000)} seconds.`,
  };
  return {
    action,
    state: done ? "done" : "failed",
    detail: detail.slice(0, MAX_DETAIL),
    ms: Math.max(0, Math.round(clock.monotonic() - begin)),
    at: new Date(clock.now()).toISOString(),
  };
}
