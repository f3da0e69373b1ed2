import {
  MAX_ATTESTATION_BYTES,
  nodeCrypto,
  verifyAttestation,
  type AttestationVerdict,
} from "@casemate/audit";
import { resolve } from "node:path";
import { printAnswer, visible } from "../console/output.ts";
import { partLines } from "./attest-parts.ts";
import type { Common } from "./common-options.ts";
import { readBundle } from "./forensic-file.ts";

export interface VerifyOptions extends Common {
  readonly nonce?: string;
  readonly key?: string;
}

/** Says what an attestation that somebody handed over is worth; needs no console and no data directory. Throws UsageError for a file that cannot be read. */
export function verifyAttested(file: string, { nonce, key, json }: VerifyOptions): void {
  const bytes = readBundle(resolve(file), MAX_ATTESTATION_BYTES + 1);
  const verdict = verifyAttestation(nodeCrypto, bytes, { nonce: nonce ?? null, key: key ?? null });
  const compared = { nonce: nonce !== undefined, key: key !== undefined };
  const answer = verdict.ok
    ? { ok: true, origin: verdict.origin, records: verdict.records, compared, ...verdict.bundle.statement }
    : verdict;
  printAnswer({ ok: verdict.ok, text: verdictText(verdict, compared), json: answer }, json);
}

function verdictText(
  verdict: AttestationVerdict,
  compared: { readonly nonce: boolean; readonly key: boolean },
): string {
  if (!verdict.ok) return `Not verified (${verdict.problem}): ${visible(verdict.message)}`;
  const { statement } = verdict.bundle;
  return [
    `This attestation is unchanged: ${visible(verdict.origin)}, a log of ${String(verdict.records)} records, signed it.`,
    `Casemate ${visible(statement.version)} found on ${statement.made}: ${statement.state}.`,
    ...partLines(statement.parts),
    compared.nonce
      ? "It was made for your nonce: it is no older than that."
      : `Not compared: whether it is an answer to you. Its nonce is ${statement.nonce}; pass yours with --nonce.`,
    compared.key
      ? "It was signed with the key that you named."
      : "Not compared: whose log this is. Pass a key that you know from before with --key.",
    ...statement.limits.map((one) => `Does not prove: ${visible(one)}`),
  ].join("\n");
}
