export {
  buildStarterModel,
  largeStarterModel,
  splitStarterModel,
  STARTER_FILE_NAME,
} from "./starter-model/starter-model.ts";
export { buildEchoModel } from "./starter-model/echo-model.ts";
export { GREETING as STARTER_GREETING } from "./starter-model/vocabulary.ts";
export { createFakeClock, type FakeClock } from "./fake-clock.ts";
export {
  createTestHome,
  repositoryRoot,
  runCasemate,
  serveCasemate,
  sharedModel,
  type CommandResult,
  type ServedConsole,
  type TestHome,
} from "./casemate-process.ts";
export { ByteWriter } from "./byte-writer.ts";
export * from "./gguf-builder.ts";
export * from "./safetensors-builder.ts";
export { CORPUS } from "./corpus/index.ts";
export { oneFile, type CorpusFile, type CorpusRow } from "./corpus/row.ts";
export { buildZip, type ZipMemberSpec } from "./zip-builder.ts";
export { buildTar } from "./tar-builder.ts";
export { PickleWriter, pickleCall } from "./pickle-builder.ts";
export { adapter, controlVector, MODELS, projector } from "./corpus/gguf/models.ts";
export { createCardMachine, installWith, type CardMachine, type CardState } from "./card-machine.ts";
