import type { Approval, Job } from "@casemate/contract";

/** Where an export stands that was asked for under a given id. */
export type ExportPhase =
  /** Waits for a person to answer it elsewhere. */
  | { readonly at: "waiting"; readonly approval: Approval }
  | { readonly at: "making"; readonly job: Job | null }
  /** Nothing was made: denied, cancelled, failed, or void because something changed. */
  | {
      readonly at: "ended";
      readonly how: "denied" | "void" | "failed" | "cancelled";
      readonly why: string | null;
    }
  /** Approved and made: it can be fetched, unless it was let go. */
  | { readonly at: "made" }
  /** The console knows nothing of it: it was started again since. */
  | { readonly at: "unknown" };

/** Read off the console's own state, so that a page that was loaded again goes on where it was. */
export function exportPhase(
  exportId: string,
  approvals: readonly Approval[],
  jobs: readonly Job[],
): ExportPhase {
  const approval = approvals.findLast(({ input }) => input.includes(exportId));
  const job = jobs.findLast(({ kind, subject }) => kind === "export" && subject === exportId) ?? null;
  if (approval === undefined) return { at: "unknown" };
  if (approval.state === "pending") return { at: "waiting", approval };
  if (approval.state === "granted") return approval.outcome === null ? { at: "making", job } : { at: "made" };
  const how = approval.state === "failed" && job?.state === "cancelled" ? "cancelled" : approval.state;
  return { at: "ended", how, why: how === "failed" ? approval.outcome : null };
}
