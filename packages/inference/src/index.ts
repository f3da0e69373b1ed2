export * from "./common/runtime-contract.ts";
export { runtimePackageDirs } from "./node/runtime-packages.ts";
