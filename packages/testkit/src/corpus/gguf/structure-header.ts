import { someBytes, type GgufSpec } from "../../gguf-builder.ts";
import type { CorpusRow } from "../row.ts";
import { altered, good, row, U64_MAX } from "./structure-rows.ts";

const KEYS = BigInt(good.metadata.length);
const TENSORS = BigInt(good.tensors.length);

function tensorCount(what: string, count: bigint): CorpusRow {
  return row(what, ["gguf.tensor-count", "refuse"], { ...good, tensorCount: count });
}

function keyCount(what: string, count: bigint): CorpusRow {
  return row(what, ["gguf.key-count", "refuse"], { ...good, keyCount: count });
}

/** The same file without its last key. */
const WITHOUT_LAST_KEY: GgufSpec = { ...good, metadata: good.metadata.slice(0, -1) };

/** Magic, version, byte order, counts. */
export const HEADER: readonly CorpusRow[] = [
  altered("only the magic", ["gguf.truncated-header", "refuse"], (bytes) => bytes.slice(0, 4)),
  altered("header cut at 23 bytes", ["gguf.truncated-header", "refuse"], (bytes) => bytes.slice(0, 23)),
  row("version 0", ["gguf.version", "hold"], { ...good, version: 0 }),
  row("version 4", ["gguf.version", "hold"], { ...good, version: 4 }),
  row("version 2^32-1", ["gguf.version", "hold"], { ...good, version: 0xffff_ffff }, { ...good, version: 2 }),
  row("version 1, with its 32-bit lengths", ["format.gguf-v1", "refuse"], { ...good, version: 1 }),
  row("version 1 big-endian", ["format.gguf-big-endian", "refuse"], { ...good, version: 1, bigEndian: true }),
  row(
    "version 2 big-endian",
    ["format.gguf-big-endian", "refuse"],
    { ...good, version: 2, bigEndian: true },
    { ...good, version: 2 },
  ),
  row("version 3 big-endian", ["format.gguf-big-endian", "refuse"], { ...good, bigEndian: true }),
  row("magic and numbers the other way round", ["format.gguf-big-endian", "refuse"], {
    ...good,
    magic: "FUGG",
    bigEndian: true,
  }),
  row("only the version the other way round", ["format.gguf-big-endian", "refuse"], {
    ...good,
    version: 0x0300_0000,
  }),
  tensorCount("tensor count -1", U64_MAX),
  tensorCount("tensor count 2^60 (times record size wraps)", 2n ** 60n),
  tensorCount("tensor count 2^63", 2n ** 63n),
  tensorCount("tensor count 2^32 (0 in 32 bits)", 2n ** 32n + TENSORS),
  keyCount("key count -1", U64_MAX),
  keyCount("key count 2^64/48 (CVE-2024-23605)", U64_MAX / 48n + 1n),
  keyCount("key count 2^63", 2n ** 63n),
  keyCount("key count 2^32 (0 in 32 bits)", 2n ** 32n + KEYS),
  row(
    "200,001 tensors in a file large enough",
    ["gguf.too-many", "hold"],
    { ...good, tensorCount: 200_001n, tail: new Uint8Array(200_001 * 24) },
    { ...good, tail: new Uint8Array(200_001 * 24) },
  ),
  row(
    "100,001 keys in a file large enough",
    ["gguf.too-many", "hold"],
    { ...good, keyCount: 100_001n, tail: new Uint8Array(100_001 * 13) },
    { ...good, tail: new Uint8Array(100_001 * 13) },
  ),
  row(
    "the last tensor not counted",
    ["gguf.padding-not-zero", "hold"],
    { ...good, tensorCount: TENSORS - 1n },
    { ...good, tensors: good.tensors.slice(0, -1) },
  ),
  row("one tensor more counted than listed", ["gguf.tensor-overlap", "refuse"], {
    ...good,
    tensorCount: TENSORS + 1n,
  }),
  row("one key more counted than there is", ["gguf.tensor-name-length", "refuse"], {
    ...good,
    keyCount: KEYS + 1n,
  }),
  row(
    "the last key not counted",
    ["gguf.dimension-count", "refuse"],
    { ...good, keyCount: KEYS - 1n },
    WITHOUT_LAST_KEY,
  ),
  row("counts of tensors and keys exchanged", ["gguf.tensor-name-length", "refuse"], {
    ...good,
    tensorCount: KEYS,
    keyCount: TENSORS,
  }),
  altered("eight bytes put in before the header's end", ["gguf.key-count", "refuse"], (bytes) =>
    Uint8Array.from([...bytes.subarray(0, 16), ...someBytes(8), ...bytes.subarray(16)]),
  ),
];
