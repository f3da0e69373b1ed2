import { figure } from "../text.ts";
import { notAdmitted, type Sniffed } from "./define-sniffer.ts";

/** Where the version stands, after the magic, and its bytes. */
const VERSION_AT = 4;
const VERSION_BYTES = 4;
/** Bytes up to the end of the two counts: 24 from version 2 on. */
const COUNTS_END = 24;

/** Version 1 of the format: its lengths have 32 bits, so a reader of later versions would misread all of them. */
export function versionOne(): Sniffed {
  return notAdmitted("GGUF v1", {
    rule: "format.gguf-v1",
    offset: VERSION_AT,
    length: VERSION_BYTES,
    message:
      "This is GGUF version 1 (little-endian, the number at byte 4), of August 2023. Its lengths have 32 bits where today's have 64. Current engines no longer load it, and its readers had memory errors.",
  });
}

/**
 * A file whose numbers stand the other way round: a swapped magic ("FUGG"), or the usual one before a version whose low
 * half is empty, which no version is. llama.cpp tells it by the same rule.
 */
export function bigEndian(head: Uint8Array): Sniffed {
  return notAdmitted("GGUF big-endian", {
    rule: "format.gguf-big-endian",
    offset: VERSION_AT,
    length: VERSION_BYTES,
    message: `This GGUF file is made for big-endian computers (IBM Z, some POWER)${details(head)}. No computer that Casemate runs on can use it.`,
  });
}

function details(head: Uint8Array): string {
  if (head.length < VERSION_AT + VERSION_BYTES) return "";
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const version = view.getUint32(VERSION_AT);
  const counts =
    head.length < COUNTS_END || version < 2
      ? ""
      : `, with ${figure(view.getBigUint64(8))} tensors and ${figure(view.getBigUint64(16))} keys`;
  return `: read that way, the number at byte 4 says version ${figure(version)}${counts}`;
}

/** Whether a version read as little-endian is one that was written as big-endian. */
export function isSwapped(version: number): boolean {
  return version !== 0 && (version & 0xffff) === 0;
}
