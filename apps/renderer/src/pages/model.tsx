import {
  RpcError,
  type LiveStage,
  type ModelReport,
  type ModelSummary,
  type StageId,
} from "@casemate/contract";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { FromServer } from "../components/from-server.tsx";
import { JobProgress, useJobText } from "../components/job-progress.tsx";
import { Empty, Section, useTitle } from "../components/page.tsx";
import page from "../components/page.module.css";
import { ErrorNote, FileName, Skeleton } from "../components/small.tsx";
import { StageRail } from "../components/stage-rail.tsx";
import { visible } from "../format/text.ts";
import { call } from "../state/connection.ts";
import { useSlice } from "../state/console-store.ts";
import { errorText } from "../state/error-text.ts";
import { ModelActions } from "./model-actions.tsx";
import { FactsSection } from "./model-facts.tsx";
import { Findings } from "./model-findings.tsx";
import { Templates } from "./model-templates.tsx";
import { TensorTable } from "./model-tensors.tsx";
import { VerdictHead } from "./model-verdict.tsx";
import css from "./model.module.css";

/** What was decided about one file and why. */
export function ModelPage({ id }: { id: string }) {
  const { t } = useTranslation();
  const model = useSlice("models").items.find((item) => item.id === id);
  useTitle(model === undefined ? t("models.title") : visible(model.name));
  return (
    <div className={page.page}>
      <div className={css.crumbs}>
        <Link href="/models">← {t("model.list")}</Link>
        <span aria-hidden>/</span>
        {model !== undefined && <FileName name={model.fileName} />}
      </div>
      {model === undefined ? <Empty>{t("model.missing")}</Empty> : <Evidence model={model} />}
    </div>
  );
}

function Evidence({ model }: { model: ModelSummary }) {
  const { t } = useTranslation();
  const [stage, setStage] = useState<StageId | null>(null);
  const { report, error, reload } = useReport(model);
  const job = useSlice("jobs").find((one) => one.id === model.jobId && one.state === "running");
  const jobText = useJobText();
  const select = (next: StageId): void => {
    setStage(next === stage ? null : next);
    document.getElementById("stage-detail")?.scrollIntoView({ block: "nearest", behavior: "smooth" });
  };
  return (
    <>
      <div>
        <VerdictHead model={model} />
        <ModelActions model={model} report={report} />
      </div>
      <Section title={t("model.stages")}>
        <StageRail
          stages={model.stages}
          progress={job ? jobText(job).split(" · ").slice(1).join(" · ") || null : null}
          selected={stage}
          onSelect={select}
        />
        {job && <JobProgress job={job} />}
        <StageDetail model={model} report={report} stage={stage} />
      </Section>
      {error !== null && <ErrorNote text={error} onRetry={reload} />}
      {report === null && error === null && <Skeleton lines={6} />}
      {report !== null && (
        <>
          <Findings
            report={report}
            stage={stage}
            onShowAll={() => {
              setStage(null);
            }}
          />
          <Templates report={report} />
          <FactsSection report={report} model={model} />
          <TensorTable report={report} />
        </>
      )}
    </>
  );
}

/** What each stage checked and what came out; one of them when a station was chosen. */
function StageDetail({
  model,
  report,
  stage,
}: {
  model: ModelSummary;
  report: ModelReport | null;
  stage: StageId | null;
}) {
  const { t } = useTranslation();
  const shown = model.stages.filter((one) =>
    stage === null
      ? one.state === "running" || one.state === "hold" || one.state === "refuse"
      : one.id === stage,
  );
  return (
    <ul id="stage-detail" className={css.stages} aria-live="polite">
      {shown.map((one) => (
        <li key={one.id}>
          <strong>{t(`stage.${one.id}`)}</strong> <span className="muted">{t(`stage.asks.${one.id}`)}</span>
          <p>
            <StageSentence
              detail={report?.stages.find(({ id }) => id === one.id)?.detail ?? one.detail}
              state={one.state}
            />
          </p>
        </li>
      ))}
    </ul>
  );
}

function StageSentence({ detail, state }: { detail: string; state: LiveStage["state"] }) {
  const { t } = useTranslation();
  return detail === "" ? t(`stage.state.${state}`) : <FromServer>{visible(detail)}</FromServer>;
}

/** The report, read again whenever the decision changes. */
function useReport(model: ModelSummary): {
  report: ModelReport | null;
  error: string | null;
  reload: () => void;
} {
  const [report, setReport] = useState<ModelReport | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  const { id, state, decidedAt } = model;
  useEffect(() => {
    let current = true;
    call("model.show", { modelId: id }).then(
      (found) => {
        if (!current) return;
        setReport(found);
        setError(null);
      },
      (failure: unknown) => {
        // While it is inspected there may be no report yet: the live stages say enough.
        if (current && !(failure instanceof RpcError && failure.code === "not_found" && state !== "admitted"))
          setError(errorText(failure));
      },
    );
    return () => {
      current = false;
    };
  }, [id, state, decidedAt, attempt]);
  return {
    report,
    error,
    reload: () => {
      setAttempt((count) => count + 1);
    },
  };
}
