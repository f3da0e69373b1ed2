import { toHex } from "../../src/common/note/base64.ts";
import { formatNote, signatureLine } from "../../src/common/note/signed-note.ts";
import { canonicalJson } from "../../src/common/canonical-json.ts";
import { bundleText } from "../../src/common/bundle/statement.ts";
import { readTar, writeTar, type BundleFile } from "../../src/common/bundle/tar.ts";
import { signerOf } from "../../src/node/ed25519.ts";
import { sha256 } from "../../src/node/hashing.ts";
import type { LogKeys } from "../../src/node/key-file.ts";

/** How much of a bundle a forger can make anew after an edit. */
export type Forger =
  /** Only the files. */
  | "stranger"
  /** Also the manifest's digests. */
  | "careful"
  /** Has today's key file: signs the manifest as well. */
  | "thief";

export type Files = Map<string, string>;

/** The bundle with its files edited, in the order of the map. */
export function forge(
  archive: Uint8Array,
  forger: Forger,
  keys: LogKeys,
  edit: (files: Files) => void,
): Buffer {
  const files: Files = new Map(
    readTar(archive).map(({ path, bytes }) => [path, Buffer.from(bytes).toString("utf8")]),
  );
  edit(files);
  if (forger !== "stranger") relist(files);
  if (forger === "thief") resign(files, keys);
  return pack([...files].map(([path, text]) => ({ path, bytes: Buffer.from(text) })));
}

export function pack(files: readonly BundleFile[]): Buffer {
  return Buffer.concat(writeTar(files));
}

function relist(files: Files): void {
  const manifest = JSON.parse(files.get("manifest.json") ?? "") as {
    files: { path: string; bytes: number; sha256: string }[];
  };
  manifest.files = manifest.files.map(({ path }) => {
    const bytes = Buffer.from(files.get(path) ?? "");
    return { path, bytes: bytes.length, sha256: toHex(sha256(bytes)) };
  });
  files.set("manifest.json", canonicalJson(manifest));
}

/** Signs whatever the manifest is now. */
export function resign(files: Files, keys: LogKeys): void {
  const log = signerOf(keys.logSeed);
  const origin = `casemate/log/${keys.log}`;
  const text = bundleText(origin, toHex(sha256(Buffer.from(files.get("manifest.json") ?? ""))));
  const line = signatureLine(sha256, { name: origin, publicKey: log.publicKey }, log.sign(text));
  files.set("manifest.note", formatNote(text, [line]));
}

export type Json = Record<string, unknown>;

/** Edits one JSON document. */
export function editJson(files: Files, path: string, edit: (value: Json) => void): void {
  const value = JSON.parse(files.get(path) ?? "") as Json;
  edit(value);
  files.set(path, canonicalJson(value));
}

/** Edits the lines of `log/records.jsonl` or `log/checkpoints.jsonl` as values. */
export function editLines(files: Files, path: string, edit: (lines: Json[]) => void): void {
  const lines = linesIn(files, path);
  edit(lines);
  files.set(path, lines.map((line) => `${canonicalJson(line)}\n`).join(""));
}

export function linesIn(files: Files, path: string): Json[] {
  return (files.get(path) ?? "")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Json);
}
