import { canonicalJson } from "../../src/common/canonical-json.ts";
import {
  ERASURE_FORMAT,
  erasureText,
  statementDigest,
  type Certificate,
  type ErasureStatement,
} from "../../src/common/erasure/certificate.ts";
import { checkpointText } from "../../src/common/note/checkpoint.ts";
import { formatNote, signatureLine, verifierKey } from "../../src/common/note/signed-note.ts";
import { nodeCrypto } from "../../src/node/bundle-crypto.ts";
import { signerOf } from "../../src/node/ed25519.ts";

const { sha256 } = nodeCrypto;
export const ORIGIN = `casemate/log/${"0123456789abcdef".repeat(2)}`;

export interface Log {
  readonly key: string;
  readonly sign: (text: string) => string;
}

/** A log whose key is made from 32 times `seed`. */
export function logWith(seed: number): Log {
  const own = signerOf(Buffer.alloc(32, seed));
  const key = { name: ORIGIN, publicKey: own.publicKey };
  return {
    key: verifierKey(sha256, key),
    sign: (text) => formatNote(text, [signatureLine(sha256, key, own.sign(text))]),
  };
}

export const log = logWith(7);

export const STATEMENT: ErasureStatement = {
  kind: "erasure",
  id: "f".repeat(32),
  level: 3,
  cause: "passphrase",
  resumed: false,
  begun: "2026-11-01T00:00:05.000Z",
  made: "2026-11-01T00:00:05.120Z",
  version: "0.1.0",
  vault: "3f7a9c2100112233445566778899aabb",
  log: {
    key: log.key,
    checkpoint: log.sign(checkpointText({ origin: ORIGIN, size: 42, root: Buffer.alloc(32, 9) })),
  },
  steps: [
    {
      id: "header",
      does: "Overwrite the whole header.",
      medium: "file vault/header, both copies",
      claim: "best_effort",
      state: "done",
      detail: "Read back: „random“ bytes only.",
      ms: 3,
    },
  ],
  method: "Cryptographic Erase",
  survives: ["Backups made earlier."],
};

/** Signed by whoever has `by`, whatever it says. */
export function certify(statement: ErasureStatement, by = log): Certificate {
  const note = by.sign(erasureText(ORIGIN, statementDigest(sha256, statement)));
  const after = [{ ...STATEMENT.steps[0]!, id: "log_key", ms: null }];
  return { format: ERASURE_FORMAT, statement, note, after };
}

/** The file of something that no certificate is. */
export function fileOf(value: unknown): string {
  return `${canonicalJson(value)}\n`;
}
