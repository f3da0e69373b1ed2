import { originOf, readCheckpoint } from "../common/note/checkpoint.ts";
import {
  formatNote,
  parseNote,
  signatureLine,
  signedBy,
  verifierKey,
  type NoteKey,
} from "../common/note/signed-note.ts";
import { signerOf, verifyEd25519, type Signer } from "./ed25519.ts";
import { sha256 } from "./hashing.ts";
import { openHeadFile } from "./head-file.ts";
import { openKeyFile } from "./key-file.ts";
import { layoutOf } from "./layout.ts";

/** The log's own key, read from its file: for who signs when no ledger runs any more. */
export interface LogIdentity {
  /** `casemate/log/<id>`. */
  readonly origin: string;
  /** In the spelling of C2SP signed-note. */
  readonly verifierKey: string;
  /** The newest checkpoint that this key signed, out of the head file; null when there is none. */
  readonly checkpoint: string | null;
  /** A signed note with this text. */
  sign(text: string): string;
}

/** Null when the key cannot be read. Never throws; needs no database. */
export function readLogIdentity(home: string): LogIdentity | null {
  const layout = layoutOf(home);
  const keys = attempt(() => {
    const file = openKeyFile(layout.key);
    try {
      return file.read();
    } finally {
      file.close();
    }
  });
  if (!keys) return null;
  const signer = signerOf(keys.logSeed);
  keys.logSeed.fill(0);
  keys.epochSeed.fill(0);
  const key = { name: originOf(keys.log), publicKey: signer.publicKey };
  return {
    origin: key.name,
    verifierKey: verifierKey(sha256, key),
    checkpoint: attempt(() => newestCheckpoint(layout.head, key)),
    sign: (text) => signWith(key, signer, text),
  };
}

function signWith(key: NoteKey, signer: Signer, text: string): string {
  return formatNote(text, [signatureLine(sha256, key, signer.sign(text))]);
}

function newestCheckpoint(path: string, key: NoteKey): string | null {
  const file = openHeadFile(path);
  try {
    const signed = file.checkpoints().flatMap((text) => {
      const note = parseNote(text ?? "");
      const checkpoint = note && readCheckpoint(note.text);
      const ours = note && checkpoint && signedBy(sha256, verifyEd25519, note, key) === "valid";
      return ours ? [{ text: text ?? "", size: checkpoint.size }] : [];
    });
    return signed.sort((a, b) => b.size - a.size)[0]?.text ?? null;
  } finally {
    file.close();
  }
}

function attempt<T>(run: () => T): T | null {
  try {
    return run();
  } catch {
    return null; // missing, damaged or not ours: the certificate then says so
  }
}
