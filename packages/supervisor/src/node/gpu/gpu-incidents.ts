import type { GpuCheck, Incident, IncidentSeverity } from "@casemate/contract";
import type { Report, ReportIncident } from "@casemate/incidents";
import { hash } from "node:crypto";
import {
  FOR_ALL,
  gpuReports,
  type InUse,
  type IsNew,
  type Named,
} from "../../common/incidents/gpu-reports.ts";

type Open = Pick<Incident, "class" | "severity" | "subject" | "evidence">;

export interface IncidentsOfChecks {
  readonly report: ReportIncident;
  readonly register: { openOnes(): readonly Open[] };
}

export interface GpuIncidents {
  /** Reports what is new in a check. One change is named by one incident, across rounds, commands and restarts. */
  tell(check: GpuCheck, inUse: InUse): void;
}

const ORDER: readonly IncidentSeverity[] = ["low", "medium", "high", "critical"];

/** Hands findings over to the incidents, which contain, latch and keep. */
export function createGpuIncidents(incidents: IncidentsOfChecks): GpuIncidents {
  /** What was told and is still so: a person who dismissed it is not told again until it went away in between. */
  let told = new Set<string>();
  const reportsOf = (check: GpuCheck, inUse: InUse, isNew: IsNew): Report[] =>
    gpuReports(check, inUse, (text) => hash("sha256", text), isNew);
  const isOpen = (report: Report): boolean =>
    incidents.register
      .openOnes()
      .some(
        (one) =>
          one.class === report.class &&
          one.subject.kind === report.subject.kind &&
          one.subject.id === report.subject.id &&
          one.severity === report.severity,
      );
  return {
    tell: (check, inUse) => {
      const now = new Set<string>();
      const open = incidents.register.openOnes();
      const reports = reportsOf(check, inUse, (probe, kind, change) => {
        const key = changeKey(probe, kind.severity, change);
        now.add(key);
        return !told.has(key) && !open.some((one) => names(one, probe, kind, change));
      });
      for (const report of reports) {
        const key = keyOf(report);
        now.add(key);
        const changes = report.evidence.some(({ kind }) => kind === "change");
        if (changes || (!told.has(key) && !isOpen(report))) incidents.report(report);
      }
      told = now;
    },
  };
}

/** Whether an open incident, as grave at least, already names this change, or stands for all of its probe. */
function names(
  { class: of, severity, subject, evidence }: Open,
  probe: string,
  kind: Pick<Report, "class"> & { readonly severity: IncidentSeverity },
  change: Named,
): boolean {
  if (of !== kind.class || ORDER.indexOf(severity) < ORDER.indexOf(kind.severity)) return false;
  if (standsForAll(subject) && subject.id.startsWith(`gpu:${probe}:`)) return true;
  return evidence.some(
    (one) =>
      one.kind === "change" &&
      one.what === change.what &&
      one.before === change.before &&
      one.after === change.after,
  );
}

export function standsForAll({ kind, id }: Incident["subject"]): boolean {
  return kind === "machine" && id.endsWith(FOR_ALL);
}

function changeKey(
  probe: string,
  severity: IncidentSeverity,
  { what, before, after }: Omit<Named, "kind">,
): string {
  return JSON.stringify([probe, severity, what, before, after]);
}

function keyOf({ class: of, severity, subject }: Report): string {
  return [of, severity, subject.kind, subject.id].join("\n");
}
