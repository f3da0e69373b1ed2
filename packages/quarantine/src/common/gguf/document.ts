import { readUpTo, type ByteSource } from "../byte-source.ts";
import type { Report } from "../findings.ts";
import type { RuleId } from "../rules/index.ts";
import { Stop } from "../stop.ts";
import { figure } from "../text.ts";
import { Cursor } from "./cursor.ts";
import { checkLayout } from "./layout.ts";
import {
  DEFAULT_ALIGNMENT,
  HEADER_BYTES,
  MAX_ALIGNMENT,
  MAX_KEYS,
  MAX_TENSORS,
  MIN_KEY_RECORD,
  MIN_TENSOR_RECORD,
} from "./limits.ts";
import { readMetadata } from "./metadata.ts";
import { readTensors, type GgufTensor } from "./tensors.ts";
import type { MetadataValue } from "./value-types.ts";

/** Bytes at the front searched for the marks of text damage; metadata numbers stand there in every file. */
const DAMAGE_SEARCH_BYTES = 4096;

/** What was read of a GGUF file. Parts that could not be read are empty; the report says why. */
export interface GgufDocument {
  readonly version: number;
  readonly alignment: number;
  readonly metadata: ReadonlyMap<string, MetadataValue>;
  readonly tensors: readonly GgufTensor[];
  /** Where tensor data begins. */
  readonly dataAt: number;
  /** True when the list was read to its end and every tensor lies exactly where it must. */
  readonly sound: boolean;
  /** How far the reading came. */
  readonly trail: Trail;
}

/** Where each record that was begun stands, in the order of the file; the last one may be broken. */
export interface Trail {
  readonly keys: number[];
  readonly tensors: number[];
  /** Where the tensor list ends; null when it was not read to its end. */
  listEnd: number | null;
}

interface Counts {
  readonly version: number;
  readonly tensors: number;
  readonly keys: number;
}

/**
 * Reads the structure of a GGUF v2 or v3 file (little-endian), not its weights. The file is attacker-controlled: every
 * count, length, offset and product is exact and checked before it is used. Never throws for what a file contains.
 */
export function readGguf(source: ByteSource, report: Report): GgufDocument {
  let version = 0;
  let alignment = DEFAULT_ALIGNMENT;
  const metadata = new Map<string, MetadataValue>();
  let tensors: readonly GgufTensor[] = [];
  const trail: Trail = { keys: [], tensors: [], listEnd: null };
  try {
    const cursor = new Cursor(source);
    const counts = readHeader(cursor, report);
    version = counts.version;
    readMetadata(cursor, counts.keys, metadata, report, trail.keys);
    alignment = readAlignment(metadata, report);
    tensors = readTensors(cursor, counts.tensors, report, trail.tensors);
    trail.listEnd = cursor.at;
    const layout = checkLayout({ source, tensors, listEnd: cursor.at, alignment, report });
    return { version, alignment, metadata, tensors, trail, ...layout };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    explainTextDamage(source, report);
    return { version, alignment, metadata, tensors, dataAt: 0, sound: false, trail };
  }
}

/**
 * A frequent accident: a program that treats the file as text replaces every byte above 0x7F by three. Lengths and
 * numbers are then wrong from the first such byte on; saying so spares a search.
 */
function explainTextDamage(source: ByteSource, report: Report): void {
  const head = readUpTo(source, 0, DAMAGE_SEARCH_BYTES);
  const at = head.findIndex(
    (byte, index) => byte === 0xef && head[index + 1] === 0xbf && head[index + 2] === 0xbd,
  );
  if (at < 0) return;
  report({
    rule: "gguf.text-damage",
    offset: at,
    length: 3,
    message: `From byte ${figure(at)} on, bytes were replaced by the mark for unreadable text. The file was probably sent through a program that treats it as text.`,
  });
}

function readHeader(cursor: Cursor, report: Report): Counts {
  const { size } = cursor.source;
  if (size < HEADER_BYTES) {
    report({
      rule: "gguf.truncated-header",
      offset: 0,
      length: size,
      message: `The file has ${figure(size)} bytes; a GGUF header alone has ${figure(HEADER_BYTES)}. It is cut short.`,
    });
    throw new Stop();
  }
  cursor.skip(4);
  const version = cursor.u32();
  if (version !== 2 && version !== 3) {
    report({
      rule: "gguf.version",
      offset: 4,
      length: 4,
      message: `This is GGUF version ${figure(version)}. Casemate reads versions 2 and 3.`,
    });
    throw new Stop();
  }
  return { version, ...readCounts(cursor, report) };
}

function readCounts(cursor: Cursor, report: Report): Omit<Counts, "version"> {
  const tensors = cursor.u64();
  const keys = cursor.u64();
  const left = BigInt(cursor.remaining);
  const stop = (rule: RuleId, offset: number, length: number, message: string): never => {
    report({ rule, offset, length, message });
    throw new Stop();
  };
  const tensorBytes = tensors * MIN_TENSOR_RECORD;
  const keyBytes = keys * MIN_KEY_RECORD;
  if (tensorBytes > left) {
    const message = `The header claims ${figure(tensors)} tensors, at least ${figure(tensorBytes)} bytes of list, but only ${figure(left)} bytes follow.`;
    stop("gguf.tensor-count", 8, 8, message);
  }
  if (keyBytes > left) {
    const message = `The header claims ${figure(keys)} metadata keys, at least ${figure(keyBytes)} bytes, but only ${figure(left)} bytes follow.`;
    stop("gguf.key-count", 16, 8, message);
  }
  if (tensors > BigInt(MAX_TENSORS) || keys > BigInt(MAX_KEYS)) {
    const message = `The header claims ${figure(tensors)} tensors and ${figure(keys)} keys. Casemate reads up to ${figure(MAX_TENSORS)} and ${figure(MAX_KEYS)}; no known model has more.`;
    stop("gguf.too-many", 8, 16, message);
  }
  return { tensors: Number(tensors), keys: Number(keys) };
}

/** The alignment decides every tensor position, so a wrong one ends the reading. */
function readAlignment(metadata: ReadonlyMap<string, MetadataValue>, report: Report): number {
  const value = metadata.get("general.alignment");
  if (!value) return DEFAULT_ALIGNMENT;
  const bad = (message: string): never => {
    report({
      rule: "gguf.alignment",
      offset: value.at,
      length: value.bytes,
      where: "general.alignment",
      message,
    });
    throw new Stop();
  };
  if (value.kind !== "scalar" || value.type !== "u32" || typeof value.value !== "bigint") {
    return bad("The alignment is not an unsigned 32-bit number. Loaders stop or compute with garbage.");
  }
  const alignment = value.value;
  if (alignment === 0n || (alignment & (alignment - 1n)) !== 0n)
    return bad(`The alignment is ${figure(alignment)}; it must be a power of two.`);
  if (alignment < 8n) return bad(`The alignment is ${figure(alignment)}; it must be a multiple of 8.`);
  if (alignment > BigInt(MAX_ALIGNMENT))
    return bad(
      `The alignment is ${figure(alignment)} bytes. Loaders compute with it in 32 bits and overflow; ${figure(MAX_ALIGNMENT)} is the most that makes sense.`,
    );
  return Number(alignment);
}
