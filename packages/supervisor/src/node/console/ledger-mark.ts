import { createHash } from "node:crypto";
import * as z from "zod";
import type { KeeperClient } from "../vault/keeper-link.ts";
import type { LedgerLink } from "./ledger-link.ts";

/** The one record that holds it; a fixed id, so that there is never a second one. */
const MARK_ID = createHash("sha256").update("casemate ledger mark v1").digest("hex").slice(0, 32);
const MARK_KIND = "ledger-mark";

const Mark = z.strictObject({ size: z.int().nonnegative(), hash: z.string() });

/** How far the log was when the vault was last open, kept where who can write the log's files cannot write: in the vault. */
export interface LedgerMark {
  /** After unlocking: a log that is shorter, or another one at that place, was put back or exchanged. */
  readonly check: () => Promise<void>;
  /** Remembers where the log is now. */
  readonly write: () => Promise<void>;
}

export function createLedgerMark(ledger: LedgerLink, keys: () => KeeperClient): LedgerMark {
  return {
    check: async () => {
      const stored = await keys().call("record.get", { id: MARK_ID });
      const mark = Mark.safeParse(stored === null ? null : JSON.parse(stored.data));
      if (!mark.success) return;
      const { size, hash } = mark.data;
      const { records, total } = await ledger.tail(size, 1);
      const there = records.find((record) => record.seq === size - 1);
      if (total >= size && there?.hash === hash) return;
      ledger.accuse({
        code: "ledger_rolled_back",
        message: `The log has ${String(total)} records; when the vault was last open it had ${String(size)}. An older copy was put back, or another log. Keep its files: they are evidence.`,
      });
    },
    write: async () => {
      await ledger.flush();
      const head = ledger.head();
      if (head === null) return;
      await keys().call("record.put", {
        id: MARK_ID,
        kind: MARK_KIND,
        meta: "{}",
        data: JSON.stringify(head),
      });
    },
  };
}
