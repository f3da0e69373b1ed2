import type { Incident } from "@casemate/contract";
import { CLASSES } from "../classes/index.ts";
import type { AlteredIncident, Report } from "../ports.ts";
import { isEnded, nextOf, opened } from "./fold.ts";
import { fingerprintText } from "./told.ts";

/** What the log says last of an incident whose row cannot be trusted. `subject`: null where it does not say. */
export interface LoggedIncident extends Pick<
  Incident,
  "class" | "severity" | "state" | "count" | "openedAt"
> {
  readonly subject: Incident["subject"] | null;
  readonly at: string;
}

const ENTRY: Readonly<Record<AlteredIncident["problem"], string>> = {
  missing: "gone",
  changed: "changed",
  unreadable: "not readable",
};

/**
 * An incident put back from the log, with nothing of its row: what a person did with it is void unless the log says that it ended. It is
 * contained again when it is loaded. `now`: ISO time; `digest`: SHA-256 of a text in hexadecimal.
 */
export function restored(
  { id, problem }: AlteredIncident,
  logged: LoggedIncident,
  { now, digest }: { readonly now: string; readonly digest: (text: string) => string },
): Incident {
  const report: Report = {
    class: logged.class,
    subject: logged.subject ?? { kind: "log", id: "incidents" },
    summary: {
      code: "incident_restored",
      message:
        "The entry of this incident was changed outside of Casemate. It was put back as far as the log tells.",
    },
    evidence: [{ kind: "change", what: `incident ${id}`, before: "as the log says", after: ENTRY[problem] }],
  };
  const { openedAt: at, severity, count, state } = logged;
  const fingerprint = digest(fingerprintText(report));
  const fresh = {
    ...opened(report, CLASSES[logged.class], { id, fingerprint, at, severity }),
    count,
    lastSeenAt: logged.at,
  };
  if (isEnded({ state }))
    return { ...fresh, state, ended: { at: logged.at, by: "not kept: see the log", reason: null } };
  const why = "Its entry was changed outside of Casemate: what was done with it counts no more.";
  return { ...fresh, voided: { at: now, why }, next: nextOf(fresh) };
}
