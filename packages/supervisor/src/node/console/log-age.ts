import type { ledgerContract } from "@casemate/audit";
import type { Client } from "@casemate/contract";

/** Of the ledger, what a search by time needs. */
export type TimedLog = Pick<Client<Pick<typeof ledgerContract, "ledger.tail">>, "call">;

/**
 * Number of the first record written at `time` (ms since 1970) or later, by halving; the number of records when there is none. The clock of the
 * records is taken at its word: where it was set back, the answer is a place at which it stepped over `time`. A record whose text is forgotten
 * is older than all that can be read.
 */
export async function firstSince(ledger: TimedLog, time: number): Promise<number> {
  const { total } = await ledger.call("ledger.tail", { before: null, limit: 1 });
  let [low, high] = [0, total];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const { records } = await ledger.call("ledger.tail", { before: middle + 1, limit: 1 });
    const [record] = records;
    if (record?.seq === middle && Date.parse(record.at) >= time) high = middle;
    else low = middle + 1;
  }
  return low;
}
