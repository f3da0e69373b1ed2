import { connect, createRecipient, processPort } from "@casemate/contract";
import { intakeContract, openSealedFile } from "@casemate/vault";
import { repositoryRoot } from "@casemate/testkit";
import { spawn } from "node:child_process";
import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { clocked, clockedAsync, inTurn, median, quantile } from "../lib/stats.ts";
import { ms, percent, speed, type Line } from "../lib/table.ts";

const ROUNDS = 5;
/** Plaintext of one chunk of a sealed file. */
const CHUNK_BYTES = 64 * 1024;
/** Asked for at once, as the inspector does. */
const PIECE_BYTES = 1024 * 1024;
const TAG_BYTES = 16;
const JUMPS = 2000;

/** Intake and sequential reading of `source` beside raw AES-256-GCM over as many bytes. */
export async function sealedFiles(folder: string, source: string, bytes: number): Promise<Line[]> {
  const sealed = join(folder, "sealed");
  let key = await takeIn(source, sealed);
  const times = await inTurn(ROUNDS, {
    intake: () =>
      clockedAsync(async () => {
        key = await takeIn(source, sealed);
      }),
    read: () =>
      Promise.resolve(
        clocked(() => {
          readAll(sealed, key, bytes);
        }),
      ),
    encrypt: () => Promise.resolve(rawEncrypt(bytes)),
    decrypt: () => Promise.resolve(rawDecrypt(bytes)),
    ahead: () => Promise.resolve(rawDecryptFile(sealed, bytes)),
    hash: () => Promise.resolve(rawHash(bytes)),
    write: () => Promise.resolve(rawCopy(source, join(folder, "raw"))),
  });
  const [intake, read, encrypt] = [median(times.intake), median(times.read), median(times.encrypt)];
  const [decrypt, hash, write] = [median(times.decrypt), median(times.hash), median(times.write)];
  const ahead = median(times.ahead);
  const jumps = jumping(sealed, key, bytes);
  return [
    {
      what: "sealed file, read front to back",
      ours: speed(bytes, read),
      limit: `${speed(bytes, decrypt)} raw AES-256-GCM in memory`,
      ratio: percent(decrypt / read),
    },
    {
      what: "  beside one that reads the file as well",
      ours: "",
      limit: `${speed(bytes, ahead)} raw AES-256-GCM, file read ahead`,
      ratio: percent(ahead / read),
    },
    {
      what: "  64 KiB anywhere in it, median · 99th percentile",
      ours: `${ms(median(jumps))} · ${ms(quantile(jumps, 0.99))}`,
      limit: "2 ms, our limit",
      ratio: percent(2 / quantile(jumps, 0.99)),
    },
    {
      what: "intake of a file, child and fsync included",
      ours: `${ms(intake)}, ${speed(bytes, intake)}`,
      limit: `${speed(bytes, encrypt)} raw AES-256-GCM in memory`,
      ratio: percent(encrypt / intake),
    },
    {
      what: "  with what it must also do: SHA-256, copy, fsync",
      ours: "",
      limit: speed(bytes, encrypt + hash + write),
      ratio: percent((encrypt + hash + write) / intake),
    },
  ];
}

/** Runs the real intake child. Answers the file's key, which the child encrypted to us. */
async function takeIn(source: string, target: string): Promise<Uint8Array> {
  rmSync(target, { force: true });
  const fds = [openSync(source, "r"), openSync(target, "wx+")];
  const recipient = await createRecipient();
  const child = spawn(process.execPath, [join(repositoryRoot, "dist", "services", "intake.mjs")], {
    stdio: ["ignore", "inherit", "inherit", ...fds, "ipc"],
    serialization: "json",
    env: {},
  });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  try {
    const { key } = await connect(intakeContract, processPort(child)).call("intake.run", {
      keeperPublicKey: Buffer.from(recipient.publicKey).toString("base64"),
      expectedBytes: null,
    });
    return await recipient.open(Buffer.from(key, "base64"), "file-key");
  } finally {
    fds.forEach((fd) => {
      closeSync(fd);
    });
    await exited;
  }
}

