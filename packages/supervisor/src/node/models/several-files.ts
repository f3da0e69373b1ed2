import { RpcError } from "@casemate/contract";
import { byName, modelDigestText } from "@casemate/quarantine";
import { createHash } from "node:crypto";
import { isSeries, stemOf } from "../../common/model-groups.ts";

/** Longest path of a file inside its model's folder, in bytes: findings name no longer one, and the vault's index keeps it. */
const MAX_PATH_BYTES = 300;

/** One file of a model: its path in the model's folder, or its own name when it is the only one. Attacker-controlled: compared and shown, never opened. */
export interface NamedFile {
  readonly name: string;
  readonly sha256: string;
}

/** SHA-256 that stands for the model: the file's own, or the one over the list of its files (docs/formats/model-digest.md). */
export function modelDigest(files: readonly NamedFile[]): string {
  const [first] = files;
  if (!first) throw new RangeError("a model has at least one file");
  return files.length === 1
    ? first.sha256
    : createHash("sha256").update(modelDigestText(files)).digest("hex");
}

/** What the command line calls a model: its file name without what says that it is a file, or a part of several. */
export function modelName(label: string, files: readonly string[]): string {
  const whole = files.length > 1 && !files.every(isSeries);
  return (whole ? label : stemOf(label)) || label;
}

/**
 * The files in the order that they stand in a model.
 * @throws RpcError `bad_name` for names that are no plain paths below the model's folder, stand there twice, or cannot be told in its list.
 */
export function inOrder<T extends { readonly name: string }>(files: readonly T[]): T[] {
  const names = files.map(({ name }) => name);
  // A line feed could make two lists of files one text, and so two models one.
  const broken = names.length > 1 && names.some((name) => name.includes("\n"));
  if (broken || names.some((name) => !isPlain(name)) || new Set(names).size < names.length)
    throw new RpcError(
      "bad_name",
      "A file's name is empty, longer than 300 bytes, holds a line feed, leads out of its folder, or stands there twice. Nothing was kept.",
    );
  return [...files].sort(byName);
}

function isPlain(name: string): boolean {
  return (
    Buffer.byteLength(name) <= MAX_PATH_BYTES &&
    !name.includes("\0") &&
    name.split("/").every((part) => part !== "" && part !== "." && part !== "..")
  );
}
