import { toHex } from "../note/base64.ts";
import { originOf } from "../note/checkpoint.ts";
import { parseNote, readVerifierKey, signedBy, verifierKey, type NoteKey } from "../note/signed-note.ts";
import { BUNDLE_PATHS, isListed, type BundlePath } from "./files.ts";
import { checkSequence, walkHistory } from "./history.ts";
import type { Crypto } from "../chain.ts";
import { isSealing, readLeaves, type Leaves } from "./leaves.ts";
import { MAX_BUNDLE_RECORDS, MAX_LINE_CHARACTERS } from "./limits.ts";
import { readManifest, type Manifest } from "./manifest.ts";
import { BundleError, type BundleProblemName } from "./problem.ts";
import { bundleText } from "./statement.ts";
import { index, linesOf, onlyMembers, strictObject, textLike, textOf } from "./strict-text.ts";
import { readTar } from "./tar.ts";
import { wordList, wordsFor } from "./words.ts";

/** What a whole bundle shows. Everything here was verified, but for `manifest.created` and `.reason`, which the console said. */
export interface BundleFacts {
  readonly manifest: Manifest;
  /** How other people's tools name the log's key. */
  readonly verifierKey: string;
  readonly words: string;
  /** Records that the last checkpoint covers, and checkpoints that were held against the tree. */
  readonly size: number;
  readonly checkpoints: number;
  readonly hiddenFields: number;
  readonly files: Readonly<Record<BundlePath, Uint8Array>>;
}

export type BundleVerdict =
  | { readonly ok: true; readonly facts: BundleFacts }
  | { readonly ok: false; readonly problem: BundleProblemName; readonly message: string };

/**
 * Whether `archive` is a forensic bundle in which everything fits (docs/formats/forensic-bundle.md). `words`: those that the reader has from
 * elsewhere; without them, a log that was made up anew fits as well. Throws nothing.
 */
export function verifyBundle(crypto: Crypto, archive: Uint8Array, words: string | null): BundleVerdict {
  try {
    return { ok: true, facts: factsOf(crypto, archive, words) };
  } catch (error) {
    if (error instanceof BundleError) return { ok: false, problem: error.problem, message: error.message };
    throw error;
  }
}

function factsOf(crypto: Crypto, archive: Uint8Array, words: string | null): BundleFacts {
  const files = filesOf(archive);
  const manifest = readManifest(files["manifest.json"]);
  const { key, words: said } = readKeyFile(crypto, files["log/key.txt"]);
  checkSignature(crypto, files, manifest, key);
  checkFiles(crypto, files, manifest);
  const log = manifest.log.origin.slice(-32);
  const leaves = readLeaves(crypto.sha256, files["log/records.jsonl"], {
    log,
    hidden: manifest.hidden.map(({ name }) => name),
  });
  checkSequence(leaves.list);
  const notes = readCheckpoints(files["log/checkpoints.jsonl"]);
  const history = walkHistory(crypto, leaves.list, notes, manifest.log.origin);
  checkClaims(manifest, leaves, { size: history.size, epochs: history.epochs });
  const name = verifierKey(crypto.sha256, {
    name: originOf(history.first.log),
    publicKey: history.first.publicKey,
  });
  const own = wordsFor(crypto.sha256, history.first);
  if (name !== verifierKey(crypto.sha256, key) || own !== said)
    throw new BundleError("key", "log/key.txt has another key or other words than the log's first record.");
  if (words !== null && own !== words.trim().toLowerCase().split(/\s+/).join(" "))
    throw new BundleError(
      "words",
      "The twelve words are not those of this log: it is another log, or one made up anew.",
    );
  return {
    manifest,
    verifierKey: name,
    words: own,
    size: history.size,
    checkpoints: history.epochs,
    hiddenFields: leaves.hiddenFields,
    files,
  };
}

/** Every file of the format, and no other. */
function filesOf(archive: Uint8Array): Record<BundlePath, Uint8Array> {
  const files = new Map<string, Uint8Array>(readTar(archive).map(({ path, bytes }) => [path, bytes]));
  const known = new Set<string>(BUNDLE_PATHS);
  for (const path of files.keys())
    if (!known.has(path)) throw new BundleError("unexpected_file", `${path} does not belong in a bundle.`);
  for (const path of BUNDLE_PATHS)
    if (!files.has(path)) throw new BundleError("missing_file", `${path} is missing from the bundle.`);
  return Object.fromEntries(files) as Record<BundlePath, Uint8Array>;
}

