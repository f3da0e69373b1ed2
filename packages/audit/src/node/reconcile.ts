import { problem, type Problem } from "../common/problem.ts";
import type { SignedHead } from "./head.ts";
import type { Slot } from "./head-file.ts";

/** `behind`: the head file lacks the last append, as a crash between commit and head file leaves it; it is to be written again. */
export type Agreement = { readonly behind: boolean } | Problem;

/**
 * Compares the head in the database with the one kept outside it. The database is always committed first, so:
 * equal, or the database exactly one ahead, is what work and crashes leave. Everything else was done to the files.
 */
export function reconcile(db: SignedHead, slots: readonly [Slot, Slot]): Agreement {
  const heads = slots
    .flatMap((slot) => (slot.kind === "head" ? [slot.head] : []))
    .sort((a, b) => b.size - a.size);
  const [newest, older] = heads;
  if (!newest)
    return problem("signature", null, "ledger.head holds no head that its key signed: it was overwritten.");
  const stranger = heads.find((head) => head.log !== db.log || head.publicKey !== db.publicKey);
  if (stranger)
    return problem(
      "foreign",
      null,
      "ledger.db and ledger.head belong to two different logs: one of them was exchanged.",
    );
  if (newest.size > db.size) return truncated(db.size, newest.size);
  if (newest.size < db.size - 1) return behindTooFar(db.size, newest.size);
  if (newest.size === db.size - 1) return { behind: true };
  if (newest.hash !== db.hash)
    return problem("head", db.size - 1, "ledger.db and ledger.head hold different last records.");
  // A torn write explains a bad place only while the database is ahead (it was committed first). Here it is not.
  const explained = older
    ? older.size === newest.size - 1
    : newest.size === 1 && slots.some(({ kind }) => kind === "blank");
  return explained ? { behind: false } : halfGone(db.size);
}

function truncated(have: number, signed: number): Problem {
  const message = `The log ends too early: ledger.head was signed over ${String(signed)} records, ledger.db has ${String(have)}. Records were removed, or an older copy was put back.`;
  return problem("truncated", have, message);
}

function behindTooFar(have: number, signed: number): Problem {
  const message = `ledger.head stands at ${String(signed)} records and ledger.db at ${String(have)}: more than a crash can explain. An older ledger.head was put back.`;
  return problem("head", null, message);
}

function halfGone(size: number): Problem {
  const message =
    "One of the two copies in ledger.head is unreadable and no interrupted write explains it. The newest record may have been removed.";
  return problem("truncated", size, message);
}
