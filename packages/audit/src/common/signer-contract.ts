import { call, Sha256, type Contract } from "@casemate/contract";
import * as z from "zod";

/**
 * Spoken with the one-shot process that signs an erasure certificate with the log's key, read from its file: the ledger may hang by then, and the
 * console must never have had the key in its memory.
 */
export const signerContract = {
  /** Null when the key cannot be read. `key` in the spelling of C2SP signed-note; `checkpoint`: the newest signed one, or null. */
  "signer.identity": call(
    "read",
    z.strictObject({}),
    z.strictObject({ origin: z.string(), key: z.string(), checkpoint: z.string().nullable() }).nullable(),
  ),
  /** A signed note over `casemate-erasure/v1`, the log's origin and this digest; null when the key cannot be read. */
  "signer.sign": call(
    "act",
    z.strictObject({ sha256: Sha256 }),
    z.strictObject({ note: z.string().nullable() }),
  ),
} as const satisfies Contract;
