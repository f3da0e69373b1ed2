import * as z from "zod";
import { call, type Contract } from "../rpc/spec.ts";
import { Empty, Time } from "./common.ts";

/** What the asker wants to find in the answer: 16 to 64 bytes in lower-case hexadecimal. Less could be guessed. */
export const Nonce = z.string().regex(/^(?:[0-9a-f]{2}){16,64}$/);
/** A bundle's file has less than this; the format says 256 KiB. */
const MAX_FILE_CHARACTERS = 256 * 1024;
const Text = z.string().max(500);

/** One part of what was looked at. `ok`: false is bad, null could not be looked at. */
export const LookedAtPart = z.strictObject({
  id: z.string().max(40),
  /** Nothing that acts is started while this one is not well. */
  gates: z.boolean(),
  ok: z.boolean().nullable(),
  words: Text,
  /** What a person can do; null when there is nothing to do. */
  todo: Text.nullable(),
});
export type LookedAtPart = z.output<typeof LookedAtPart>;

/** How Casemate found itself at its last look. */
export const AttestationSlice = z.strictObject({
  /** `failed`: a part that gates is bad. `pending`: one of these is unknown. `degraded`: another part is not well. Unknown is never attested. */
  state: z.enum(["pending", "attested", "degraded", "failed"]),
  /** The first part that is not well, in words; null when all are. */
  reason: Text.nullable(),
  parts: z.array(LookedAtPart).max(16),
  /** null: nobody looked yet. */
  checkedAt: Time.nullable(),
  /** When Casemate looks by itself next; null: it does not, because only a single command runs. */
  nextAt: Time.nullable(),
  /** The newest bundle: when it was made, and whether the log's key signed it. */
  made: z.strictObject({ at: Time, signed: z.boolean(), nonce: Nonce }).nullable(),
  /** Casemate looks at itself; no hardware vouches for it. */
  assurance: z.enum(["software"]),
});
export type AttestationSlice = z.output<typeof AttestationSlice>;

const Answer = z.strictObject({
  attestation: AttestationSlice,
  /** The newest bundle as docs/formats/attestation.md has it; null when none was made yet. */
  file: z.string().max(MAX_FILE_CHARACTERS).nullable(),
});

/** What Casemate found when it looked at itself. */
export const attestationCalls = {
  /** The last look, and the newest bundle. */
  "attestation.show": call("read", Empty, Answer),
  /** Looks at every part now, and signs what was found together with the nonce; null: a random one. */
  "attestation.refresh": call("act", z.strictObject({ nonce: Nonce.nullable().default(null) }), Answer),
} as const satisfies Contract;
