import { RpcError } from "@casemate/contract";
import { canonicalJson } from "../canonical-json.ts";
import { toHex } from "../note/base64.ts";
import { collectLog, joined, type Collected, type Selection, type Source } from "./collect.ts";
import { BUNDLE_PATHS, isListed, STATEMENTS, type BundlePath, type StatementName } from "./files.ts";
import { MAX_BUNDLE_BYTES, MAX_MANIFEST_BYTES } from "./limits.ts";
import { formatManifest, type Manifest } from "./manifest.ts";
import { readmeText } from "./readme.ts";
import { tarBytes, writeTar } from "./tar.ts";
import { wordList } from "./words.ts";

/** The two programs that a bundle carries so that a stranger can check it. */
export interface Verifiers {
  readonly html: Uint8Array;
  readonly python: Uint8Array;
}

export interface BundleRequest extends Selection {
  /** What the person adds in their own words. */
  readonly notes: string;
  /** Why fields were hidden; empty for none. */
  readonly reason: string;
  /** ISO 8601 in UTC, with milliseconds. */
  readonly created: string;
  /** What the console says of itself: values that canonical JSON can carry. */
  readonly statements: Readonly<Record<StatementName, object>>;
  readonly verifiers: Verifiers;
}

export interface Built {
  readonly archive: Uint8Array;
  readonly manifest: Manifest;
  /** 64 hexadecimal digits: the digest of `manifest.json`, which stands for the whole bundle. */
  readonly digest: string;
  /** Twelve, for the keys that the log began with. */
  readonly words: string;
}

/**
 * Makes a bundle (docs/formats/forensic-bundle.md). The same log, request and signature give the same bytes. Throws `bad_range`, `too_large`, and
 * what the ledger throws.
 */
export async function buildBundle(source: Source, request: BundleRequest): Promise<Built> {
  const log = await collectLog(source, request);
  const listed = listedFiles(log, request);
  const manifest = manifestOf(source, request, log, listed);
  const text = utf8(formatManifest(manifest));
  if (text.length > MAX_MANIFEST_BYTES) throw new RpcError("too_large", "The manifest would be too large.");
  const digest = toHex(source.sha256(text));
  const { note } = await source.call("ledger.sign", { what: "bundle", sha256: digest });
  const files = { ...listed, "manifest.json": text, "manifest.note": utf8(note) };
  if (tarBytes(Object.values(files).map(({ length }) => length)) > MAX_BUNDLE_BYTES)
    throw new RpcError(
      "too_large",
      "The bundle would be larger than a bundle can be. Choose a smaller range.",
    );
  const archive = joined(writeTar(BUNDLE_PATHS.map((path) => ({ path, bytes: files[path] }))));
  return { archive, manifest, digest, words: log.words };
}

type ListedFiles = Record<Exclude<BundlePath, "manifest.json" | "manifest.note">, Uint8Array>;

function listedFiles(log: Collected, request: BundleRequest): ListedFiles {
  const statements = Object.fromEntries(
    STATEMENTS.map((name) => [
      `statements/${name}.json`,
      utf8(`${canonicalJson(request.statements[name])}\n`),
    ]),
  ) as Record<`statements/${StatementName}.json`, Uint8Array>;
  return {
    ...statements,
    "README.txt": utf8(readmeText(log)),
    "log/checkpoints.jsonl": log.checkpoints,
    "log/key.txt": utf8(`${log.verifierKey}\n${log.words}\n`),
    "log/records.jsonl": log.records,
    "log/wordlist.txt": utf8(wordList()),
    "notes.txt": utf8(request.notes.toWellFormed()),
    "verify.html": request.verifiers.html,
    "verify.py": request.verifiers.python,
  };
}

function manifestOf(
  { sha256 }: Source,
  { created, reason }: BundleRequest,
  { origin, from, to, checkpoint, shown, forgotten, hidden }: Collected,
  files: ListedFiles,
): Manifest {
  const listed = BUNDLE_PATHS.filter(isListed) as (keyof ListedFiles)[];
  return {
    created,
    files: listed.map((path) => ({ path, bytes: files[path].length, sha256: toHex(sha256(files[path])) })),
    hidden,
    reason: reason.toWellFormed(),
    log: { origin, from, to, checkpoint },
    records: { shown, forgotten },
  };
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
