import { RpcError, type Notice, type State } from "@casemate/contract";
import { becauseOfIncident } from "../../common/incidents/because.ts";
import { noticeOf } from "../../common/jobs.ts";

/** Why an answer ended before its end. */
export function failedWhileAnswering(thrown: unknown): Notice {
  if (thrown instanceof RpcError && thrown.code === "runtime_ended")
    return {
      code: "runtime_ended",
      message: "The runtime ended while it answered. What it said so far is kept.",
    };
  return noticeOf(thrown);
}

/** `kept`: what was said until then is stored. */
export function lockedWhileAnswering(kept: boolean, incidents: State["incidents"]): Notice {
  const rest = kept ? "What it said so far is kept." : "The answer was not kept.";
  return {
    code: "locked",
    message: `The vault was locked while this was answered. ${rest}${becauseOfIncident(incidents)}`.slice(
      0,
      1000,
    ),
  };
}
