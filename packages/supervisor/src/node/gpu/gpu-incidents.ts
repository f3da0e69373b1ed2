import type { GpuCheck, Incident } from "@casemate/contract";
import type { Report, ReportIncident } from "@casemate/incidents";
import { hash } from "node:crypto";
import { gpuReports, type InUse } from "../../common/incidents/gpu-reports.ts";

export interface IncidentsOfChecks {
  readonly report: ReportIncident;
  readonly register: {
    openOnes(): readonly Pick<Incident, "class" | "severity" | "subject">[];
  };
}

export interface GpuIncidents {
  /** Reports what is new in a check. One change is one incident, across rounds, commands and restarts. */
  tell(check: GpuCheck, inUse: InUse): void;
  /** Whether a check still finds what this incident is about. */
  stands(subject: Incident["subject"], check: GpuCheck, inUse: InUse): boolean;
}

/** Hands findings over to the incidents, which contain, latch and keep. */
export function createGpuIncidents(incidents: IncidentsOfChecks): GpuIncidents {
  /** What was told and is still so: a person who dismissed it is not told again until it went away in between. */
  let told = new Set<string>();
  const reportsOf = (check: GpuCheck, inUse: InUse): Report[] =>
    gpuReports(check, inUse, (text) => hash("sha256", text));
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
      const reports = reportsOf(check, inUse);
      for (const report of reports) if (!told.has(keyOf(report)) && !isOpen(report)) incidents.report(report);
      told = new Set(reports.map(keyOf));
    },
    stands: ({ kind, id }, check, inUse) =>
      reportsOf(check, inUse).some(({ subject }) => subject.kind === kind && subject.id === id),
  };
}

function keyOf({ class: of, severity, subject }: Report): string {
  return [of, severity, subject.kind, subject.id].join("\n");
}
