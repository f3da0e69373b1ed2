import { RpcError } from "@casemate/contract";
import {
  decodeBaseline,
  encodeBaseline,
  encodeBaselineFile,
  MAX_BASELINE_BYTES,
  splitBaselineFile,
  type WatchedFile,
} from "@casemate/incidents";
import { createHash, timingSafeEqual } from "node:crypto";
import { existsSync } from "node:fs";
import { readWhole, writeWhole } from "../whole-file.ts";

/** Signs a digest with the log's key. Deterministic (Ed25519), so signing again is also how a signature is checked. Throws when the log is away. */
export type SignDigest = (sha256: string) => Promise<string>;

export type LoadedBaseline =
  | { readonly state: "none" }
  /** Altered, cut, or signed with another log's key. */
  | { readonly state: "broken" }
  | { readonly state: "ok"; readonly files: readonly WatchedFile[] };

/** Reads the baseline. Nothing in it is looked at before its signature was checked. Throws when the log cannot sign. */
export async function loadBaseline(path: string, sign: SignDigest): Promise<LoadedBaseline> {
  if (!existsSync(path)) return { state: "none" };
  const split = splitBaselineFile(textAt(path));
  if (!split) return { state: "broken" };
  const expected = Buffer.from(await sign(digestOf(split.text)));
  const found = Buffer.from(split.note);
  if (expected.length !== found.length || !timingSafeEqual(expected, found)) return { state: "broken" };
  const files = decodeBaseline(split.text);
  return files ? { state: "ok", files } : { state: "broken" };
}

/** Signs and writes it, whole or not at all. Answers the digest. Throws `not_saved`, or when the log cannot sign. */
export async function saveBaseline(
  path: string,
  sign: SignDigest,
  files: readonly WatchedFile[],
): Promise<string> {
  const text = encodeBaseline(files);
  const digest = digestOf(text);
  const note = await sign(digest);
  try {
    writeWhole(path, encodeBaselineFile(text, note));
  } catch {
    throw new RpcError(
      "not_saved",
      "The list of watched files could not be written. Check the disk that holds the data directory.",
    );
  }
  return digest;
}

export function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function textAt(path: string): string {
  try {
    return Buffer.from(readWhole(path, MAX_BASELINE_BYTES)).toString("utf8");
  } catch {
    return "";
  }
}
