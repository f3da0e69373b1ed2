export * from "./common/runtime-contract.ts";