/** Two lines: the key as other tools take it, and the words. */
function readKeyFile({ sha256 }: Crypto, bytes: Uint8Array): { key: NoteKey; words: string } {
  const [line = "", words = "", ...rest] = textOf(bytes, "log/key.txt").split("\n");
  const key = readVerifierKey(sha256, line);
  if (!key || rest.length !== 1 || rest[0] !== "")
    throw new BundleError("key", "log/key.txt does not hold a key.");
  return { key, words };
}

function checkSignature(
  crypto: Crypto,
  files: Record<BundlePath, Uint8Array>,
  { log }: Manifest,
  key: NoteKey,
): void {
  const digest = toHex(crypto.sha256(files["manifest.json"]));
  const note = parseNote(textOf(files["manifest.note"], "manifest.note"));
  const fits = note?.text === bundleText(log.origin, digest) && key.name === log.origin;
  if (!note || !fits || signedBy(crypto.sha256, crypto.verify, note, key) !== "valid")
    throw new BundleError("manifest_signature", "The manifest is not the one that the log's key signed.");
}

function checkFiles({ sha256 }: Crypto, files: Record<BundlePath, Uint8Array>, manifest: Manifest): void {
  for (const { path, bytes, sha256: digest } of manifest.files) {
    const file = files[path as BundlePath];
    if (file.length !== bytes || toHex(sha256(file)) !== digest)
      throw new BundleError("changed_file", `${path} is not the file that the manifest lists.`);
  }
  BUNDLE_PATHS.filter(isListed).forEach((path) => textOf(files[path], path));
  if (textOf(files["log/wordlist.txt"], "log/wordlist.txt") !== wordList())
    throw new BundleError("key", "log/wordlist.txt is not the list that the words are from.");
}

/** The notes, epoch after epoch. Throws `epoch` when one is left out. */
function readCheckpoints(bytes: Uint8Array): string[] {
  const where = "log/checkpoints.jsonl";
  const notes: string[] = [];
  for (const line of linesOf(bytes, where)) {
    if (line.length > MAX_LINE_CHARACTERS)
      throw new BundleError("too_large", `A line of ${where} is too long.`);
    const value = strictObject(textOf(line, where), where);
    onlyMembers(value, ["epoch", "note"], where);
    if (index(value["epoch"], where) !== notes.length)
      throw new BundleError("epoch", `The checkpoint of epoch ${String(notes.length)} is missing.`);
    notes.push(textLike(value["note"], /^[^]*$/, where));
  }
  return notes;
}

/** What the manifest says of the log, against what the log shows. */
function checkClaims(
  { log, records, hidden }: Manifest,
  { list, hiddenFields }: Leaves,
  { size, epochs }: { size: number; epochs: number },
): void {
  const inRange = list.filter(({ seq, level }) => seq + 2 ** level > log.from && seq < log.to);
  const shown = inRange.filter((leaf) => leaf.as === "shown").length;
  const forgotten = inRange.filter((leaf) => leaf.as === "forgotten").length;
  const strangers = list.some(
    (leaf) =>
      leaf.as !== null && (leaf.seq < log.from || leaf.seq >= log.to) && leaf.seq > 0 && !isSealing(leaf),
  );
  const whole = log.from < log.to && log.to <= size && inRange.length === log.to - log.from;
  const counted =
    shown === records.shown && forgotten === records.forgotten && shown + forgotten === inRange.length;
  if (!whole || !counted || strangers || log.to - log.from > MAX_BUNDLE_RECORDS)
    throw new BundleError("range", "The bundle does not hold the records that its manifest says it does.");
  if (log.checkpoint.size !== size || log.checkpoint.epoch !== epochs - 1)
    throw new BundleError("range", "The bundle does not end at the checkpoint that its manifest names.");
  if (hidden.reduce((sum, { count }) => sum + count, 0) !== hiddenFields)
    throw new BundleError("hidden", "The bundle hides another number of fields than its manifest says.");
}
