export * from "./common/keeper-contract.ts";
export * from "./common/child-contracts.ts";
export * from "./common/sealed-error.ts";
export { openSealedFile, type SealedFile } from "./node/sealed-reader.ts";
export { checkHere } from "./node/check-here.ts";
export { machineClock } from "./node/machine-clock.ts";
export { diskFs } from "./node/disk-fs.ts";
export { readDeviceMark } from "./node/device-mark.ts";
export {
  contentsLeft,
  destroyContents,
  destroyFactors,
  destroyHeader,
  headerHolds,
  isSharedHeader,
  linkedFolders,
  spoil,
  vaultOnDisk,
} from "./node/destroy.ts";
