export * from "./common/ledger-contract.ts";
export { canonicalJson } from "./common/canonical-json.ts";
export { entryText, fieldPreimage } from "./common/record/fields.ts";
export { ACKNOWLEDGED } from "./common/record/own-records.ts";
export type { ProblemName } from "./common/problem.ts";
export { recorded, type Act, type AuditSink } from "./common/sink.ts";
export { openLedger, type Ledger, type LedgerOptions } from "./node/ledger.ts";
export { growLogForBench } from "./node/grow-log.ts";
