import { POLICY_ROWS } from "./rows.ts";

/** SHA-256 over the rows in their order, lower-case hexadecimal: which policy was in force, in one line of the log. */
export async function policyDigest(): Promise<string> {
  const rows = POLICY_ROWS.map(({ rule, calls, risk, via, when, decision, reason }) => [
    rule,
    calls,
    risk ?? null,
    via ?? null,
    when ?? null,
    decision,
    reason,
  ]);
  const text = new TextEncoder().encode(`casemate policy v1\n${JSON.stringify(rows)}`);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", text));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
