import { argon2Sync } from "node:crypto";
import { spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { KdfParams } from "../common/keeper-contract.ts";
import { RECOVERY_SLOT } from "../common/header-layout.ts";
import { diskFs } from "./disk-fs.ts";
import { readHeader } from "./header-file.ts";
import { changedRegion, type Region } from "./header-region.ts";
import { headerPath } from "./load-index.ts";
import { KeyMemory } from "./key-memory.ts";
import { createContainer, openContainer } from "./open-container.ts";
import { SealedWriter, writeToDescriptor } from "./sealed-writer.ts";
import { addSlot, enableDevice, removeSlot } from "./slot-changes.ts";
import { adoptFiles, admitFile } from "./vault-files.ts";
import { putRecord } from "./vault-records.ts";
import { besideVectors, edited, pattern, SEALED_VECTORS, sealedPattern } from "./vectors.test-support.ts";

/** Debian's own: the libraries are its packages. */
const PYTHON = "/usr/bin/python3";
const LIBRARIES = "import cryptography, argon2";
const hasPython = existsSync(PYTHON) && spawnSync(PYTHON, ["-c", LIBRARIES]).status === 0;
const MAX_OUTPUT = 64 * 1024 * 1024;

const folder = mkdtempSync(join(tmpdir(), "casemate-python-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs the decoder; its output, or the sentence it ended with. */
function decode(args: readonly string[], input = ""): Buffer | string {
  const { status, stdout, stderr } = spawnSync(PYTHON, ["-I", besideVectors("read_vault.py"), ...args], {
    input,
    maxBuffer: MAX_OUTPUT,
  });
  return status === 0 ? stdout : stderr.toString("utf8").trim();
}

describe.skipIf(!hasPython)(
  "a reader written from the format page (needs python3-cryptography and python3-argon2)",
  () => {
    const stored = join(folder, "stored");
    const sealed = (bytes: Buffer, key: string): Buffer | string => {
      writeFileSync(stored, bytes);
      return decode(["sealed", stored, key]);
    };

    it.each(SEALED_VECTORS.whole)("reads the vector of $size bytes", ({ size }) => {
      expect(sealed(sealedPattern(size), SEALED_VECTORS.file_key)).toEqual(pattern(size));
    });

    it.each(SEALED_VECTORS.failures)(
      "$name is refused as $expect",
      ({ size, file_key, edits, expect: expected }) => {
        const bytes = edits.reduce(edited, sealedPattern(size));
        expect(sealed(bytes, file_key ?? SEALED_VECTORS.file_key)).toBe(expected);
      },
    );

    it("opens a vault with either passphrase and reads what is in it, and nothing with another one", () => {
      const { home, plain } = furnishedVault();
      const ids = (passphrase: string): unknown => {
        const text = decode(["list", home], `${passphrase}\n`).toString();
        if (!text.startsWith("{")) return text;
        const index = JSON.parse(text) as { files: { id: string }[]; records: { id: string }[] };
        return [...index.files, ...index.records].map(({ id }) => id);
      };
      expect({
        first: ids(FIRST),
        second: ids(SECOND),
        wrong: ids("something else"),
        file: plain.equals(decode(["cat", home, FILE], FIRST) as Buffer),
        further: plain.equals(decode(["cat", home, FURTHER], FIRST) as Buffer),
        record: decode(["cat", home, RECORD], SECOND).toString(),
        ...withDeviceSecret(home, ids),
      }).toEqual({
        withoutKey: "No slot opens with this passphrase.",
        withKey: [FILE, FURTHER, RECORD],
        first: [FILE, FURTHER, RECORD],
        second: [FILE, FURTHER, RECORD],
        wrong: "No slot opens with this passphrase.",
        file: true,
        further: true,
        record: "Größe: 3 GB",
      });
    });

    it("finds a file whose move was decided and not done", () => {
      const { home, plain } = furnishedVault();
      const { files } = JSON.parse(decode(["list", home], FIRST).toString()) as { files: Moved[] };
      const [{ object, movedFrom }] = files as [Moved];
      renameSync(join(home, "vault", object), join(home, movedFrom.place, movedFrom.object));
      expect(plain.equals(decode(["cat", home, FILE], FIRST) as Buffer)).toBe(true);
    });

    it("does not open through a slot that was removed and put back by somebody", () => {
      const { home } = furnishedVault();
      const before = newestRegion(home).slots;
      const opened = openContainer({ home, fs: diskFs, keys: new KeyMemory() }, derive(FIRST, KDF));
      if (opened.result !== "unlocked") throw new Error(opened.result);
      removeSlot(opened.container, RECOVERY_SLOT);
      const newest = newestRegion(home);
      const changed = changedRegion(newest, { epoch: newest.epoch, slots: before, state: newest.state });
      const header = readFileSync(headerPath(home));
      header.set(changed, (newest.epoch % 2) * changed.length);
      writeFileSync(headerPath(home), header);
      expect([decode(["list", home], SECOND), decode(["list", home], FIRST) instanceof Buffer]).toEqual([
        "This slot was removed.",
        true,
      ]);
    });
  },
);

interface Moved {
  readonly object: string;
  readonly movedFrom: { readonly place: string; readonly object: string };
}

function newestRegion(home: string): Region {
  const reading = readHeader(diskFs, headerPath(home));
  if (reading.state !== "ok") throw new Error(reading.state);
  return reading.newest;
}

const KDF: KdfParams = {
  salt: Buffer.alloc(32, 5).toString("base64"),
  memoryKiB: 65_536,
  passes: 3,
  lanes: 2,
};
const DEVICE_SECRET = Buffer.alloc(32, 44);
const FIRST = "correct horse battery";
const SECOND = "ein zweites Passwort – länger";
const FILE = "a".repeat(32);
const RECORD = "b".repeat(32);
/** The second file of the model whose first is `FILE`. */
const FURTHER = "c".repeat(32);

/** The same vault, once its passphrase needs a device secret. */
function withDeviceSecret(
  home: string,
  ids: (input: string) => unknown,
): { withoutKey: unknown; withKey: unknown } {
  const parts = { home, fs: diskFs, keys: new KeyMemory() };
  const derived = Buffer.concat([derive(FIRST, KDF), DEVICE_SECRET]);
  const opened = openContainer(parts, derived);
  if (opened.result !== "unlocked") throw new Error(opened.result);
  enableDevice(opened.container, 0, derived, false, "2026-11-01T00:00:00.000Z");
  return { withoutKey: ids(FIRST), withKey: ids(`${FIRST}\n${DEVICE_SECRET.toString("hex")}`) };
}

function furnishedVault(): { home: string; plain: Buffer } {
  const home = mkdtempSync(join(folder, "home-"));
  for (const place of ["vault", "quarantine"]) diskFs.makeFolder(join(home, place));
  const kdf = KDF;
  const parts = { home, fs: diskFs, keys: new KeyMemory() };
  const container = createContainer(parts, derive(FIRST, kdf), kdf, 100);
  addSlot(
    container,
    { derived: derive(SECOND, kdf), kind: "recovery", label: "" },
    "2026-11-01T00:00:00.000Z",
  );
  const plain = pattern(300_000);
  const key = Buffer.alloc(32, 77);
  for (const name of [FILE, FURTHER]) {
    const fd = openSync(join(home, "quarantine", `${name}.part`), "wx");
    const writer = new SealedWriter(writeToDescriptor(fd), key);
    writer.update(plain);
    writer.finish();
    closeSync(fd);
  }
  const file = { key, bytes: plain.length, sha256: "0".repeat(64), meta: "" };
  adoptFiles(
    container,
    [FILE, FURTHER].map((id) => ({ ...file, id, name: id })),
  );
  admitFile(container, FILE, "");
  putRecord(container, { id: RECORD, kind: "chat", meta: "", data: "Größe: 3 GB" });
  return { home, plain };
}

function derive(passphrase: string, { salt, memoryKiB, passes, lanes }: KdfParams): Buffer {
  return argon2Sync("argon2id", {
    message: passphrase,
    nonce: Buffer.from(salt, "base64"),
    memory: memoryKiB,
    passes,
    parallelism: lanes,
    tagLength: 32,
  });
}
