import { PanicOutcome, PanicStepId } from "@casemate/contract";
import { lastResults, readCertificate } from "@casemate/audit";
import type { Home } from "../home.ts";
import { newestCertificate } from "./certificate.ts";
import type { Journal } from "./journal.ts";

/** How the last panic ended: level 3 leaves a certificate and nothing else, so one that is newer than the journal's outcome counts. */
export function lastOutcome({ root }: Pick<Home, "root">, journal: Journal): PanicOutcome | null {
  const { last } = journal.read();
  const erased = erasureOutcome(root);
  if (last === null || erased === null) return last ?? erased;
  return erased.endedAt > last.endedAt ? erased : last;
}

function erasureOutcome(root: string): PanicOutcome | null {
  const file = newestCertificate(root);
  if (file === null) return null;
  const certificate = readCertificate(new TextEncoder().encode(file.text));
  const { statement } = certificate;
  const last = new Map(lastResults(certificate).map((step) => [step.id, step]));
  const inOrder = PanicStepId.options.flatMap((id) => last.get(id) ?? []);
  const steps = inOrder.map(({ id, claim, state, detail, ms }) => ({
    id,
    claim,
    state,
    detail: detail.slice(0, 300),
    ms,
  }));
  const outcome = PanicOutcome.safeParse({
    id: statement.id,
    level: statement.level,
    cause: statement.cause,
    begunAt: statement.begun,
    endedAt: statement.made,
    ms: steps.reduce((sum, { ms }) => sum + (ms ?? 0), 0),
    complete: steps.every(({ state }) => state === "done" || state === "absent"),
    resumed: statement.resumed,
    logged: false,
    steps,
    certificate: file.name,
  });
  return outcome.success ? outcome.data : null;
}
