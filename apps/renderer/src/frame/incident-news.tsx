import type { IncidentSummary } from "@casemate/contract";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { newsOf, worstOf } from "../pages/incident-view.ts";
import { useSlice } from "../state/console-store.ts";
import { notifyCritical } from "../state/notify.ts";

/** Says aloud what became known, critical or uncontained, or was not answered in time (assertive), and lets the system tell of critical ones where the person allowed it. */
export function IncidentNews() {
  const { t } = useTranslation();
  const { items, kept } = useSlice("incidents");
  const before = useRef<readonly IncidentSummary[] | null>(null);
  const [text, setText] = useState("");
  useEffect(() => {
    if (kept === "starting") return;
    const news = before.current === null ? [] : newsOf(before.current, items);
    before.current = items;
    const worst = worstOf(news);
    if (worst === null) return;
    const what = t(`incidents.class.${worst.class}`);
    setText(
      worst.state === "containment_failed"
        ? t("incidents.newsFailed", { what })
        : t("incidents.news", { what, severity: t(`incidents.severity.${worst.severity}`) }),
    );
    if (news.some(({ severity }) => severity === "critical")) notifyCritical(t("incidents.notify.told"));
  }, [items, kept, t]);
  return (
    <p className="visually-hidden" role="alert">
      {text}
    </p>
  );
}
