import {
  RpcError,
  type LiveStage,
  type ModelReport,
  type ModelSummary,
  type StageId,
} from "@casemate/contract";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { ByteReaderContext, type ReaderOf } from "../components/byte-reader.ts";
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
import { useNow } from "../state/now.ts";
import { FrozenNote, ModelIncident } from "./frozen-note.tsx";
import { ModelActions } from "./model-actions.tsx";
import { FactsSection } from "./model-facts.tsx";
import { useFindingFilter } from "./finding-filter.ts";
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
  const [{ stage }, setFilter] = useFindingFilter();
  const { report, error, reload } = useReport(model);
  const job = useSlice("jobs").find((one) => one.id === model.jobId && one.state === "running");
  const jobText = useJobText();
  const reader = useByteReader(model, report);
  // Another decision is another report: numbers of points mean something else.
  const reportKey = model.decidedAt ?? "";
  const chose = useRef(false);
  const found = stage !== null && report?.findings.some((finding) => finding.stage === stage) === true;
  // After the list of the chosen stage has been drawn: what it measures first must not undo the scrolling.
  useEffect(() => {
    if (!chose.current) return;
    chose.current = false;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    document
      .getElementById(found ? "findings" : "stage-detail")
      ?.scrollIntoView({ block: found ? "start" : "nearest", behavior: still ? "auto" : "smooth" });
  }, [stage, found]);
  const select = (next: StageId): void => {
    const chosen = next === stage ? null : next;
    setFilter({ stage: chosen, severity: null });
    chose.current = chosen !== null;
  };
  return (
    <>
      <div>
        <VerdictHead model={model} />
        <ModelActions model={model} report={report} />
      </div>
      <FrozenNote what="models" />
      <ModelIncident id={model.id} />
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
          <ByteReaderContext value={reader}>
            <Findings key={reportKey} report={report} />
          </ByteReaderContext>
          <Templates report={report} />
          <FactsSection report={report} model={model} />
          <TensorTable report={report} />
        </>
      )}
    </>
  );
}

/** Reads the file's bytes as long as the vault holds its key; a discarded file has none. */
function useByteReader(
  { id, bytes, files: count, state, discardAt }: ModelSummary,
  report: ModelReport | null,
): ReaderOf {
  const now = useNow();
  const gone = state === "refused" && (discardAt === null || Date.parse(discardAt) <= now);
  const files = report?.files;
  return useCallback(
    (file) => {
      const size = count === 1 ? bytes : files?.find(({ name }) => name === file)?.bytes;
      if (gone || state === "inspecting" || size === undefined) return null;
      const name = count === 1 ? null : file;
      return { size, read: (at) => call("model.bytes", { modelId: id, at, file: name }) };
    },
    [id, bytes, count, files, gone, state],
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
