export * from "./common/integrity/baseline.ts";
export * from "./common/integrity/monitor-contract.ts";
export * from "./common/integrity/watched.ts";
