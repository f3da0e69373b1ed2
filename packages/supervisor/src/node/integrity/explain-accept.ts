import type { IntegrityOffer } from "@casemate/contract";
import type { Explanation } from "../../common/approval-request.ts";
import { riskOf } from "../console/explain-risk.ts";

/** Changes that an approval shows one by one. */
const SHOWN = 20;

/** What an approval of accepting changed files says; null for every other call. Bound to exactly what was offered. */
export function explainAccept(
  call: string,
  input: unknown,
  offer: IntegrityOffer | null,
): Explanation | null {
  if (call !== "integrity.accept") return null;
  const risk = riskOf(call);
  const { digest } = (input ?? {}) as { digest?: unknown };
  if (offer === null || offer.digest !== digest)
    return {
      sentence: "wants to accept changed files, and nobody has looked at them. Nothing would happen.",
      name: null,
      risk,
      evidence: [],
      diff: [],
      subject: "none",
    };
  const { lines, more, notes, refused } = offer;
  const hidden = lines.length - SHOWN + more;
  return {
    sentence: "wants watched files to count as meant as they are now.",
    name: null,
    risk,
    evidence: [
      ...(refused === null ? [] : [refused]),
      ...notes,
      ...(hidden > 0 ? [`${String(hidden)} more files are not shown here`] : []),
      "Fresh traps are put in their places",
    ],
    diff: lines.slice(0, SHOWN).map(({ path, from, to, known }) => ({
      what: path.slice(0, 200),
      before: known ? (from ?? "not there") : "not known",
      after: to ?? "not there",
    })),
    subject: offer.digest,
  };
}
