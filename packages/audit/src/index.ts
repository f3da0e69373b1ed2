export * from "./common/ledger-contract.ts";
