export * from "./common/keeper-contract.ts";
export * from "./common/child-contracts.ts";
export * from "./common/sealed-error.ts";
export { openSealedFile, type SealedFile } from "./node/sealed-reader.ts";
