import * as z from "zod";
import { Id, Notice, Time } from "./common.ts";
import { IncidentClass } from "./incident.ts";

/** 1 locks; 2 destroys every way in but the recovery words; 3 destroys every way in, the log's keys and all state. */
export const PanicLevel = z.union([z.literal(1), z.literal(2), z.literal(3)]);
export type PanicLevel = z.output<typeof PanicLevel>;

/** Every step, in the order in which they run. A page has words for each. */
export const PanicStepId = z.enum([
  "keeper",
  "page",
  "sessions",
  "work",
  "slots",
  "device_key",
  "header",
  "certificate",
  "log_key",
  "contents",
  "state",
]);
export type PanicStepId = z.output<typeof PanicStepId>;

/**
 * What a step's effect is worth, in the terms of NIST SP 800-88 revision 2. `proven`: nothing of it can be left where it was. `best_effort`: gone
 * where it stood, but the medium (flash, copy-on-write file systems, a keychain's file) may keep older copies. `told`: another program was asked.
 */
export const PanicClaim = z.enum(["proven", "best_effort", "told"]);

export const PanicStep = z.strictObject({
  id: PanicStepId,
  /** `done` only when its effect was looked at afterwards; `absent`: there was nothing to do. */
  state: z.enum(["waiting", "running", "done", "failed", "absent"]),
  claim: PanicClaim,
  /** One sentence: what was seen, one of `PANIC_SEEN`, and why it failed behind it. */
  detail: z.string().max(300),
  ms: z.number().nonnegative().nullable(),
});
export type PanicStep = z.output<typeof PanicStep>;

/** Who set it off. `phrase`: the typed phrase alone, because no passphrase could be checked. */
export const PanicCause = z.enum(["button", "passphrase", "phrase", "failed_unlocks", "incident", "drill"]);
export type PanicCause = z.output<typeof PanicCause>;

/** How a panic ended. */
export const PanicOutcome = z.strictObject({
  id: Id,
  level: PanicLevel,
  cause: PanicCause,
  begunAt: Time,
  endedAt: Time,
  ms: z.number().nonnegative(),
  /** Every step was done and looked at, or had nothing to do. */
  complete: z.boolean(),
  /** It was cut off, and ended when Casemate started the next time. */
  resumed: z.boolean(),
  /** It stands in the log; false where the log could not be written in time, and after level 3. */
  logged: z.boolean(),
  steps: z.array(PanicStep).max(PanicStepId.options.length),
  /** Name of the erasure certificate in the data directory; only after level 3. */
  certificate: z.string().max(80).nullable(),
});
export type PanicOutcome = z.output<typeof PanicOutcome>;

/** What sets off a panic by itself. Nothing is armed until a person chooses it. */
export const PanicTriggers = z.strictObject({
  /** After so many passphrases in a row that did not open the vault. */
  failedUnlocks: z.strictObject({ count: z.int().min(5).max(100), level: PanicLevel }).nullable(),
  /** When an incident of one of these classes begins. */
  incidents: z
    .strictObject({
      classes: z.array(IncidentClass).max(IncidentClass.options.length),
      level: PanicLevel,
    })
    .nullable(),
});
export type PanicTriggers = z.output<typeof PanicTriggers>;

/** A rehearsal on a decoy vault. */
export const PanicDrill = z.strictObject({
  at: Time,
  level: PanicLevel,
  complete: z.boolean(),
  /** From the beginning of the first step to the end of the last, in milliseconds. */
  ms: z.number().nonnegative(),
});

/** How far a rehearsal is: the decoy is made, attacked step by step, and tried to be opened. */
export const PanicDrilling = z.strictObject({
  level: PanicLevel,
  phase: z.enum(["making", "acting", "proving"]),
  steps: z.array(PanicStep).max(PanicStepId.options.length),
});
export type PanicDrilling = z.output<typeof PanicDrilling>;

export const PanicSlice = z.strictObject({
  /** `half_done`: one was cut off and could not be ended yet; nothing can be unlocked before it is. */
  state: z.enum(["idle", "countdown", "running", "half_done"]),
  level: PanicLevel.nullable(),
  cause: PanicCause.nullable(),
  /** End of the countdown; it can be cancelled before. */
  actsAt: Time.nullable(),
  steps: z.array(PanicStep).max(PanicStepId.options.length),
  last: PanicOutcome.nullable(),
  /**
   * Why what was begun was not done: the last countdown, or a panic that was cut off and is about a vault that is not here any more. Null after a
   * countdown that was cancelled or ran.
   */
  refused: Notice.nullable(),
  lastDrill: PanicDrill.nullable(),
  /** The rehearsal that runs, whoever began it. */
  drilling: PanicDrilling.nullable(),
  armed: PanicTriggers,
});
export type PanicSlice = z.output<typeof PanicSlice>;

/** What a person is shown before level 2 or 3. */
export const PanicPlan = z.strictObject({
  level: z.union([z.literal(2), z.literal(3)]),
  /** To be typed, letter by letter; holds the vault's id, so that it cannot be learnt by heart for another vault. */
  phrase: z.string().max(60),
  /** 32 hexadecimal digits; null while the header cannot be read. */
  vaultId: Id.nullable(),
  /** False only where no passphrase can be checked because the header cannot be read: then the phrase alone suffices. */
  needsPassphrase: z.boolean(),
  /** Whether the vault has recovery words. Locked, that is encrypted: `unknown`, and looked at when the passphrase is there. */
  recovery: z.enum(["present", "absent", "unknown"]),
  /** What nobody will have afterwards, and what everybody who has it still will. The first is the consequence in one sentence. */
  lost: z.array(Notice),
  stays: z.array(Notice),
  /** Why it will not be done; null when it can be. */
  refused: Notice.nullable(),
  countdownMs: z.int().nonnegative(),
});
export type PanicPlan = z.output<typeof PanicPlan>;

/** A signed file: an erasure certificate or a drill's report (docs/formats/erasure.md). */
export const PanicFile = z.strictObject({ name: z.string().max(80), text: z.string().max(64 * 1024) });
