import { checkpointText, epochName, originOf } from "../common/note/checkpoint.ts";
import { formatNote, signatureLine } from "../common/note/signed-note.ts";
import { signerOf, type Signer } from "./ed25519.ts";
import { chainKey, nextSeed } from "./epoch-seed.ts";
import { sha256 } from "./hashing.ts";
import type { LogKeys } from "./key-file.ts";

/** The keys of one epoch, ready for use. */
export interface Epoch {
  readonly keys: LogKeys;
  readonly log: Signer;
  readonly epoch: Signer;
  /** Keys the chain of codes. */
  readonly chainKey: Buffer;
}

export function openEpoch(keys: LogKeys, log: Signer = signerOf(keys.logSeed)): Epoch {
  return { keys, log, epoch: signerOf(keys.epochSeed), chainKey: chainKey(keys.log, keys.epochSeed) };
}

/** The next epoch. The present one's seed is not touched: it is wiped once the next one is on the disk. */
export function nextEpoch({ keys, log }: Epoch): Epoch {
  return openEpoch({ ...keys, epoch: keys.epoch + 1, epochSeed: nextSeed(keys.log, keys.epochSeed) }, log);
}

export function wipeEpoch({ keys, chainKey }: Epoch): void {
  keys.epochSeed.fill(0);
  chainKey.fill(0);
}

/** The checkpoint that ends an epoch: signed by the log's key, which other tools know, and by the epoch's, which is then erased. */
export function signCheckpoint({ keys, log, epoch }: Epoch, size: number, root: Buffer): string {
  const origin = originOf(keys.log);
  const text = checkpointText({ origin, size, root });
  const own = { name: origin, publicKey: log.publicKey };
  const epochs = { name: epochName(keys.log, keys.epoch), publicKey: epoch.publicKey };
  return formatNote(text, [
    signatureLine(sha256, own, log.sign(text)),
    signatureLine(sha256, epochs, epoch.sign(text)),
  ]);
}
