import type { Report } from "../ports.ts";

/** Open incidents of one class; what comes beyond is counted in one of its own. A storm cannot push another class, or an open one, out. */
export const OPEN_PER_CLASS = 64;
/** Longest sentence of an incident (the contract's limit). */
const MAX_SENTENCE = 1000;

/** What makes two reports the same incident, as text. */
export function fingerprintText({ subject, ...report }: Report): string {
  return JSON.stringify(["casemate incident v1", report.class, subject.kind, subject.id]);
}

/** Where so many are open that nobody can read them, the rest is one. Its severity is the report's own: a critical one stays critical. */
export function tooMany(report: Report): Report {
  const words = `More than ${String(OPEN_PER_CLASS)} incidents of this kind are open. The newest ones are counted here: ${report.summary.message}`;
  return {
    ...report,
    subject: { kind: "console", id: "many" },
    summary: { code: "many_incidents", message: words.slice(0, MAX_SENTENCE) },
  };
}
