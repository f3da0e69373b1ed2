import type { Job } from "@casemate/contract";
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { cancelJob } from "../actions/actions.ts";
import { jobName } from "../format/job-name.ts";
import { share } from "../format/number.ts";
import { visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import css from "./job-progress.module.css";

/** What a job says in words: stage, bytes, time left. */
export function useJobText(): (job: Job) => string {
  const { t } = useTranslation();
  const format = useFormat();
  const stageText = (job: Job, whole: boolean): string => {
    if (job.stage === null) return t(`job.kind.${job.kind}`);
    if (job.stage === "reading") return t(whole ? "job.stage.taken" : "job.stage.reading");
    return job.stage === "unsealing" || job.stage === "loading"
      ? t(`job.stage.${job.stage}`)
      : t(`stage.${job.stage}`);
  };
  return (job) => {
    const whole = job.total !== null && job.done >= job.total;
    if (job.kind === "export")
      return job.total === null
        ? t("job.kind.export")
        : t("job.records", { done: format.count(job.done), total: format.count(job.total) });
    const amount = whole
      ? format.bytes(job.total ?? 0)
      : job.total !== null
        ? t("job.of", { done: format.bytes(job.done), total: format.bytes(job.total) })
        : job.done > 0
          ? format.bytes(job.done)
          : null;
    const eta =
      whole || job.etaMs === null
        ? null
        : t("job.eta", { time: format.duration(Math.max(1_000, job.etaMs)) });
    return [stageText(job, whole), amount, eta].filter((part) => part !== null).join(" · ");
  };
}

/** Progress where the thing lives. The bar is still when the total is unknown. */
export function JobProgress({ job, compact = false }: { job: Job; compact?: boolean }) {
  const { t } = useTranslation();
  const text = useJobText();
  const part = share(job.done, job.total);
  return (
    <div className={css.job}>
      <div className={css.line}>
        <span className={css.text}>{text(job)}</span>
        <Button
          size="compact-xs"
          variant="subtle"
          aria-label={t("job.cancelNamed", { name: visible(jobName(job)) })}
          onClick={() => void cancelJob(job.id)}
        >
          {t("job.cancel")}
        </Button>
      </div>
      {!compact && <Bar part={part} label={text(job)} />}
    </div>
  );
}

export function Bar({ part, label }: { part: number | null; label: string }) {
  return (
    <div
      className={css.track}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(part === null ? {} : { "aria-valuenow": Math.round(part * 100) })}
    >
      <span
        className={part === null ? css.unknown : css.fill}
        style={part === null ? undefined : { transform: `scaleX(${String(part)})` }}
      />
    </div>
  );
}
