import { canonicalJson } from "../canonical-json.ts";
import { toHex } from "../note/base64.ts";
import type { Sha256 } from "../tree/hashing.ts";

// The signed bundle of what was looked at: docs/formats/attestation.md.

export const ATTESTATION_FORMAT = "casemate-attestation/v1";

/** Every part of a bundle, in its order. */
export const ATTESTED_PARTS = [
  "programs",
  "engine",
  "policy",
  "log",
  "vault",
  "confinement",
  "integrity",
  "incidents",
  "gpu",
] as const;
export type AttestedPartId = (typeof ATTESTED_PARTS)[number];

/** Parts without which nothing that acts is started. */
export const GATING_PARTS: readonly AttestedPartId[] = ["programs", "engine", "policy", "log"];

export type AttestedState = "pending" | "attested" | "degraded" | "failed";

/** One part, apart from all others. `ok`: null when it could not be looked at. */
export interface StatementPart {
  readonly id: AttestedPartId;
  readonly ok: boolean | null;
  /** For people. */
  readonly words: string;
  /** What it rests on; numbers as decimal digits. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
}

/** What the log's key signs. Times are UTC, ISO 8601 with milliseconds. */
export interface AttestationStatement {
  readonly made: string;
  /** 16 to 64 bytes in hexadecimal: the asker's, or random ones. */
  readonly nonce: string;
  /** Casemate looked at itself; no hardware vouches for it. */
  readonly assurance: "software";
  readonly state: AttestedState;
  readonly version: string;
  /** Names this start of the machine; null where the system does not tell. */
  readonly boot: string | null;
  /** The key in the spelling of C2SP signed-note, and the newest checkpoint; null when the log could not be reached: then nobody signed. */
  readonly log: { readonly key: string; readonly checkpoint: string } | null;
  readonly parts: readonly StatementPart[];
  /** What it does not prove, one sentence each. */
  readonly limits: readonly string[];
}

export interface AttestationBundle {
  readonly format: typeof ATTESTATION_FORMAT;
  readonly statement: AttestationStatement;
  /** The signed note over the statement's digest. */
  readonly note: string | null;
}

/** How it stands, out of its parts: bad before unknown, and unknown is never attested. A part that is missing is unknown. */
export function attestedState(parts: readonly Pick<StatementPart, "id" | "ok">[]): AttestedState {
  const okOf = (id: AttestedPartId): boolean | null => parts.find((part) => part.id === id)?.ok ?? null;
  const gates = GATING_PARTS.map(okOf);
  if (gates.includes(false)) return "failed";
  if (gates.includes(null)) return "pending";
  return ATTESTED_PARTS.every((id) => okOf(id) === true) ? "attested" : "degraded";
}

/** What is signed: three lines, so it can be nothing else that the log's key signs. */
export function attestationText(origin: string, statementSha256: string): string {
  return `${ATTESTATION_FORMAT}\n${origin}\n${statementSha256}\n`;
}

/** SHA-256 of the statement's canonical JSON, hexadecimal. */
export function attestationDigest(sha256: Sha256, statement: AttestationStatement): string {
  return toHex(sha256(new TextEncoder().encode(canonicalJson(statement))));
}

/** The whole file. */
export function attestationFile(bundle: AttestationBundle): string {
  return `${canonicalJson(bundle)}\n`;
}
