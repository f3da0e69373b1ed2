import type { Job, ModelSummary } from "@casemate/contract";
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { dismissSending } from "../actions/intake.ts";
import { Bar, JobProgress } from "../components/job-progress.tsx";
import { Card, Section } from "../components/page.tsx";
import { FileName } from "../components/small.tsx";
import { CompactRail } from "../components/stage-rail.tsx";
import { StateMark } from "../components/state-mark.tsx";
import { isJobOf, jobName } from "../format/job-name.ts";
import { share } from "../format/number.ts";
import { useFormat } from "../format/use-format.ts";
import { useSlice } from "../state/console-store.ts";
import { noticeText } from "../state/error-text.ts";
import { useNow } from "../state/now.ts";
import { uiStore, type Sending } from "../state/ui-store.ts";
import css from "./models.module.css";

/** How long a failed import stays in the queue after it ended, in ms; the log keeps it. */
const FAILED_SHOWN_MS = 10 * 60_000;

interface Queue {
  readonly sending: readonly Sending[];
  /** Being read: not a model yet. */
  readonly importing: readonly Job[];
  readonly failed: readonly Job[];
  readonly inspecting: readonly ModelSummary[];
}

function useQueueParts(): Queue {
  const jobs = useSlice("jobs");
  const { items } = useSlice("models");
  const sending = uiStore((ui) => ui.sending);
  const now = useNow();
  const known = new Set(items.map((model) => model.id));
  const intake = jobs.filter((job) => job.kind === "import" || job.kind === "starter");
  const importing = intake.filter(
    (job) => job.state === "running" && (job.subject === null || !known.has(job.subject)),
  );
  const failed = intake.filter(
    (job) =>
      job.state === "failed" &&
      job.endedAt !== null &&
      now - Date.parse(job.endedAt) < FAILED_SHOWN_MS &&
      !sending.some((row) => isJobOf(job, row.name)),
  );
  return {
    // A file that is being read is shown by its job.
    sending: sending.filter((row) => row.error !== null || !importing.some((job) => isJobOf(job, row.name))),
    importing,
    failed,
    inspecting: items.filter((model) => model.state === "inspecting" || model.state === "received"),
  };
}

/** How many files are on their way. */
export function useQueue(): number {
  const { sending, importing, inspecting } = useQueueParts();
  return sending.filter((row) => row.error === null).length + importing.length + inspecting.length;
}

export function QueueRows() {
  const { t } = useTranslation();
  const { sending, importing, failed, inspecting } = useQueueParts();
  const count = sending.length + importing.length + failed.length + inspecting.length;
  if (count === 0) return null;
  return (
    <Section title={t("models.groups.queue")}>
      <Card flush>
        <ul className={css.list}>
          {sending.map((row) => (
            <SendingRow key={row.key} row={row} />
          ))}
          {failed.map((job) => (
            <FailedRow key={job.id} job={job} />
          ))}
          {importing.map((job) => (
            <li key={job.id} className={css.queueRow}>
              <FileName name={jobName(job)} strong />
              <JobProgress job={job} />
            </li>
          ))}
          {inspecting.map((model) => (
            <InspectingRow key={model.id} model={model} />
          ))}
        </ul>
      </Card>
    </Section>
  );
}

function SendingRow({ row }: { row: Sending }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (row.error !== null)
    return (
      <Failure
        name={row.name}
        text={row.error}
        onDismiss={() => {
          dismissSending(row.key);
        }}
      />
    );
  return (
    <li className={css.queueRow}>
      <FileName name={row.name} strong />
      <div>
        <p className={css.small}>
          {t(row.started ? "models.sending" : "models.queued")} · {format.bytes(row.bytes)}
        </p>
        <Bar part={row.started ? null : 0} label={t(row.started ? "models.sending" : "models.queued")} />
      </div>
    </li>
  );
}

function FailedRow({ job }: { job: Job }) {
  const { t } = useTranslation();
  return (
    <Failure name={jobName(job)} text={job.error === null ? t("models.sendFailed") : noticeText(job.error)} />
  );
}

function Failure({ name, text, onDismiss }: { name: string; text: string; onDismiss?: () => void }) {
  const { t } = useTranslation();
  return (
    <li className={css.failedRow} role="alert">
      <StateMark tone="danger" />
      <div className={css.grow}>
        <FileName name={name} strong />
        <p>{text}</p>
      </div>
      {onDismiss && (
        <Button size="xs" onClick={onDismiss}>
          {t("job.dismiss")}
        </Button>
      )}
    </li>
  );
}

function InspectingRow({ model }: { model: ModelSummary }) {
  const { t } = useTranslation();
  const job = useSlice("jobs").find((one) => one.id === model.jobId && one.state === "running");
  const running = model.stages.find((stage) => stage.state === "running");
  return (
    <li className={css.queueRow}>
      <div className={css.queueHead}>
        <Link href={`/models/${model.id}`} className={css.nameLink}>
          <FileName name={model.name} strong />
        </Link>
        <CompactRail stages={model.stages} />
        <span className={css.small}>
          {running
            ? t("stage.now", { stage: t(`stage.${running.id}`) })
            : t(`verdict.${model.state === "received" ? "received" : "inspecting"}.word`)}
        </span>
      </div>
      {job ? (
        <JobProgress job={job} />
      ) : (
        <Bar
          part={share(
            model.stages.filter((stage) => stage.state !== "waiting" && stage.state !== "running").length,
            7,
          )}
          label={t("stage.rail")}
        />
      )}
    </li>
  );
}
