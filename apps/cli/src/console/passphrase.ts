import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { UsageError } from "../usage-error.ts";

/** More than any person types; a wrong file would otherwise be read whole. */
const MAX_PASSPHRASE_BYTES = 40_000;

/** Where a passphrase may come from; never argv. */
export interface PassphraseOptions {
  readonly passphraseFd?: number | undefined;
}

/** True when a passphrase can be had without asking on the terminal. */
export function hasPassphraseSource(options: PassphraseOptions): boolean {
  return options.passphraseFd !== undefined || (process.env["CASEMATE_PASSPHRASE_FILE"] ?? "") !== "";
}

/** What a descriptor gave, kept for the one time it is asked for again: a pipe can be read only once. */
const kept = new Map<number, Buffer>();

/**
 * The passphrase as UTF-8 (NFC), without the final line break. The caller wipes it. `again`: it is asked for once more, to confirm; what came from
 * a descriptor is then kept until that, or until `forgetPassphrases`. Throws `UsageError`.
 */
export async function readPassphrase(
  options: PassphraseOptions,
  question: string,
  again = false,
): Promise<Buffer> {
  if (options.passphraseFd !== undefined) return fromDescriptor(options.passphraseFd, again);
  const file = process.env["CASEMATE_PASSPHRASE_FILE"];
  if (file !== undefined && file !== "") return normalised(readFile(file));
  if (!process.stdin.isTTY)
    throw new UsageError(
      "No passphrase: there is no terminal to ask on. Set CASEMATE_PASSPHRASE_FILE or pass --passphrase-fd.",
    );
  return normalised(await askOnTerminal(question));
}

/** Wipes what was kept for a question that did not come. */
export function forgetPassphrases(): void {
  for (const bytes of kept.values()) bytes.fill(0);
  kept.clear();
}

function fromDescriptor(fd: number, again: boolean): Buffer {
  const before = kept.get(fd);
  kept.delete(fd);
  const bytes = before ?? normalised(readDescriptor(fd, `Descriptor ${String(fd)}`));
  if (again) kept.set(fd, Buffer.from(bytes));
  return bytes;
}

/**
 * A new passphrase: from the file that CASEMATE_NEW_PASSPHRASE_FILE names, or typed twice on the terminal. Never from where the present one
 * comes from: the two would be the same. Throws `UsageError`.
 */
export async function readNewPassphrase(question: string): Promise<Buffer> {
  const file = process.env["CASEMATE_NEW_PASSPHRASE_FILE"];
  if (file !== undefined && file !== "") return normalised(readFile(file));
  if (!process.stdin.isTTY)
    throw new UsageError(
      "No new passphrase: there is no terminal to ask on. Set CASEMATE_NEW_PASSPHRASE_FILE.",
    );
  const first = await askOnTerminal(question);
  const second = await askOnTerminal("The same again: ");
  const same = first.equals(second);
  second.fill(0);
  if (same) return normalised(first);
  first.fill(0);
  throw new UsageError("The two are not the same. Nothing was changed.");
}

/** Recovery words from a file, or one line typed on the terminal without echo. The caller wipes it. Throws `UsageError`. */
export async function readWords(file: string | undefined, question: string): Promise<Buffer> {
  if (file !== undefined) return readFile(file);
  if (!process.stdin.isTTY)
    throw new UsageError(
      "No recovery words: there is no terminal to ask on. Name their file with --words-file.",
    );
  return askOnTerminal(question);
}

/** One line typed on the terminal without echo. The caller wipes it. */
export function askSecret(question: string): Promise<Buffer> {
  return askOnTerminal(question);
}

function readFile(path: string): Buffer {
  let fd: number;
  try {
    fd = openSync(path, "r");
  } catch {
    throw new UsageError(`The passphrase file ${path} cannot be read.`);
  }
  try {
    if (process.platform !== "win32" && (fstatSync(fd).mode & 0o077) !== 0)
      process.stderr.write(`casemate: other users can read ${path}; run chmod 600 on it.\n`);
    return readDescriptor(fd, `The passphrase file ${path}`);
  } finally {
    closeSync(fd);
  }
}

function readDescriptor(fd: number, what: string): Buffer {
  const buffer = Buffer.alloc(MAX_PASSPHRASE_BYTES + 1);
  let length = 0;
  try {
    for (;;) {
      const count = readSync(fd, buffer, length, buffer.length - length, null);
      if (count === 0) break;
      length += count;
      if (length > MAX_PASSPHRASE_BYTES)
        throw new UsageError(
          `${what} holds more than ${String(MAX_PASSPHRASE_BYTES)} bytes: that is not a passphrase.`,
        );
    }
  } catch (error) {
    buffer.fill(0);
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${what} cannot be read.`);
  }
  if (length > 0 && buffer[length - 1] === 0x0a) length -= 1;
  if (length > 0 && buffer[length - 1] === 0x0d) length -= 1;
  return buffer.subarray(0, length);
}

/** NFC, so that the same characters typed on another system open the vault. ASCII needs no copy. */
function normalised(bytes: Buffer): Buffer {
  if (bytes.every((byte) => byte < 0x80)) return bytes;
  const text = bytes.toString("utf8").normalize("NFC");
  bytes.fill(0);
  return Buffer.from(text, "utf8");
}

/** Reads one line without echo. Ctrl C and Ctrl D give up. */
function askOnTerminal(question: string): Promise<Buffer> {
  const { stdin, stderr } = process;
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.resume();
  const typed = Buffer.alloc(MAX_PASSPHRASE_BYTES);
  let length = 0;
  return new Promise((resolve, reject) => {
    const end = (): void => {
      stdin.off("data", onData);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write("\n");
    };
    const onData = (chunk: Buffer): void => {
      for (const byte of chunk) {
        if (byte === 0x0d || byte === 0x0a) {
          chunk.fill(0);
          end();
          resolve(typed.subarray(0, length));
          return;
        }
        if (byte === 0x03 || byte === 0x04) {
          typed.fill(0);
          end();
          reject(new UsageError("Nothing was typed."));
          return;
        }
        if (byte === 0x7f || byte === 0x08) length = previousCharacter(typed, length);
        else if (length < typed.length) typed[length++] = byte;
      }
      chunk.fill(0);
    };
    stdin.on("data", onData);
  });
}

/** Length after removing the last UTF-8 character. */
function previousCharacter(bytes: Buffer, length: number): number {
  let at = Math.max(0, length - 1);
  while (at > 0 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at -= 1;
  return at;
}
