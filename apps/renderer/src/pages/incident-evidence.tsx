import type { Evidence } from "@casemate/contract";
import type { TFunction } from "i18next";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Card, Facts } from "../components/page.tsx";
import { Digest, TimeAgo } from "../components/small.tsx";
import { visible } from "../format/text.ts";
import { useFormat, type Format } from "../format/use-format.ts";
import css from "./incidents.module.css";

/** What was seen, each with its kind. Texts in it may come from others: they are shown with every character visible. */
export function EvidenceList({ evidence }: { evidence: readonly Evidence[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (evidence.length === 0) return <p className="muted">{t("incidents.evidenceNone")}</p>;
  return (
    <ul className={css.stack}>
      {evidence.map((one, index) => (
        <li key={index}>
          <Card>
            <h3>{t(`incidents.evidence.${one.kind}`)}</h3>
            <Facts
              items={[...rowsOf(one, t, format), [t("incidents.field.at"), <TimeAgo key="at" at={one.at} />]]}
            />
          </Card>
        </li>
      ))}
    </ul>
  );
}

type Row = readonly [label: string, value: ReactNode];

function rowsOf(one: Evidence, t: TFunction, format: Format): Row[] {
  switch (one.kind) {
    case "digest":
      return [
        [t("incidents.field.what"), <Said key="what" text={one.what} />],
        [t("incidents.field.expected"), <Sha key="expected" value={one.expected} />],
        [t("incidents.field.found"), <Sha key="found" value={one.found} />],
      ];
    case "file":
      return [
        [t("incidents.field.path"), <Said key="path" text={one.path} />],
        [t("incidents.field.problem"), <Said key="problem" text={one.problem} />],
      ];
    case "process":
      return [
        [t("incidents.field.service"), <Said key="service" text={one.service} />],
        [t("incidents.field.pid"), one.pid ?? t("incidents.field.pidUnknown")],
        [t("incidents.field.end"), <Said key="end" text={one.end} />],
      ];
    case "change":
      return [
        [t("incidents.field.what"), <Said key="what" text={one.what} />],
        [t("incidents.field.before"), <Said key="before" text={one.before} />],
        [t("incidents.field.after"), <Said key="after" text={one.after} />],
      ];
    case "count":
      return [
        [t("incidents.field.what"), <Said key="what" text={one.what} />],
        [t("incidents.field.count"), format.count(one.count)],
      ];
    case "call":
      return [
        [t("incidents.field.call"), <code key="call">{visible(one.call)}</code>],
        [t("incidents.field.rule"), <code key="rule">{visible(one.rule)}</code>],
        [t("incidents.field.via"), <Said key="via" text={one.via} />],
      ];
    case "probe":
      return [
        [t("incidents.field.probe"), <code key="probe">{visible(one.probe)}</code>],
        [t("incidents.field.found"), t(`gpu.status.${one.status}`)],
        [t("incidents.field.verdict"), t(`gpu.verdict.${one.verdict}`)],
        [t("incidents.field.score"), format.share(one.score)],
        [t("incidents.field.reasons"), <Reasons key="reasons" reasons={one.reasons} />],
      ];
  }
}

function Said({ text }: { text: string }) {
  return <bdi lang="en">{visible(text)}</bdi>;
}

function Reasons({ reasons }: { reasons: readonly string[] }) {
  return (
    <>
      {reasons.map((reason) => (
        <div key={reason}>
          <Said text={reason} />
        </div>
      ))}
    </>
  );
}

function Sha({ value }: { value: string | null }) {
  const { t } = useTranslation();
  return value === null ? t("incidents.field.none") : <Digest value={value} name="SHA-256" />;
}
