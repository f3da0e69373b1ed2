import { MAX_MODEL_FILES, RpcError, type Source } from "@casemate/contract";
import { closeSync, constants, fstatSync, openSync, type StatsBase } from "node:fs";
import { basename, dirname, relative, sep } from "node:path";
import type { Readable } from "node:stream";
import { isSeries } from "../../common/model-groups.ts";
import { reason } from "../home.ts";
import { expandInputs } from "../inputs/expand.ts";
import { identityOf, sameFile, type FileIdentity } from "./pending.ts";
import { inOrder } from "./several-files.ts";

/** Most files below a folder that is to be imported: model folders have hundreds, a home folder given by mistake has more. */
const MAX_FOLDER_FILES = 10_000;
/** Longest file name that is kept, in bytes (ext4, APFS and NTFS allow no more). */
const MAX_NAME_BYTES = 255;
/** Most models named in one sentence. */
const NAMED = 3;

/** One file on this machine. `name`: its path in the model's folder. `file`: it must be this one, null where any is meant. */
export interface IncomingFile {
  readonly name: string;
  readonly path: string;
  readonly file: FileIdentity | null;
}

/** One model that can be taken in: a file, or several. `label` names it for people. */
export type Incoming =
  | {
      readonly kind: "path";
      readonly label: string;
      readonly path: string;
      readonly files: readonly IncomingFile[];
    }
  | {
      readonly kind: "stream";
      readonly label: string;
      /** The files' bytes follow each other in `stream`; only a file by itself may be of unknown length. */
      readonly files: readonly { readonly name: string; readonly bytes: number | null }[];
      readonly stream: Readable;
      readonly source: Source["kind"];
    };

/** One file of an incoming model, checked. */
export interface OpenedFile {
  readonly name: string;
  readonly bytes: number | null;
  /** Null for what comes as a stream. */
  readonly disk: { readonly fd: number; readonly path: string; readonly file: FileIdentity } | null;
}

/**
 * The one model that some absolute paths are: a file, parts, a folder.
 * @throws RpcError `no_file`, `several_models`, `links`, `too_many_files`, `unreadable`.
 */
export function incomingFrom(paths: readonly string[]): Incoming {
  const [given = ""] = paths;
  let inputs: ReturnType<typeof expandInputs>;
  try {
    inputs = expandInputs(paths, MAX_FOLDER_FILES);
  } catch (error) {
    if (error instanceof RpcError) throw error;
    throw new RpcError("unreadable", `${given} cannot be read: ${reason(error)}.`);
  }
  const [input, ...others] = inputs;
  if (!input)
    throw new RpcError("no_file", `There is no file in ${given}. Give a model file or a model's folder.`);
  if (others.length > 0) {
    const named = inputs.slice(0, NAMED).map(({ path }) => basename(path));
    const more = inputs.length > NAMED ? ` and ${String(inputs.length - NAMED)} more` : "";
    throw new RpcError(
      "several_models",
      `These files are not one model but several: ${named.join(", ")}${more}. Import one model at a time.`,
    );
  }
  if (input.links.length > 0)
    throw new RpcError(
      "links",
      `${input.path} holds links. What they point to can be changed after the check. Import a copy of the folder that holds the files themselves.`,
    );
  if (input.special.length > 0)
    throw new RpcError(
      "special",
      `${input.path} holds a pipe, a socket or a device. Import a copy of the folder that holds files only.`,
    );
  const files = input.files.map(({ path, name }) => ({ path, name, file: null }));
  return { kind: "path", label: basename(input.path), path: input.path, files };
}

/** Files that were dropped on the window as one model, each by its absolute path; names are taken from the folder they are all in. */
export function incomingDropped(paths: readonly string[]): Incoming {
  const [first = ""] = paths;
  let folder = dirname(first);
  while (paths.some((path) => !path.startsWith(folder === sep ? sep : folder + sep)))
    folder = dirname(folder);
  const files = paths.map((path) => ({
    path,
    name: relative(folder, path).split(sep).join("/"),
    file: null,
  }));
  const parts = files.length === 1 || files.every(({ name }) => isSeries(name));
  const path = parts ? ([...paths].sort()[0] ?? first) : folder;
  return { kind: "path", label: basename(path) || basename(first), path, files };
}

/**
 * Opens and checks the files, in the order that they stand in the model. The caller closes them.
 * @throws RpcError `unreadable`, `not_a_file`, `source_changed`, `bad_name`, `too_many_files`.
 */
export function openIncoming(incoming: Incoming): OpenedFile[] {
  if (incoming.files.length > MAX_MODEL_FILES)
    throw new RpcError(
      "too_many_files",
      `${incoming.label} has ${String(incoming.files.length)} files; Casemate takes up to ${String(MAX_MODEL_FILES)} as one model.`,
    );
  if (incoming.kind === "stream") return openStream(incoming);
  const opened: OpenedFile[] = [];
  try {
    for (const file of inOrder(incoming.files)) opened.push(openFile(file));
    return opened;
  } catch (error) {
    closeAll(opened);
    throw error;
  }
}

export function closeAll(opened: readonly OpenedFile[]): void {
  for (const { disk } of opened) if (disk !== null) closeSync(disk.fd);
}

/** True while a file is the one that was opened, by size, time and number. */
export function isUnchanged({ disk }: OpenedFile): boolean {
  return disk === null || sameFile(disk.file, identityOf(fstatSync(disk.fd, { bigint: true })));
}

function openFile({ name, path, file: expected }: IncomingFile): OpenedFile {
  let fd: number;
  try {
    // O_NONBLOCK: opening a FIFO must not wait for a writer.
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw new RpcError("unreadable", `${path} cannot be read: ${reason(error)}.`);
  }
  try {
    const stat = fstatSync(fd, { bigint: true });
    const problem = notAFile(stat);
    if (problem !== null)
      throw new RpcError("not_a_file", `${path} is ${problem}. Give the path of one model file.`);
    const file = identityOf(stat);
    if (expected !== null && !sameFile(expected, file)) throw anotherFile(path);
    return { name, bytes: Number(stat.size), disk: { fd, path, file } };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function anotherFile(path: string): RpcError {
  return new RpcError(
    "source_changed",
    `${path} is not the file any more that was being imported when the vault was locked. Nothing was kept. Import it again if you want this one.`,
  );
}

/** A page names what it sends; a file by itself is called what the upload is called. */
function openStream({ label, files }: Extract<Incoming, { kind: "stream" }>): OpenedFile[] {
  if (
    [label, ...files.flatMap(({ name }) => name.split("/"))].some(
      (name) => Buffer.byteLength(name) > MAX_NAME_BYTES,
    )
  )
    throw new RpcError("bad_name", "The file's name is longer than 255 bytes. Rename it and try again.");
  if (files.length > 1 && files.some(({ bytes }) => bytes === null))
    throw new RpcError("bad_request", "The upload does not say how long its files are.");
  // The bytes come in the order of the files: it must be the model's.
  const ordered = inOrder(files);
  if (ordered.some((file, index) => file !== files[index]))
    throw new RpcError("bad_request", "The upload's files are not in the order of their names.");
  return ordered.map(({ name, bytes }) => ({ name, bytes, disk: null }));
}

/** What a path is when it is not a regular file, in words. */
export function notAFile(stat: StatsBase<number> | StatsBase<bigint>): string | null {
  if (stat.isFile()) return null;
  if (stat.isDirectory()) return "a folder";
  if (stat.isFIFO()) return "a pipe, not a file";
  if (stat.isSocket()) return "a socket, not a file";
  return "a device, not a file";
}
