/**
 * `not_sealed`: no sealed file, or one whose writing never finished. `version`: made by a later Casemate. `wrong_key`: the key belongs to
 * another file, or salt or commitment were altered. `damaged`: bytes were altered, moved or come from another file. `truncated`,
 * `extended`: the file is shorter or longer than its authenticated size. `out_of_range`: the caller asked for bytes that do not exist.
 * `too_large`: the writer was given more than `MAX_PLAIN_BYTES`. `closed`: used after `close`. `unreadable`: the system refused a read.
 */
export type SealedFileCode =
  | "not_sealed"
  | "version"
  | "wrong_key"
  | "damaged"
  | "truncated"
  | "extended"
  | "out_of_range"
  | "too_large"
  | "closed"
  | "unreadable";

/** `message` is one plain sentence without secrets; `offset` is a byte offset in the stored file, where one is known. */
export class SealedFileError extends Error {
  readonly code: SealedFileCode;
  readonly offset: number | null;
  constructor(code: SealedFileCode, message: string, offset: number | null = null) {
    super(message);
    this.name = "SealedFileError";
    this.code = code;
    this.offset = offset;
  }
}
