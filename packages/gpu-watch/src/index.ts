export * from "./common/gpu-contract.ts";
