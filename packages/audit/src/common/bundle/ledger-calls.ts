import type { Client } from "@casemate/contract";
import { ledgerContract } from "../ledger-contract.ts";

/** Of the ledger, what a bundle is made from. */
export const bundleCalls = {
  "ledger.checkpoint": ledgerContract["ledger.checkpoint"],
  "ledger.checkpoints": ledgerContract["ledger.checkpoints"],
  "ledger.openings": ledgerContract["ledger.openings"],
  "ledger.tile": ledgerContract["ledger.tile"],
  "ledger.sign": ledgerContract["ledger.sign"],
} as const;
export type LedgerCall = Client<typeof bundleCalls>["call"];
