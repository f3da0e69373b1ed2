import type { IncidentSummary } from "@casemate/contract";
import { ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { SEVERITY_TONES } from "../components/severity.ts";
import { TimeAgo } from "../components/small.tsx";
import { StateMark } from "../components/state-mark.tsx";
import { hasEnded, INCIDENT_TONES } from "./incident-view.ts";
import { WhatHappened } from "./incident-words.tsx";
import css from "./incidents.module.css";

/** One line of the timeline: how bad, what, how it stands, what the person does next. */
export function IncidentRow({ incident }: { incident: IncidentSummary }) {
  const { t } = useTranslation();
  const { id, summary, count, lastSeenAt, next } = incident;
  return (
    <li>
      <Link href={`/incidents/${id}`} className={css.row}>
        <SeverityMark incident={incident} />
        <span className={css.words}>
          <strong>{t(`incidents.class.${incident.class}`)}</strong>
          <span className="muted">
            <WhatHappened summary={summary} />
          </span>
          {next !== null && (
            <span className={css.next}>
              {t("incidents.your")}: {t(`incidents.next.${next}`)}
            </span>
          )}
        </span>
        <span className={css.stands}>
          <StateWord incident={incident} />
          <span className="muted num">
            {t("incidents.seen", { count })} · {t("incidents.lastSeen")} <TimeAgo at={lastSeenAt} />
          </span>
        </span>
        <ChevronRight aria-hidden className="icon muted" />
      </Link>
    </li>
  );
}

/** How bad it is; of one that has ended, how bad it was: then no colour calls for attention. */
export function SeverityMark({ incident }: { incident: Pick<IncidentSummary, "severity" | "state"> }) {
  const { t } = useTranslation();
  const { severity } = incident;
  return (
    <span className={css.mark}>
      <StateMark tone={hasEnded(incident) ? "quiet" : SEVERITY_TONES[severity]} />
      {t(`incidents.severity.${severity}`)}
    </span>
  );
}

export function StateWord({ incident }: { incident: Pick<IncidentSummary, "state"> }) {
  const { t } = useTranslation();
  const tone = INCIDENT_TONES[incident.state];
  return (
    <span className={css.mark}>
      <StateMark tone={tone} />
      <span className={tone === "danger" ? "tone-danger" : undefined}>
        {t(`incidents.state.${incident.state}`)}
      </span>
    </span>
  );
}
