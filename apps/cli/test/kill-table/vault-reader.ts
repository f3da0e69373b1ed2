import { openSealedFile } from "@casemate/vault";
import { argon2Sync, createDecipheriv, createHash, hkdfSync } from "node:crypto";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";

// A second reader of the vault, written from docs/formats/vault.md alone: it shares nothing with the code that is being tested but the
// reader of sealed files.

const REGION_BYTES = 4096;
const IDENTITY_BYTES = 96;
const SLOTS = { at: 128, count: 8, bytes: 144 } as const;
const STATE_AT = 1280;
const TAG_BYTES = 16;

/** What lies beside the objects: the header, the count of attempts, and two traps, which the index does not name. */
export const TRAPS = ["vault/recovery-key.txt", "quarantine/recovery-key.txt"] as const;
export const BESIDE_OBJECTS = ["vault/header", "vault/attempts", ...TRAPS] as const;

/** Everything that a right passphrase opens. */
export interface OpenedVault {
  readonly masterKey: Buffer;
  /** Of the index, of each file, of each record, in this order. */
  readonly keys: Buffer[];
  /** Paths below the data directory of all objects that the index and the header name, sorted. */
  readonly objects: string[];
}

/** Opens the vault as it stands on the disk. Throws when the passphrase or the bytes are wrong. */
export function openVault(home: string, passphrase: string): OpenedVault {
  const region = newestRegion(readFileSync(join(home, "vault", "header")));
  const masterKey = openSlots(region, passphrase);
  const state = aead(
    hkdf(masterKey, region.subarray(STATE_AT, STATE_AT + 32), "casemate vault state v1", 32),
    region.subarray(STATE_AT + 32, STATE_AT + 144),
    region.subarray(0, IDENTITY_BYTES),
  );
  if (!state) throw new Error("the header's state does not open");
  const name = state.toString("hex", 0, 16);
  const indexKey = Buffer.from(state.subarray(16, 48));
  if (state.readBigUInt64LE(48) === 0n) return { masterKey, keys: [indexKey], objects: [] };
  const index = readWhole(join(home, "vault", name), indexKey);
  const textEnd = 4 + index.readUInt32LE(0);
  const { files, records } = JSON.parse(index.toString("utf8", 4, textEnd)) as {
    files: { place: string; object: string }[];
    records: { object: string }[];
  };
  const keys = [...files, ...records].map((_, at) =>
    index.subarray(textEnd + at * 32, textEnd + at * 32 + 32),
  );
  const objects = [
    `vault/${name}`,
    ...files.map((file) => `${file.place}/${file.object}`),
    ...records.map((record) => `vault/${record.object}`),
  ];
  return { masterKey, keys: [indexKey, ...keys], objects: objects.sort() };
}

function newestRegion(header: Buffer): Buffer {
  const whole = [0, 1]
    .map((place) => header.subarray(place * REGION_BYTES, (place + 1) * REGION_BYTES))
    .filter((region) =>
      createHash("sha256")
        .update(region.subarray(0, REGION_BYTES - 32))
        .digest()
        .equals(region.subarray(REGION_BYTES - 32)),
    )
    .sort((a, b) => Number(b.readBigUInt64LE(96) - a.readBigUInt64LE(96)));
  if (!whole[0]) throw new Error("no whole header region");
  return whole[0];
}

function openSlots(region: Buffer, passphrase: string): Buffer {
  const [memory, passes, parallelism] = [48, 52, 56].map((at) => region.readUInt32LE(at));
  const secret = argon2Sync("argon2id", {
    message: passphrase,
    nonce: region.subarray(64, 96),
    memory: memory ?? 0,
    passes: passes ?? 0,
    parallelism: parallelism ?? 0,
    tagLength: 32,
  });
  for (let index = 0; index < SLOTS.count; index++) {
    const slot = region.subarray(SLOTS.at + index * SLOTS.bytes, SLOTS.at + (index + 1) * SLOTS.bytes);
    const wrapping = hkdf(secret, slot.subarray(0, 32), "casemate vault slot v1", 64).subarray(0, 32);
    const plain = aead(wrapping, slot.subarray(64), region.subarray(0, IDENTITY_BYTES));
    if (plain) return plain.subarray(32);
  }
  throw new Error("no slot opens");
}

function hkdf(key: Uint8Array, salt: Uint8Array, info: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync("sha256", key, salt, info, bytes));
}

function aead(key: Uint8Array, message: Uint8Array, associated: Uint8Array): Buffer | null {
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.alloc(12), { authTagLength: TAG_BYTES });
  decipher.setAAD(associated);
  decipher.setAuthTag(message.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(message.subarray(0, -TAG_BYTES)), decipher.final()]);
  } catch {
    return null;
  }
}

function readWhole(path: string, key: Buffer): Buffer {
  const fd = openSync(path, "r");
  try {
    const file = openSealedFile(fd, key);
    const bytes = Buffer.alloc(file.size);
    file.read(0, bytes);
    file.close();
    return bytes;
  } finally {
    closeSync(fd);
  }
}
