import { CanarySearch, type ReportIncident } from "@casemate/incidents";
import { saidCanary } from "./incidents/model-reports.ts";

/**
 * Listens to one answer of a model, piece by piece: a canary in it is told once. `given`: what the model was given to read. Repeating a canary that a
 * person has pasted is no sign of anything.
 */
export function watchAnswer(
  report: ReportIncident,
  modelId: string,
  given: readonly { readonly text: string }[],
): (piece: string) => void {
  const known = new Set(
    given.map(({ text }) => new CanarySearch().take(text)).filter((canary) => canary !== null),
  );
  const search = new CanarySearch();
  let told = false;
  return (piece) => {
    const canary = search.take(piece);
    if (canary === null || told || known.has(canary)) return;
    told = true;
    report(saidCanary(modelId));
  };
}
