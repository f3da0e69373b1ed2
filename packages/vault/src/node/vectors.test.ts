import { createHash } from "node:crypto";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { paddedSize } from "../common/padme.ts";
import { SealedFileError } from "../common/sealed-error.ts";
import { openState, parseRegion } from "./header-region.ts";
import { openSlots } from "./key-slots.ts";
import { openSealedFile } from "./sealed-reader.ts";
import { edited, loadVectors, pattern, SEALED_VECTORS, sealedPattern } from "./vectors.test-support.ts";

const folder = mkdtempSync(join(tmpdir(), "casemate-vectors-"));
const path = join(folder, "stored");
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Reads everything, padding included. */
function read(stored: Uint8Array, key: string): Buffer | string {
  writeFileSync(path, stored);
  const fd = openSync(path, "r");
  try {
    const file = openSealedFile(fd, Buffer.from(key, "hex"));
    const plain = Buffer.alloc(file.size);
    file.read(0, plain);
    file.checkPadding();
    file.close();
    return plain;
  } catch (error) {
    if (error instanceof SealedFileError) return error.code;
    throw error;
  } finally {
    closeSync(fd);
  }
}

describe("the published vectors", () => {
  it.each(SEALED_VECTORS.whole)(
    "whole file of $size bytes",
    ({ size, stored_size, header, stored_sha256 }) => {
      const stored = sealedPattern(size);
      const digest = createHash("sha256").update(stored).digest("hex");
      expect({
        stored_size: stored.length,
        header: stored.toString("hex", 0, 128),
        stored_sha256: digest,
      }).toEqual({ stored_size, header, stored_sha256 });
      expect(read(stored, SEALED_VECTORS.file_key)).toEqual(pattern(size));
    },
  );

  it.each(SEALED_VECTORS.failures)(
    "$name is refused as $expect",
    ({ size, file_key, edits, expect: expected }) => {
      expect(read(edits.reduce(edited, sealedPattern(size)), file_key ?? SEALED_VECTORS.file_key)).toBe(
        expected,
      );
    },
  );

  it("padded sizes", () => {
    const { sizes } = loadVectors("padme.json") as { sizes: [number, number][] };
    expect(sizes.map(([size]) => [size, paddedSize(size)])).toEqual(sizes);
  });

  it("a header region", () => {
    const vector = loadVectors("header.json") as Record<string, unknown> & {
      region: string;
      derived: string;
      epoch: number;
    };
    const region = parseRegion(Buffer.from(vector.region, "base64"), vector.epoch % 2);
    const opened = region && openSlots(region.slots, Buffer.from(vector.derived, "hex"), region.identity);
    const master = opened?.masterKey;
    const state = region && master && openState(region, master);
    expect({
      master_key: master?.toString("hex"),
      epoch: region?.epoch,
      kdf: region?.kdf,
      measured_ms: region?.measuredMs,
      index: state && { ...state, key: state.key.toString("hex") },
    }).toEqual({
      master_key: vector["master_key"],
      epoch: vector.epoch,
      kdf: vector["kdf"],
      measured_ms: vector["measured_ms"],
      index: vector["index"],
    });
  });
});
