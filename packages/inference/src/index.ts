export * from "./common/runtime-contract.ts";
export { runtimePackageDirs } from "./node/runtime-packages.ts";
export * from "./common/behaviour/battery.ts";
export * from "./common/behaviour/checks.ts";
export * from "./common/behaviour/not-run.ts";
export { LIMIT_MS as BEHAVIOUR_LIMIT_MS } from "./common/behaviour/pace.ts";
export { BEHAVIOUR_RULES } from "./common/behaviour/rules.ts";
export * from "./common/behaviour/text-generator.ts";
