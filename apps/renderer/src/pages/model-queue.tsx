import type { Job, ModelSummary } from "@casemate/contract";
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { dismissSending } from "../actions/intake.ts";
import { Bar, JobProgress } from "../components/job-progress.tsx";
import { FromServer } from "../components/from-server.tsx";
import { Card, Section } from "../components/page.tsx";
import { FileName } from "../components/small.tsx";
import { CompactRail } from "../components/stage-rail.tsx";
import { StateMark } from "../components/state-mark.tsx";
import { isJobOf, jobName } from "../format/job-name.ts";
import { share } from "../format/number.ts";
import { visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import { connectionStore } from "../state/connection-store.ts";
import { useSlice } from "../state/console-store.ts";
import { dismissedStore, dismissJobs } from "../state/dismissed.ts";
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
  /** Failed although its model is there. */
  readonly failed: readonly Job[];
  /** Ended without a model, and files that were turned away. */
  readonly lostJobs: readonly Job[];
  readonly lostFiles: readonly Sending[];
  readonly inspecting: readonly ModelSummary[];
}

function useQueueParts(): Queue {
  const jobs = useSlice("jobs");
  const { items } = useSlice("models");
  const sending = uiStore((ui) => ui.sending);
  const dismissed = dismissedStore((store) => store.jobs);
  const now = useNow();
  const known = new Set(items.map((model) => model.id));
  const intake = jobs.filter((job) => job.kind === "import" || job.kind === "starter");
  const importing = intake.filter(
    (job) => job.state === "running" && (job.subject === null || !known.has(job.subject)),
  );
  const ended = intake.filter(
    (job) =>
      (job.state === "failed" || job.state === "cancelled") &&
      job.endedAt !== null &&
      now - Date.parse(job.endedAt) < FAILED_SHOWN_MS &&
      !dismissed.includes(job.id) &&
      !sending.some((row) => isJobOf(job, row.name)),
  );
  const hasModel = (job: Job): boolean => job.subject !== null && known.has(job.subject);
  return {
    // A file that is being read is shown by its job.
    sending: sending.filter((row) => row.error === null && !importing.some((job) => isJobOf(job, row.name))),
    importing,
    failed: ended.filter((job) => hasModel(job) && job.state === "failed"),
    lostJobs: ended.filter((job) => !hasModel(job)),
    lostFiles: sending.filter((row) => row.error !== null),
    inspecting: items.filter((model) => model.state === "inspecting" || model.state === "received"),
  };
}

/** How many files are on their way. */
export function useQueue(): number {
  const { sending, importing, inspecting } = useQueueParts();
  return sending.length + importing.length + inspecting.length;
}

/** True while bytes come from this page: leaving it would end them. */
export function useSends(): boolean {
  const browser = connectionStore(({ kind }) => kind === "browser");
  const busy = uiStore((ui) => ui.sending.some(({ error }) => error === null));
  return browser && busy;
}

/** How many files did not arrive and were not dismissed. */
export function useLost(): number {
  const { lostJobs, lostFiles } = useQueueParts();
  return lostJobs.length + lostFiles.length;
}

/** What did not become a model: why, and a way to put it away. */
export function LostRows() {
  const { t } = useTranslation();
  const { lostJobs, lostFiles } = useQueueParts();
  if (lostJobs.length + lostFiles.length === 0) return null;
  return (
    <Section title={t("models.groups.lost")}>
      <Card flush>
        <ul className={css.list}>
          {lostFiles.map((row) => (
            <LostFile key={row.key} row={row} />
          ))}
          {lostJobs.map((job) => (
            <EndedJob key={job.id} job={job} />
          ))}
        </ul>
      </Card>
    </Section>
  );
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
            <EndedJob key={job.id} job={job} />
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

/** A file that was turned away. Its ended job, if it had one, goes with it: it is the same news. */
function LostFile({ row }: { row: Sending }) {
  const jobs = useSlice("jobs").filter((job) => job.state !== "running" && isJobOf(job, row.name));
  return (
    <Failure
      name={row.name}
      text={row.error ?? ""}
      quiet={row.cancelled}
      onDismiss={() => {
        dismissJobs(jobs.map(({ id }) => id));
        dismissSending(row.key);
      }}
    />
  );
}

function EndedJob({ job }: { job: Job }) {
  const { t } = useTranslation();
  const own = job.state === "cancelled" ? t("job.cancelled") : t("models.sendFailed");
  return (
    <Failure
      name={jobName(job)}
      text={
        job.error === null || job.state === "cancelled" ? (
          own
        ) : (
          <FromServer>{noticeText(job.error)}</FromServer>
        )
      }
      quiet={job.state === "cancelled"}
      onDismiss={() => {
        dismissJobs([job.id]);
      }}
    />
  );
}

interface FailureProps {
  readonly name: string;
  readonly text: ReactNode;
  /** The person ended it: no alarm. */
  readonly quiet?: boolean;
  readonly onDismiss: () => void;
}

function Failure({ name, text, quiet = false, onDismiss }: FailureProps) {
  const { t } = useTranslation();
  return (
    <li className={css.failedRow}>
      <StateMark tone={quiet ? "quiet" : "danger"} />
      <div className={css.grow}>
        <FileName name={name} strong />
        <p role={quiet ? undefined : "alert"}>{text}</p>
      </div>
      <Button size="xs" aria-label={t("job.dismissNamed", { name: visible(name) })} onClick={onDismiss}>
        {t("job.dismiss")}
      </Button>
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
