import { canonicalJson } from "../canonical-json.ts";
import { toHex } from "../note/base64.ts";
import type { Sha256 } from "../tree/hashing.ts";

// The file that a panic of level 3 leaves, and the report of a drill: docs/formats/erasure.md.

export const ERASURE_FORMAT = "casemate-erasure/v1";

/** One step as it is told to a stranger. */
export interface ErasureStep {
  readonly id: string;
  readonly does: string;
  readonly medium: string;
  readonly claim: "proven" | "best_effort" | "told";
  readonly state: "waiting" | "running" | "done" | "failed" | "absent";
  readonly detail: string;
  readonly ms: number | null;
}

/** What the log's key signs. Times are UTC, ISO 8601 with milliseconds. */
export interface ErasureStatement {
  readonly kind: "erasure" | "drill";
  /** 32 hexadecimal digits; names the file. */
  readonly id: string;
  readonly level: 1 | 2 | 3;
  readonly cause: string;
  readonly resumed: boolean;
  readonly begun: string;
  readonly made: string;
  readonly version: string;
  /** The vault's id, 32 hexadecimal digits; null when its header could not be read. */
  readonly vault: string | null;
  /** The key in the spelling of C2SP signed-note, and the newest checkpoint; null when the key could not be read: then nobody signed. */
  readonly log: { readonly key: string; readonly checkpoint: string | null } | null;
  readonly steps: readonly ErasureStep[];
  readonly method: string;
  readonly survives: readonly string[];
}

export interface Certificate {
  readonly format: typeof ERASURE_FORMAT;
  readonly statement: ErasureStatement;
  /** The signed note over the statement's digest. */
  readonly note: string | null;
  /** What was done after the key was destroyed: said, and signed by nobody. */
  readonly after: readonly ErasureStep[];
}

/** What is signed: three lines, so it can be neither a checkpoint nor a bundle. */
export function erasureText(origin: string, statementSha256: string): string {
  return `${ERASURE_FORMAT}\n${origin}\n${statementSha256}\n`;
}

/** SHA-256 of the statement's canonical JSON, hexadecimal. */
export function statementDigest(sha256: Sha256, statement: ErasureStatement): string {
  return toHex(sha256(new TextEncoder().encode(canonicalJson(statement))));
}

/**
 * Each step with its last result: one that failed, and was done when the panic was ended at a later start, was done. What stands in `after` nobody
 * signed, so a stranger is also told what was signed.
 */
export function lastResults({ statement, after }: Pick<Certificate, "statement" | "after">): ErasureStep[] {
  return [...new Map([...statement.steps, ...after].map((step) => [step.id, step])).values()];
}

/** The whole file. */
export function certificateFile(certificate: Certificate): string {
  return `${canonicalJson(certificate)}\n`;
}
