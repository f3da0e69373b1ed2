export * from "./common/ledger-contract.ts";
export { canonicalJson } from "./common/canonical-json.ts";
export type { ProblemName } from "./common/problem.ts";
export { recorded, type Act, type AuditSink } from "./common/sink.ts";
export { openLedger, type Ledger } from "./node/ledger.ts";
export { growLogForBench, proveForBench } from "./node/grow-log.ts";
