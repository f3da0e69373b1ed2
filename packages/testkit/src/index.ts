export { buildStarterModel, STARTER_FILE_NAME } from "./starter-model/starter-model.ts";
export { GREETING as STARTER_GREETING } from "./starter-model/vocabulary.ts";
export { createFakeClock, type FakeClock } from "./fake-clock.ts";
