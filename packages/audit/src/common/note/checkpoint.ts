import { HASH_BYTES } from "../tree/hashing.ts";
import { decodeBase64, toBase64 } from "./base64.ts";

/** What a log says of itself at one moment (C2SP tlog-checkpoint): three lines, never an extension line. */
export interface Checkpoint {
  readonly origin: string;
  /** Number of entries. */
  readonly size: number;
  /** RFC 6962 root, 32 bytes. */
  readonly root: Uint8Array;
}

/** Sizes have at most 15 digits, so that they are exact numbers. */
const SHAPE = /^([^\n]+)\n(0|[1-9][0-9]{0,14})\n([A-Za-z0-9+/]{43}=)\n$/;

export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${String(size)}\n${toBase64(root)}\n`;
}

/** Null when a note's text is not a checkpoint in its one spelling. */
export function readCheckpoint(text: string): Checkpoint | null {
  const [, origin = "", size = "", encoded = ""] = SHAPE.exec(text) ?? [];
  const root = decodeBase64(encoded, HASH_BYTES);
  return root ? { origin, size: Number(size), root } : null;
}

/** Names the log's key and its checkpoints. No web address: nothing is served there. */
export function originOf(log: string): string {
  return `casemate/log/${log}`;
}

/** Names the key of one epoch. */
export function epochName(log: string, epoch: number): string {
  return `${originOf(log)}/epoch/${String(epoch)}`;
}
