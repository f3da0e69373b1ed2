import type { AppContract, Handlers } from "@casemate/contract";
import type { Drills } from "./drill.ts";
import type { Panic } from "./panic.ts";
import type { Triggers } from "./triggers.ts";

type PanicCall = Extract<keyof AppContract, `panic.${string}`>;

export interface PanicParts {
  readonly panic: Panic;
  readonly triggers: Triggers;
  readonly drills: Drills;
  /** The newest erasure certificate in the data directory. */
  readonly certificate: () => { name: string; text: string } | null;
}

/** The calls of panic. */
export function createPanicCalls({
  panic,
  triggers,
  drills,
  certificate,
}: PanicParts): Pick<Handlers<AppContract>, Exclude<PanicCall, "panic.blank">> {
  return {
    "panic.lock": (_, caller) => panic.run(1, "button", caller),
    "panic.prepare": ({ level }) => panic.prepare(level),
    "panic.trigger": (input, caller) => panic.trigger(input, caller),
    "panic.cancel": () => ({ cancelled: panic.cancel() }),
    "panic.drill": ({ level }) => drills.drill(level),
    "panic.drillReport": () => drills.report(),
    "panic.certificate": () => certificate(),
    "panic.arm": ({ secretId, armed }, caller) => triggers.arm(armed, secretId, caller),
  };
}