function readAll(path: string, key: Uint8Array, bytes: number): void {
  const fd = openSync(path, "r");
  const file = openSealedFile(fd, key);
  const piece = new Uint8Array(PIECE_BYTES);
  for (let at = 0; at < bytes; at += PIECE_BYTES)
    file.read(at, piece.subarray(0, Math.min(PIECE_BYTES, bytes - at)));
  file.close();
  closeSync(fd);
}

function rawEncrypt(bytes: number): number {
  const key = randomBytes(32);
  const chunk = randomBytes(CHUNK_BYTES);
  return clocked(() => {
    for (let at = 0, index = 0; at < bytes; at += CHUNK_BYTES, index++) {
      const cipher = createCipheriv("aes-256-gcm", key, nonce(index), { authTagLength: TAG_BYTES });
      cipher.update(chunk);
      cipher.final();
      cipher.getAuthTag();
    }
  });
}

function rawDecrypt(bytes: number): number {
  const key = randomBytes(32);
  const cipher = createCipheriv("aes-256-gcm", key, nonce(0), { authTagLength: TAG_BYTES });
  const body = cipher.update(randomBytes(CHUNK_BYTES));
  cipher.final();
  const tag = cipher.getAuthTag();
  return clocked(() => {
    for (let at = 0; at < bytes; at += CHUNK_BYTES) {
      const decipher = createDecipheriv("aes-256-gcm", key, nonce(0), { authTagLength: TAG_BYTES });
      decipher.setAuthTag(tag);
      decipher.update(body);
      decipher.final();
    }
  });
}

/** The least that any reader of an encrypted file does: read it a window ahead, decrypt each piece, copy it out. */
function rawDecryptFile(path: string, bytes: number): number {
  const key = randomBytes(32);
  const window = Buffer.alloc(PIECE_BYTES);
  const target = Buffer.alloc(PIECE_BYTES);
  const fd = openSync(path, "r");
  const took = clocked(() => {
    for (let at = 0; at < bytes; at += PIECE_BYTES) {
      const got = readSync(fd, window, 0, Math.min(PIECE_BYTES, bytes - at), at);
      for (let within = 0; within < got; within += CHUNK_BYTES) {
        const decipher = createDecipheriv("aes-256-gcm", key, nonce(0), { authTagLength: TAG_BYTES });
        const plain = decipher.update(window.subarray(within, Math.min(got, within + CHUNK_BYTES)));
        target.set(plain, within);
      }
    }
  });
  closeSync(fd);
  return took;
}

/** Milliseconds of each of many reads at random places, none twice in a row near the one before. */
function jumping(path: string, key: Uint8Array, bytes: number): number[] {
  const fd = openSync(path, "r");
  const file = openSealedFile(fd, key);
  const piece = new Uint8Array(CHUNK_BYTES);
  const times = Array.from({ length: JUMPS }, () => {
    const at = Math.floor(Math.random() * (bytes - CHUNK_BYTES));
    return clocked(() => {
      file.read(at, piece);
    });
  });
  file.close();
  closeSync(fd);
  return times;
}

function rawHash(bytes: number): number {
  const block = randomBytes(PIECE_BYTES);
  return clocked(() => {
    const hash = createHash("sha256");
    for (let at = 0; at < bytes; at += PIECE_BYTES) hash.update(block);
    hash.digest();
  });
}

function rawCopy(source: string, target: string): number {
  const block = Buffer.alloc(PIECE_BYTES);
  const took = clocked(() => {
    const [from, to] = [openSync(source, "r"), openSync(target, "wx")];
    for (let got = readSync(from, block); got > 0; got = readSync(from, block)) writeSync(to, block, 0, got);
    fsyncSync(to);
    closeSync(from);
    closeSync(to);
  });
  rmSync(target);
  return took;
}

function nonce(index: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(index, 8);
  return bytes;
}
