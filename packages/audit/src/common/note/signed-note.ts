import type { Sha256 } from "../tree/hashing.ts";
import { decodeAnyBase64, decodeBase64, toBase64, toHex } from "./base64.ts";

/** C2SP signed-note, version 1. Ed25519 has type 1; other types (ML-DSA-44 cosignatures are 6) are kept and never counted. */
const ED25519 = 0x01;
const KEY_ID_BYTES = 4;
const PUBLIC_KEY_BYTES = 32;
export const SIGNATURE_BYTES = 64;
/** The specification asks for at least 16 lines; post-quantum signatures have up to 5 kB. */
const MAX_SIGNATURES = 16;
const MAX_SIGNATURE_BYTES = 5_000;
/** Longer notes are refused unread: ours have 400 bytes, foreign signatures take the rest. */
export const MAX_NOTE_CHARACTERS = 128 * 1024;

/** An Ed25519 public key under a name, as `name+id+key` in other people's tools. */
export interface NoteKey {
  readonly name: string;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
}

export interface NoteSignature {
  readonly name: string;
  /** First four bytes of SHA-256(name ‖ LF ‖ type ‖ key). */
  readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
}

export interface SignedNote {
  /** What is signed, with its last line feed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const NAME = /^[^\s+\p{White_Space}\p{Cc}]+$/u;

export function keyId(sha256: Sha256, { name, publicKey }: NoteKey): Uint8Array {
  return sha256(utf8(`${name}\n`), Uint8Array.of(ED25519), publicKey).subarray(0, KEY_ID_BYTES);
}

/** The key as other tools take it: `<name>+<id>+<base64 of type and key>`. */
export function verifierKey(sha256: Sha256, key: NoteKey): string {
  const bytes = new Uint8Array(1 + PUBLIC_KEY_BYTES);
  bytes[0] = ED25519;
  bytes.set(key.publicKey, 1);
  return `${key.name}+${toHex(keyId(sha256, key))}+${toBase64(bytes)}`;
}

/** Null when it is none of ours, or its id does not fit. */
export function readVerifierKey(sha256: Sha256, text: string): NoteKey | null {
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(text);
  const bytes = decodeBase64(match?.[3] ?? "", 1 + PUBLIC_KEY_BYTES);
  if (!match || bytes?.[0] !== ED25519) return null;
  const key = { name: match[1] ?? "", publicKey: bytes.subarray(1) };
  return toHex(keyId(sha256, key)) === match[2] ? key : null;
}

/** One signature line, its line feed included. `signature` is over the note's text. */
export function signatureLine(sha256: Sha256, key: NoteKey, signature: Uint8Array): string {
  const bytes = new Uint8Array(KEY_ID_BYTES + SIGNATURE_BYTES);
  bytes.set(keyId(sha256, key));
  bytes.set(signature, KEY_ID_BYTES);
  return `— ${key.name} ${toBase64(bytes)}\n`;
}

export function formatNote(text: string, lines: readonly string[]): string {
  return `${text}\n${lines.join("")}`;
}

/** Null when the text is not a signed note. Nothing is verified here. */
export function parseNote(note: string): SignedNote | null {
  if (note.length > MAX_NOTE_CHARACTERS || !note.isWellFormed()) return null;
  if (/[\0-\x09\x0b-\x1f]/.test(note)) return null;
  const end = note.lastIndexOf("\n\n");
  if (end < 0 || !note.endsWith("\n")) return null;
  const lines = note.slice(end + 2, -1).split("\n");
  if (lines.length > MAX_SIGNATURES) return null;
  const signatures = lines.map(parseSignature);
  return signatures.every((signature) => signature !== null)
    ? { text: note.slice(0, end + 1), signatures }
    : null;
}

function parseSignature(line: string): NoteSignature | null {
  const [dash, name = "", encoded = "", ...rest] = line.split(" ");
  const bytes = decodeAnyBase64(encoded, KEY_ID_BYTES + MAX_SIGNATURE_BYTES);
  if (dash !== "—" || rest.length > 0 || !NAME.test(name) || !bytes || bytes.length <= KEY_ID_BYTES)
    return null;
  return { name, keyId: bytes.slice(0, KEY_ID_BYTES), signature: bytes.slice(KEY_ID_BYTES) };
}

/** Ed25519 (RFC 8032): does `signature` of `message` fit `publicKey`? False for keys that are no points. */
export type VerifyEd25519 = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;

export type Signed = "valid" | "invalid" | "absent";

/** Whether this key signed the note: by exactly one line, since two under one name and id would be one too many. */
export function signedBy(sha256: Sha256, verify: VerifyEd25519, note: SignedNote, key: NoteKey): Signed {
  const id = toHex(keyId(sha256, key));
  const lines = note.signatures.filter((line) => line.name === key.name && toHex(line.keyId) === id);
  const [line] = lines;
  if (!line) return "absent";
  if (lines.length > 1 || line.signature.length !== SIGNATURE_BYTES) return "invalid";
  return verify(key.publicKey, utf8(note.text), line.signature) ? "valid" : "invalid";
}

const encoder = new TextEncoder();
function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}
