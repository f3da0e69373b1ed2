import type { ledgerContract } from "@casemate/audit";
import type { AppContract, Client, Notice, Out, State } from "@casemate/contract";
import type { Clock } from "../../common/clock.ts";

type Ledger = Client<typeof ledgerContract>;

/** How often a running verification is asked how far it is, in milliseconds. */
const PROGRESS_MS = 250;

export type Exchange = { readonly how: "recover"; readonly reason: string } | { readonly how: "rotate" };

/**
 * Puts another log in the place of this one; answers where the old one lies. A log that only the vault's mark speaks against is whole in itself:
 * why it is set aside becomes its last word, and the next one follows it. Throws what the ledger throws.
 */
export async function exchangeLogs(
  ledger: Ledger,
  change: Exchange,
  suspicion: Notice | null,
): Promise<{ folder: string }> {
  const suspected = suspicion !== null && (await ledger.call("ledger.status", {})).state === "ok";
  if (change.how === "recover" && !suspected) return ledger.call("ledger.recover", { reason: change.reason });
  await ledger.call("ledger.settle", {});
  if (change.how === "recover")
    await ledger.call("ledger.append", {
      kind: "note",
      actor: "casemate",
      action: "audit.recover",
      subject: null,
      intent: null,
      result: null,
      detail: { reason: change.reason, problem: "rolled_back" },
      critical: true,
    });
  return ledger.call("ledger.rotate", {});
}

/** Walks the log, and says meanwhile how far that is; null at its end, however it ends. */
export async function verifying(
  clock: Clock,
  ledger: Ledger,
  depth: "records" | "tree",
  say: (progress: State["ledger"]["verifying"]) => void,
): Promise<Out<AppContract["audit.verify"]>> {
  let ended = false;
  const look = async (): Promise<void> => {
    const progress = await ledger.call("ledger.progress", {}).catch(() => null);
    if (ended) return;
    if (progress && progress.of > 0) say(progress);
    clock.after(PROGRESS_MS, () => void look());
  };
  clock.after(PROGRESS_MS, () => void look());
  say({ done: 0, of: 0 });
  try {
    return await ledger.call("ledger.verify", { depth });
  } finally {
    ended = true;
    say(null);
  }
}
