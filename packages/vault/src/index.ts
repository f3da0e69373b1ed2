export * from "./common/keeper-contract.ts";
export * from "./common/child-contracts.ts";
