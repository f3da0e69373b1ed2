import type { ModelReport, ModelSummary } from "@casemate/contract";
import type { TFunction } from "i18next";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Card, Facts, Section } from "../components/page.tsx";
import css from "./model.module.css";
import { Digest, FileName, TimeAgo } from "../components/small.tsx";
import { visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";

type Item = readonly [label: string, value: ReactNode];

/** What the bytes are, by content; where they came from; who looked at them. */
export function FactsSection({ report, model }: { report: ModelReport; model: ModelSummary }) {
  const { t } = useTranslation();
  const items = [...useFileFacts(model, report), ...useModelFacts(model), ...useHistoryFacts(model, report)];
  return (
    <Section title={t("model.facts")} note={t("model.factsNote")}>
      <Card>
        <Facts items={items} />
      </Card>
    </Section>
  );
}

function useFileFacts(model: ModelSummary, report: ModelReport): readonly Item[] {
  const { t } = useTranslation();
  const format = useFormat();
  const size = <span title={`${format.count(model.bytes)} B`}>{format.bytes(model.bytes)}</span>;
  return [
    [t("model.fact.file"), <FileName key="file" name={model.fileName} />],
    [t("model.fact.digest"), <Digest key="digest" value={model.sha256} name={t("model.fact.digest")} />],
    [t("model.fact.size"), size],
    ...(model.files > 1
      ? [[t("model.fact.files"), <FileList key="files" files={report.files} />] as const]
      : []),
    [t("model.fact.format"), <Said key="format" value={model.facts?.format} />],
  ];
}

/** Every file of the model with its size; its digest is in the title. */
function FileList({ files }: { files: ModelReport["files"] }) {
  const format = useFormat();
  return (
    <ul className={css.files}>
      {files.map(({ name, bytes, sha256 }) => (
        <li key={name} title={`SHA-256 ${sha256}`}>
          <FileName name={name} /> <span className="muted">{format.bytes(bytes)}</span>
        </li>
      ))}
    </ul>
  );
}

/** Only where a structure was read: a refused pickle has no tensors to speak of. */
function useModelFacts({ facts }: ModelSummary): readonly Item[] {
  const { t } = useTranslation();
  const format = useFormat();
  if (facts === null || (facts.architecture === null && facts.tensors === null)) return [];
  const count = (value: number | null): string | null => (value === null ? null : format.count(value));
  const parameters =
    facts.parameters === null ? (
      <Said value={null} />
    ) : (
      <span title={format.count(facts.parameters)}>{format.short(facts.parameters)}</span>
    );
  return [
    [t("model.fact.architecture"), <Said key="architecture" value={facts.architecture} />],
    [t("model.fact.title"), <Said key="title" value={facts.title} />],
    [t("model.fact.quantisation"), <Said key="quantisation" value={facts.quantisation} />],
    [t("model.fact.parameters"), parameters],
    [t("model.fact.tensors"), <Said key="tensors" value={count(facts.tensors)} />],
    [t("model.fact.context"), <Said key="context" value={count(facts.contextLength)} />],
    [t("model.fact.template"), facts.chatTemplate ? t("model.yes") : t("model.no")],
  ];
}

function useHistoryFacts(model: ModelSummary, report: ModelReport): readonly Item[] {
  const { t } = useTranslation();
  const engine = inspectedBy(report.engine, t);
  return [
    [t("model.fact.source"), t(`model.source.${report.source.kind}`)],
    [t("model.fact.received"), <TimeAgo key="received" at={model.receivedAt} />],
    ...(model.decidedAt === null
      ? []
      : [[t("model.fact.decided"), <TimeAgo key="decided" at={model.decidedAt} />] as const]),
    ...(engine === "" ? [] : [[t("model.fact.engine"), <Said key="engine" value={engine} />] as const]),
  ];
}

const LEVELS = ["full", "reduced", "none", "unknown"] as const;

/** The program, the engine and the box that looked at it, as far as the report says. */
function inspectedBy({ casemate, isolation, policy, ...rest }: ModelReport["engine"], t: TFunction): string {
  const level = LEVELS.find((one) => one === isolation);
  return [
    casemate ? `Casemate ${casemate}` : "",
    ...Object.values(rest),
    policy === undefined
      ? ""
      : policy === "default"
        ? t("model.noPolicy")
        : t("model.byPolicy", { digest: policy.slice(0, 12) }),
    level === undefined ? (isolation ?? "") : t(`status.isolation.${level}`),
  ]
    .filter((part) => part !== "")
    .join(", ");
}

/** A claim out of the file, or that there is none. */
function Said({ value }: { value: string | null | undefined }) {
  const { t } = useTranslation();
  if (value == null || value === "") return <span className="muted">{t("model.none")}</span>;
  return <bdi>{visible(value)}</bdi>;
}
