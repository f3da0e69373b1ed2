import type { Incident } from "@casemate/contract";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { FromServer } from "../components/from-server.tsx";
import { Card } from "../components/page.tsx";
import { CopyButton } from "../components/small.tsx";
import { visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import { useNow } from "../state/now.ts";
import { historyOf, type Past } from "./incident-view.ts";
import css from "./incidents.module.css";

/** What became of it, oldest first. */
export function History({ incident }: { incident: Incident }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  return (
    <Card flush>
      <ol className={css.history} aria-label={t("incidents.history")}>
        {historyOf(incident).map((past, index) => (
          <li key={index}>
            <time dateTime={past.at} title={format.exact(past.at)} className="muted num">
              {format.stamp(past.at, now)}
            </time>
            <span>
              {wordsOf(past, t)} {past.why !== null && <Why past={past} text={past.why} />}
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}

/** A reason out of the supervisor, or what a person wrote. */
function Why({ past, text }: { past: Past; text: string }) {
  return past.kind === "dismissed" ? (
    <q dir="auto">{visible(text)}</q>
  ) : (
    <FromServer>{visible(text)}</FromServer>
  );
}

function wordsOf(past: Past, t: TFunction): string {
  if (past.kind === "escalated")
    return t("incidents.past.escalated", {
      from: t(`incidents.severity.${past.from}`),
      to: t(`incidents.severity.${past.to}`),
    });
  if (past.kind === "seen" || past.kind === "reminded")
    return t(`incidents.past.${past.kind}`, { count: past.count });
  return t(`incidents.past.${past.kind}`, { by: "by" in past ? visible(past.by) : "" });
}

/** The whole of it, for whoever wants to see that nothing was left out. */
export function RawIncident({ incident }: { incident: Incident }) {
  const { t } = useTranslation();
  const text = JSON.stringify(incident, null, 2);
  return (
    <details className={css.raw}>
      <summary>{t("incidents.raw")}</summary>
      <p className="muted">{t("incidents.rawText")}</p>
      <pre tabIndex={0} dir="ltr">
        {text.split("\n").map(visible).join("\n")}
      </pre>
      <CopyButton text={text} name={t("incidents.rawName")} shown />
    </details>
  );
}
