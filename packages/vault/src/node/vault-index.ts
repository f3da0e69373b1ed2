import { Bytes, Id, Sha256 } from "@casemate/contract";
import * as z from "zod";
import { FILE_KEY_BYTES } from "../common/sealed-layout.ts";
import { OBJECT_NAME, SLOT_COUNT } from "../common/header-layout.ts";
import type { KeyMemory } from "./key-memory.ts";

/**
 * Largest index, in bytes: about 130,000 conversations of 500 bytes, title and model name included. Every change rewrites it, at that count in
 * about half a second (bench/README.md), so more would be slow anyway.
 */
export const MAX_INDEX_BYTES = 64 * 1024 * 1024;

const ObjectName = z.string().regex(OBJECT_NAME);
const Place = z.enum(["quarantine", "vault"]);

const FileRow = z.strictObject({
  id: Id,
  place: Place,
  object: ObjectName,
  /** Set while a move was decided but perhaps not done yet: where the object may still be. */
  movedFrom: z.strictObject({ place: Place, object: ObjectName }).nullable(),
  bytes: Bytes,
  sha256: Sha256,
  meta: z.string(),
  /** Set for every file of a model but its first: that one's id. Absent otherwise, as in older indexes. */
  partOf: Id.optional(),
});
const RecordRow = z.strictObject({
  id: Id,
  kind: z.string(),
  meta: z.string(),
  bytes: Bytes,
  object: ObjectName,
});
/** What a used slot is for. It stands here, encrypted, because the header must not tell used slots from unused ones. */
const SlotRow = z.strictObject({
  index: z
    .int()
    .min(0)
    .max(SLOT_COUNT - 1),
  kind: z.enum(["passphrase", "recovery", "device", "duress"]),
  /** What a duress passphrase does; null for every other kind. */
  level: z
    .union([z.literal(1), z.literal(2), z.literal(3)])
    .nullable()
    .default(null),
  /** Start of the slot's commitment, so that another slot in its place is noticed; null where nobody noted it. */
  mark: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .nullable()
    .default(null),
  /** Given by the person. */
  label: z.string(),
  /** UTC, ISO 8601; null for the slot that the vault was made with, when nobody noted it. */
  addedAt: z.string().nullable(),
});
export type SlotEntry = z.output<typeof SlotRow>;

/** The slot of every new vault. */
const FIRST_SLOT: SlotEntry = {
  index: 0,
  kind: "passphrase",
  level: null,
  mark: null,
  label: "",
  addedAt: null,
};

const IndexText = z.strictObject({
  version: z.literal(1),
  slots: z.array(SlotRow).default([FIRST_SLOT]),
  files: z.array(FileRow),
  records: z.array(RecordRow),
});

/** A key cell of `KeyMemory`; keys stand outside the JSON text because text cannot be wiped. */
interface Keyed {
  readonly key: Buffer;
}
export type FileEntry = z.output<typeof FileRow> & Keyed;
export type RecordEntry = z.output<typeof RecordRow> & Keyed;

/** Everything the vault knows. Never changed in place: a new value replaces it once it is durable. */
export interface VaultIndex {
  readonly files: ReadonlyMap<string, FileEntry>;
  readonly records: ReadonlyMap<string, RecordEntry>;
  readonly slots: readonly SlotEntry[];
}

export const EMPTY_INDEX: VaultIndex = { files: new Map(), records: new Map(), slots: [FIRST_SLOT] };

/** u32 little-endian length of the JSON text, the text, then one 32-byte key per file and per record in the text's order. */
export function encodeIndex(index: VaultIndex): Buffer {
  const [files, records] = [[...index.files.values()], [...index.records.values()]];
  const text = `{"version":1,"slots":${JSON.stringify(index.slots)},"files":[${files.map(rowText).join(",")}],"records":[${records.map(rowText).join(",")}]}`;
  const length = Buffer.byteLength(text);
  const bytes = Buffer.alloc(4 + length + (files.length + records.length) * FILE_KEY_BYTES);
  bytes.writeUInt32LE(length);
  bytes.write(text, 4);
  let at = 4 + length;
  for (const entries of [files, records])
    for (const { key } of entries) {
      bytes.set(key, at);
      at += FILE_KEY_BYTES;
    }
  return bytes;
}

/** An entry's JSON without its key. Entries never change, so of a large index only what is new is written out again. */
const rowTexts = new WeakMap<Keyed, string>();

function rowText(entry: FileEntry | RecordEntry): string {
  const known = rowTexts.get(entry);
  if (known !== undefined) return known;
  const { key: _key, ...row } = entry;
  const text = JSON.stringify(row);
  rowTexts.set(entry, text);
  return text;
}

/** The reverse; null when the bytes have not this shape. They are authenticated, so that means a fault of ours or a later version. */
export function decodeIndex(bytes: Buffer, keys: KeyMemory): VaultIndex | null {
  const textEnd = 4 + (bytes.length < 4 ? 0 : bytes.readUInt32LE(0));
  const parsed = parseText(bytes.subarray(4, textEnd).toString("utf8"));
  if (
    parsed === null ||
    bytes.length !== textEnd + (parsed.files.length + parsed.records.length) * FILE_KEY_BYTES
  )
    return null;
  let at = textEnd;
  const nextKey = (): Buffer => {
    at += FILE_KEY_BYTES;
    return keys.hold(bytes.subarray(at - FILE_KEY_BYTES, at));
  };
  const files = parsed.files.map((row): [string, FileEntry] => [row.id, { ...row, key: nextKey() }]);
  const records = parsed.records.map((row): [string, RecordEntry] => [row.id, { ...row, key: nextKey() }]);
  return { files: new Map(files), records: new Map(records), slots: parsed.slots };
}

function parseText(text: string): z.output<typeof IndexText> | null {
  try {
    return IndexText.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
