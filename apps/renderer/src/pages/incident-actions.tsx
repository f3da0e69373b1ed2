import type { ContainmentResult, Incident } from "@casemate/contract";
import { useTranslation } from "react-i18next";
import { FromServer } from "../components/from-server.tsx";
import { Card } from "../components/page.tsx";
import { TimeAgo } from "../components/small.tsx";
import { StateMark, type Tone } from "../components/state-mark.tsx";
import { visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import { hasEnded } from "./incident-view.ts";
import css from "./incidents.module.css";

const TONES: Record<ContainmentResult["state"], Tone> = { running: "unknown", done: "ok", failed: "danger" };

/** What did not work, loudly, and what a person does instead. */
export function IncidentFailed({ incident }: { incident: Incident }) {
  const { t } = useTranslation();
  const failed = incident.containment.filter(({ state }) => state === "failed");
  if (failed.length === 0 || hasEnded(incident)) return null;
  return (
    <div className={css.failed} role="alert">
      <StateMark tone="danger" />
      <div>
        <p>
          <strong>{t("incidents.failedTitle")}</strong>
        </p>
        <ul>
          {failed.map(({ action }) => (
            <li key={action}>
              <p>
                <strong>{t(`incidents.action.${action}`)}.</strong> {t(`incidents.hand.${action}`)}
              </p>
            </li>
          ))}
        </ul>
        <p className="muted">{t("incidents.handAgain")}</p>
      </div>
    </div>
  );
}

/** Each action with what was seen afterwards. */
export function IncidentActions({ incident: { containment } }: { incident: Incident }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (containment.length === 0) return <p className="muted">{t("incidents.didNothing")}</p>;
  return (
    <Card flush>
      <ul className={css.actions} aria-label={t("incidents.did")}>
        {containment.map(({ action, state, detail, ms, at }) => (
          <li key={action} className={css.action}>
            <StateMark tone={TONES[state]} />
            <div>
              <p>
                <strong>{t(`incidents.action.${action}`)}</strong>:{" "}
                <span className={state === "failed" ? "tone-danger" : undefined}>
                  {t(`incidents.actionState.${state}`)}
                </span>
              </p>
              <p className="muted">
                <FromServer>{visible(detail)}</FromServer>{" "}
                {state !== "running" && (
                  <>
                    <TimeAgo at={at} /> · {t("incidents.took", { time: format.duration(ms) })}
                  </>
                )}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}
