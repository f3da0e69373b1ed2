import * as z from "zod";
import { call, event, type Contract } from "../rpc/spec.ts";
import { Empty, Id, Time } from "./common.ts";
import { PanicFile, PanicLevel, PanicOutcome, PanicPlan, PanicTriggers } from "./panic.ts";

/** Panic: what works when everything else does not. */
export const panicCalls = {
  /** Level 1, at once and without a passphrase: ends everything that works with the vault, and looks that it is gone. */
  "panic.lock": call("act", Empty, PanicOutcome),
  /** What level 2 or 3 would destroy, and what has to be typed. */
  "panic.prepare": call("read", z.strictObject({ level: PanicPlan.shape.level }), PanicPlan),
  /**
   * Begins the countdown of level 2 or 3; `secretId` has purpose "approve". Answers which level runs, and when: the one asked for, which takes the
   * place of a lower one that counts down, or a higher one that counts down already. Throws `wrong_phrase`, `wrong_passphrase`, `wait`,
   * `would_be_level_3`, `header_unreadable`, `absent`, `busy`.
   */
  "panic.trigger": call(
    "act",
    z.strictObject({
      level: PanicPlan.shape.level,
      phrase: z.string().max(100),
      secretId: Id.nullable(),
    }),
    z.strictObject({ id: Id, level: PanicPlan.shape.level, actsAt: Time }),
  ),
  /** Only while the countdown runs. */
  "panic.cancel": call("act", Empty, z.strictObject({ cancelled: z.boolean() })),
  /** The same steps on a decoy vault in a folder of its own, which is removed again. The report is signed with the log's key. Throws `busy`. */
  "panic.drill": call("act", z.strictObject({ level: PanicLevel }), PanicOutcome),
  /** The report of the last drill. */
  "panic.drillReport": call("read", Empty, PanicFile.nullable()),
  /** The newest erasure certificate in the data directory. */
  "panic.certificate": call("read", Empty, PanicFile.nullable()),
  /** What sets off a panic by itself; needs the passphrase (purpose "approve"). Throws `would_be_level_3`. */
  "panic.arm": call("act", z.strictObject({ secretId: Id, armed: PanicTriggers }), PanicTriggers),
  /** Everything that shows something of the vault goes blank now, and takes what it copied off the clipboard. */
  "panic.blank": event(z.strictObject({ level: PanicLevel })),
} as const satisfies Contract;
