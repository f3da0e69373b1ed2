import { MAX_BUNDLE_BYTES } from "./limits.ts";
import { BundleError } from "./problem.ts";

export interface BundleFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

const BLOCK = 512;
/** More files than the format has: what comes after is not looked at. */
const MAX_FILES = 64;
/** Field of the name in a ustar header; its last byte stays zero. */
const NAME_BYTES = 100;
const CHECKSUM = { at: 148, bytes: 8 } as const;
const SIZE = { at: 124, bytes: 12 } as const;
const TYPE_AT = 156;
const REGULAR = 0x30;

/**
 * The archive as a list of pieces: ustar (POSIX.1-1988) with one spelling for everything: owner 0, mode 0644, time 0, no names of people, no
 * prefix, two zero blocks at the end. `files` must be in the order of their paths. Same input, same bytes.
 */
export function writeTar(files: readonly BundleFile[]): Uint8Array[] {
  const pieces = files.flatMap(({ path, bytes }) => [
    headerOf(path, bytes.length),
    bytes,
    new Uint8Array(paddingOf(bytes.length)),
  ]);
  return [...pieces, new Uint8Array(2 * BLOCK)];
}

/** Bytes that the archive of files of these sizes takes. */
export function tarBytes(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + BLOCK + size + paddingOf(size), 2 * BLOCK);
}

/** All files of an archive, whose bytes lie in `archive`. Throws BundleError unless it is what `writeTar` would write. */
export function readTar(archive: Uint8Array): BundleFile[] {
  checkWhole(archive);
  const files: BundleFile[] = [];
  for (let at = 0; ;) {
    if (archive.length - at < BLOCK) throw cut();
    const header = archive.subarray(at, at + BLOCK);
    if (isZero(header)) {
      checkEnd(archive, at);
      return files;
    }
    if (files.length === MAX_FILES) throw new BundleError("too_large", "The archive has too many files.");
    const path = readPath(header);
    checkType(header, path);
    const size = readSize(header, path);
    const from = at + BLOCK;
    const next = from + size + paddingOf(size);
    if (next > archive.length) throw cut();
    if (!isZero(archive.subarray(from + size, next)))
      throw new BundleError("padding", `Behind ${path}, there are bytes where only zeros belong.`);
    checkOrder(files, path);
    files.push({ path, bytes: archive.subarray(from, from + size) });
    at = next;
  }
}

const AGE = new TextEncoder().encode("age-encryption.org/");

function checkWhole(archive: Uint8Array): void {
  if (archive.length === 0) throw new BundleError("empty", "The file is empty.");
  if (AGE.every((byte, i) => archive[i] === byte))
    throw new BundleError(
      "encrypted",
      "The bundle is encrypted. Decrypt it first, for example with: age -d -i KEYFILE -o bundle.tar FILE",
    );
  if (archive.length > MAX_BUNDLE_BYTES)
    throw new BundleError(
      "too_large",
      `The file is larger than a bundle can be (${String(MAX_BUNDLE_BYTES)} bytes).`,
    );
}

function checkEnd(archive: Uint8Array, at: number): void {
  if (archive.length - at < 2 * BLOCK) throw cut();
  if (archive.length > at + 2 * BLOCK || !isZero(archive.subarray(at)))
    throw new BundleError("trailing", "There are bytes behind the end of the archive.");
}

function checkType(header: Uint8Array, path: string): void {
  if (header[TYPE_AT] !== REGULAR)
    throw new BundleError("not_a_file", `${path} is a link, folder, device or extension, not a plain file.`);
}

function checkOrder(files: readonly BundleFile[], path: string): void {
  if (files.some((file) => file.path === path))
    throw new BundleError("duplicate_name", `${path} is in the archive twice.`);
  const last = files.at(-1);
  if (last && last.path > path)
    throw new BundleError("order", `${path} is not in its place: the files must be sorted by name.`);
}

/** Only names that mean the same on every system, without a way out of the folder they are unpacked in. */
function readPath(header: Uint8Array): string {
  const raw = header.subarray(0, NAME_BYTES);
  const end = raw.indexOf(0);
  const name = String.fromCharCode(...raw.subarray(0, end < 0 ? NAME_BYTES : end));
  const parts = name.split("/");
  const plain = parts.every((part) => /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(part) && !part.includes(".."));
  if (end < 0 || !plain)
    throw new BundleError(
      "path",
      "A file in the archive has a name that no bundle has, such as a path out of its folder.",
    );
  return name;
}

/** The size as written; every other byte of the header is then known, and has to be there. */
function readSize(header: Uint8Array, path: string): number {
  const text = String.fromCharCode(...header.subarray(SIZE.at, SIZE.at + SIZE.bytes));
  const size = /^[0-7]{11}\0$/.test(text) ? Number.parseInt(text, 8) : -1;
  const only = headerOf(path, Math.max(0, size));
  if (size < 0 || !header.every((byte, i) => byte === only[i]))
    throw new BundleError("header", `The archive's header of ${path} is not the one that a bundle has.`);
  return size;
}

function headerOf(path: string, size: number): Uint8Array {
  const header = new Uint8Array(BLOCK);
  const put = (at: number, text: string): void => {
    for (let i = 0; i < text.length; i++) header[at + i] = text.charCodeAt(i);
  };
  put(0, path);
  put(100, "0000644\0"); // mode
  put(108, "0000000\0"); // owner
  put(116, "0000000\0"); // group
  put(SIZE.at, `${size.toString(8).padStart(11, "0")}\0`);
  put(136, "00000000000\0"); // time
  header[TYPE_AT] = REGULAR;
  put(257, "ustar\u000000");
  put(329, "0000000\0"); // device numbers
  put(337, "0000000\0");
  header.fill(0x20, CHECKSUM.at, CHECKSUM.at + CHECKSUM.bytes);
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(CHECKSUM.at, `${sum.toString(8).padStart(6, "0")}\0 `);
  return header;
}

function paddingOf(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

function cut(): BundleError {
  return new BundleError("truncated", "The file ends too early: a part of it is missing.");
}
