import type { ModelReport, Severity } from "@casemate/contract";
import { Button } from "@mantine/core";
import { X } from "lucide-react";
import { useState } from "react";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Empty, Section } from "../components/page.tsx";
import { SEVERITY_TONES } from "../components/severity.ts";
import { StateMark } from "../components/state-mark.tsx";
import {
  inOrder,
  passes,
  SEVERITIES,
  useFindingFilter,
  useOpenPoint,
  type FindingFilter,
  type NumberedFinding,
} from "./finding-filter.ts";
import { FindingList } from "./finding-list.tsx";
import css from "./model-findings.module.css";

/** What the stages noticed, worst first, with a filter that lives in the address. */
export function Findings({ report }: { report: ModelReport }) {
  const { t } = useTranslation();
  const [filter, setFilter] = useFindingFilter();
  const all = inOrder(report.findings);
  const shown = all.filter(({ finding }) => passes(filter, finding));
  const notes = report.findings.filter((finding) => finding.severity === "info").length;
  const counts = [
    t("model.count", { count: all.length - notes }),
    ...(notes > 0 ? [t("model.notes", { count: notes })] : []),
  ].join(", ");
  const showAll = (): void => {
    setFilter({ stage: null, severity: null });
  };
  // One kind of point needs no choice between kinds.
  const kinds = new Set(report.findings.map((finding) => finding.severity)).size;
  const filtered = filter.stage !== null || filter.severity !== null;
  return (
    <Section title={t("model.findings")} id="findings" aside={counts}>
      {all.length === 0 ? (
        <Empty>{t("model.noFindings")}</Empty>
      ) : (
        <>
          {(filtered || kinds > 1) && <FilterBar points={all} filter={filter} onChange={setFilter} />}
          <p className={filtered ? "muted" : "visually-hidden"} role="status">
            {filtered ? t("model.shownOf", { shown: shown.length, count: all.length }) : ""}
          </p>
          {shown.length === 0 ? (
            <div className={css.none}>
              <p>{nothing(t, filter)}</p>
              <Button onClick={showAll}>{t("model.showAll")}</Button>
            </div>
          ) : (
            <Points key={`${filter.stage ?? ""} ${filter.severity ?? ""}`} points={shown} />
          )}
        </>
      )}
    </Section>
  );
}

function nothing(t: TFunction, { stage, severity }: FindingFilter): string {
  if (stage === null) return t("model.noneOfSeverity");
  return severity === null
    ? t("model.noneOfStage", { stage: t(`stage.${stage}`) })
    : t("model.noneOfBoth", { stage: t(`stage.${stage}`), severity: t(`severity.${severity}`) });
}

/** The worst stands open, unless the address names another. */
function Points({ points }: { readonly points: readonly NumberedFinding[] }) {
  const [point, setPoint] = useOpenPoint();
  const [wanted] = useState(point);
  const [opened, setOpened] = useState(() => new Set(firstOpen(points, point)));
  return (
    <FindingList
      points={points}
      opened={opened}
      wanted={wanted}
      onToggle={(number) => {
        const next = new Set(opened);
        if (!next.delete(number)) next.add(number);
        setOpened(next);
        setPoint(next.has(number) ? number : null);
      }}
    />
  );
}

function firstOpen(points: readonly NumberedFinding[], point: number | null): number[] {
  const [first] = points;
  if (point !== null && points.some(({ number }) => number === point)) return [point];
  const grave = first?.finding.severity === "critical" || first?.finding.severity === "high";
  return first && grave ? [first.number] : [];
}

/** One button for each severity there is, and the stage that was chosen above. */
function FilterBar({
  points,
  filter,
  onChange,
}: {
  readonly points: readonly NumberedFinding[];
  readonly filter: FindingFilter;
  readonly onChange: (change: Partial<FindingFilter>) => void;
}) {
  const { t } = useTranslation();
  const inStage = points.filter(({ finding }) => passes({ ...filter, severity: null }, finding));
  const count = (severity: Severity): number =>
    inStage.filter(({ finding }) => finding.severity === severity).length;
  const offered = SEVERITIES.filter(
    (severity) => filter.severity === severity || points.some(({ finding }) => finding.severity === severity),
  );
  return (
    <div className={css.bar}>
      <div className={css.chips} role="group" aria-label={t("model.severityFilter")}>
        <Chip
          label={t("model.anySeverity")}
          count={inStage.length}
          on={filter.severity === null}
          onClick={() => {
            onChange({ severity: null });
          }}
        />
        {offered.map((severity) => (
          <Chip
            key={severity}
            severity={severity}
            label={t(`severity.${severity}`)}
            count={count(severity)}
            on={filter.severity === severity}
            onClick={() => {
              onChange({ severity: filter.severity === severity ? null : severity });
            }}
          />
        ))}
      </div>
      {filter.stage !== null && (
        <Button
          size="compact-sm"
          rightSection={<X aria-hidden className="icon" />}
          aria-label={t("model.stageFilterOff", { stage: t(`stage.${filter.stage}`) })}
          onClick={() => {
            onChange({ stage: null });
          }}
        >
          {t("model.stageFilter", { stage: t(`stage.${filter.stage}`) })}
        </Button>
      )}
    </div>
  );
}

function Chip({
  label,
  count,
  on,
  severity,
  onClick,
}: {
  readonly label: string;
  readonly count: number;
  readonly on: boolean;
  readonly severity?: Severity;
  readonly onClick: () => void;
}) {
  return (
    <button type="button" className={css.chip} aria-pressed={on} onClick={onClick}>
      {severity !== undefined && <StateMark tone={SEVERITY_TONES[severity]} />}
      {label} <span className="muted num">{count}</span>
    </button>
  );
}
