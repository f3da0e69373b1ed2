import { hash } from "node:crypto";
import { decodeBase64 } from "../common/note/base64.ts";
import { SEED_BYTES } from "./ed25519.ts";
import { encodePlaces, openSlotFile, type SlotFile } from "./slot-file.ts";

/** What the ledger keeps secret. Stands outside the vault: the log works while the vault is locked. */
export interface LogKeys {
  /** 32 hexadecimal digits. */
  readonly log: string;
  /** Ed25519 seed of the log's own key, which signs every checkpoint. */
  readonly logSeed: Buffer;
  readonly epoch: number;
  /** Ed25519 seed of this epoch; the ones before are overwritten. */
  readonly epochSeed: Buffer;
}

const TITLE = "casemate-ledger-key/v2";
const PLACES = 2;
const SHAPE =
  /^(casemate-ledger-key\/v2\nlog ([0-9a-f]{32})\nkey ([A-Za-z0-9+/]{43}=)\nepoch (0|[1-9][0-9]{0,14})\nepochkey ([A-Za-z0-9+/]{43}=)\n)sum ([0-9a-f]{64})\n$/;

export function encodeKeyFile(keys: LogKeys): Buffer {
  return encodePlaces([encode(keys), encode(keys)]);
}

export interface KeyFile {
  /** The newer of the two places; null when neither holds keys of ours. */
  read(): LogKeys | null;
  /** Overwrites both places, one after the other, flushed: afterwards the file holds no older epoch's seed. Throws the system's error. */
  write(keys: LogKeys): void;
  close(): void;
}

export function openKeyFile(path: string): KeyFile {
  const file: SlotFile = openSlotFile(path, PLACES);
  return {
    read: () =>
      file
        .read()
        .map((text) => decode(text ?? ""))
        .filter((keys) => keys !== null)
        .sort((a, b) => b.epoch - a.epoch)[0] ?? null,
    write: (keys) => {
      for (let place = 0; place < PLACES; place++) {
        file.write(place, encode(keys));
        file.flush();
      }
    },
    close: () => {
      file.close();
    },
  };
}

function encode({ log, logSeed, epoch, epochSeed }: LogKeys): string {
  const body = `${TITLE}\nlog ${log}\nkey ${logSeed.toString("base64")}\nepoch ${String(epoch)}\nepochkey ${epochSeed.toString("base64")}\n`;
  return `${body}sum ${hash("sha256", body)}\n`;
}

function decode(text: string): LogKeys | null {
  const [, body = "", log = "", key = "", epoch = "", epochKey = "", sum] = SHAPE.exec(text) ?? [];
  const [logSeed, epochSeed] = [decodeBase64(key, SEED_BYTES), decodeBase64(epochKey, SEED_BYTES)];
  if (!logSeed || !epochSeed || hash("sha256", body) !== sum) return null;
  return { log, logSeed: Buffer.from(logSeed), epoch: Number(epoch), epochSeed: Buffer.from(epochSeed) };
}
