import {
  CONSEQUENCES,
  type Consequence,
  type Finding,
  type ModelReport,
  type Severity,
  type StageId,
} from "@casemate/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FindingRow } from "../components/finding-row.tsx";
import { Card, Empty, Section } from "../components/page.tsx";
import css from "./model-findings.module.css";

const ORDER: Record<Severity, number> = { critical: 0, high: 1, medium: 2, low: 3, info: 4 };
/** Groups in the order of what they come to, worst first. */
const GROUP = Object.fromEntries(CONSEQUENCES.map((consequence, at) => [consequence, at])) as Record<
  Consequence,
  number
>;
/** Rows drawn at first; the rest on request. A report has at most 1,000. */
const FIRST_ROWS = 100;

/** What the stages noticed, worst first. */
export function Findings({
  report,
  stage,
  onShowAll,
}: {
  report: ModelReport;
  stage: StageId | null;
  onShowAll: () => void;
}) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const sorted = report.findings
    .filter((finding) => stage === null || finding.stage === stage)
    .sort((a, b) => GROUP[a.consequence] - GROUP[b.consequence] || ORDER[a.severity] - ORDER[b.severity]);
  const shown = all ? sorted : sorted.slice(0, FIRST_ROWS);
  const notes = sorted.filter((finding) => finding.severity === "info").length;
  const counts = [
    t("model.count", { count: sorted.length - notes }),
    ...(notes > 0 ? [t("model.notes", { count: notes })] : []),
  ].join(", ");
  const aside =
    stage === null ? (
      counts
    ) : (
      <>
        {t("model.stageFilter", { stage: t(`stage.${stage}`) })}
        <Button size="compact-xs" onClick={onShowAll}>
          {t("model.showAll")}
        </Button>
      </>
    );
  return (
    <Section title={t("model.findings")} id="findings" aside={aside}>
      {sorted.length === 0 ? (
        <Empty>{t("model.noFindings")}</Empty>
      ) : (
        CONSEQUENCES.map((consequence) => (
          <Group
            key={consequence}
            consequence={consequence}
            findings={shown.filter((finding) => finding.consequence === consequence)}
            first={shown[0]}
          />
        ))
      )}
      {sorted.length > shown.length && (
        <div>
          <Button
            onClick={() => {
              setAll(true);
            }}
          >
            {t("model.showAll")} ({sorted.length})
          </Button>
        </div>
      )}
    </Section>
  );
}

/** Findings that come to the same, under what that is. */
function Group({
  consequence,
  findings,
  first,
}: {
  readonly consequence: Consequence;
  readonly findings: readonly Finding[];
  /** The worst of all: it stands open. */
  readonly first: Finding | undefined;
}) {
  const { t } = useTranslation();
  if (findings.length === 0) return null;
  const title = t(`consequence.${consequence}`);
  return (
    <section className={css.group} aria-label={title}>
      <h3>
        {title} <span className="muted num">{findings.length}</span>
      </h3>
      <Card flush>
        <ul>
          {findings.map((finding, index) => (
            <FindingRow
              key={`${finding.rule}-${String(finding.offset)}-${String(index)}`}
              finding={finding}
              startOpen={finding === first && ORDER[finding.severity] <= 1}
            />
          ))}
        </ul>
      </Card>
    </section>
  );
}
