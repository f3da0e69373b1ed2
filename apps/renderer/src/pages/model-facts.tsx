import type { ModelReport, ModelSummary } from "@casemate/contract";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Card, Facts, Section } from "../components/page.tsx";
import { Digest, FileName, TimeAgo } from "../components/small.tsx";
import { visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";

/** What the bytes are, by content. */
export function FactsSection({ report, model }: { report: ModelReport; model: ModelSummary }) {
  const { t } = useTranslation();
  const format = useFormat();
  const facts = model.facts;
  const said = (value: string | null | undefined): ReactNode =>
    value == null || value === "" ? (
      <span className="muted">{t("model.none")}</span>
    ) : (
      <bdi>{visible(value)}</bdi>
    );
  const counted = (value: number | null | undefined): ReactNode =>
    said(value == null ? null : format.count(value));
  const engine = Object.entries(report.engine)
    .map(([name, version]) => `${name} ${version}`)
    .join(", ");
  const items: (readonly [string, ReactNode])[] = [
    [t("model.fact.file"), <FileName key="file" name={model.fileName} />],
    [t("model.fact.digest"), <Digest key="digest" value={model.sha256} name={t("model.fact.digest")} />],
    [
      t("model.fact.size"),
      <span key="size" title={`${format.count(model.bytes)} B`}>
        {format.bytes(model.bytes)}
      </span>,
    ],
    [t("model.fact.format"), said(facts?.format)],
    [t("model.fact.architecture"), said(facts?.architecture)],
    [t("model.fact.title"), said(facts?.title)],
    [t("model.fact.quantisation"), said(facts?.quantisation)],
    [
      t("model.fact.parameters"),
      facts?.parameters == null ? (
        said(null)
      ) : (
        <span key="parameters" title={format.count(facts.parameters)}>
          {format.short(facts.parameters)}
        </span>
      ),
    ],
    [t("model.fact.tensors"), counted(facts?.tensors)],
    [t("model.fact.context"), counted(facts?.contextLength)],
    [
      t("model.fact.template"),
      facts === null ? said(null) : facts.chatTemplate ? t("model.yes") : t("model.no"),
    ],
    [t("model.fact.source"), t(`model.source.${report.source.kind}`)],
    [t("model.fact.received"), <TimeAgo key="received" at={model.receivedAt} />],
    [
      t("model.fact.decided"),
      model.decidedAt === null ? said(null) : <TimeAgo key="decided" at={model.decidedAt} />,
    ],
    [t("model.fact.engine"), said(engine)],
  ];
  return (
    <Section title={t("model.facts")} note={t("model.factsNote")}>
      <Card>
        <Facts items={items} />
      </Card>
    </Section>
  );
}
