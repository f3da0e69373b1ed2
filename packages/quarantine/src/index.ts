export * from "./common/inspector-contract.ts";
