import type { ModelReport, Severity, StageId } from "@casemate/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FindingRow } from "../components/finding-row.tsx";
import { Card, Empty, Section } from "../components/page.tsx";

const ORDER: Record<Severity, number> = { critical: 0, high: 1, medium: 2, low: 3, info: 4 };
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
    .sort((a, b) => ORDER[a.severity] - ORDER[b.severity]);
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
        <Card flush>
          <ul>
            {shown.map((finding, index) => (
              <FindingRow
                key={`${finding.rule}-${String(finding.offset)}-${String(index)}`}
                finding={finding}
                startOpen={index === 0 && ORDER[finding.severity] <= 1}
              />
            ))}
          </ul>
        </Card>
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
