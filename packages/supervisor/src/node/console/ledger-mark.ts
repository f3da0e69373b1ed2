import { createHash } from "node:crypto";
import * as z from "zod";
import type { KeeperClient } from "../vault/keeper-link.ts";
import type { LedgerLink } from "./ledger-link.ts";

/** The one record that holds it; a fixed id, so that there is never a second one. */
const MARK_ID = createHash("sha256").update("casemate ledger mark v1").digest("hex").slice(0, 32);
const MARK_KIND = "ledger-mark";

const Mark = z.strictObject({
  log: z.string(),
  size: z.int().positive(),
  root: z.string().regex(/^[0-9a-f]{64}$/),
});

/** How far the log was when the vault was last open, kept where who can write the log's files cannot write: in the vault. */
export interface LedgerMark {
  /** After unlocking: a log that is shorter, or another one at that place, was put back or exchanged. */
  readonly check: () => Promise<void>;
  /** Seals the log and remembers where it is. */
  readonly write: () => Promise<void>;
}

export function createLedgerMark(ledger: LedgerLink, keys: () => KeeperClient): LedgerMark {
  return {
    check: async () => {
      const stored = await keys().call("record.get", { id: MARK_ID });
      const mark = Mark.safeParse(stored === null ? null : JSON.parse(stored.data));
      // None yet, or one of the format before this one. A log that says itself that it was begun anew is told as such.
      if (!mark.success || ledger.recovered() || (await ledger.covers(mark.data))) return;
      ledger.accuse({
        code: "ledger_rolled_back",
        message: `This is not the log that was here when the vault was last open: it had ${String(mark.data.size)} records then, and they are not the beginning of this one. An older copy was put back, or another log, or it was begun anew. Keep its files: they are evidence.`,
      });
    },
    write: async () => {
      await ledger.flush();
      if (ledger.recovered()) return;
      const mark = await ledger.mark();
      if (mark === null) return;
      await keys().call("record.put", {
        id: MARK_ID,
        kind: MARK_KIND,
        meta: "{}",
        data: JSON.stringify(mark),
      });
    },
  };
}
