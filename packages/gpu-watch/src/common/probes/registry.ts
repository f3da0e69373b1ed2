// One line per probe; a test compares this list with the folder.
export { inventory } from "./inventory.ts";
export { driver } from "./driver.ts";
export { ecc } from "./ecc.ts";
export { events } from "./events.ts";
export { link } from "./link.ts";
export { operation } from "./operation.ts";
export { processes } from "./processes.ts";
export { memory } from "./memory.ts";
export { advisories } from "./advisories.ts";
export { virtualMachine } from "./virtual-machine.ts";
export { cpuKnownAnswer } from "./cpu-known-answer.ts";
export { engine } from "./engine.ts";
export { storedModels } from "./stored-models.ts";
export { timing } from "./timing.ts";
export { knownAnswer } from "./known-answer.ts";
