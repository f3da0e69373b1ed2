import type { Approval, Job } from "@casemate/contract";
import { Button, VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { act, cancelJob, say } from "../actions/actions.ts";
import { FromServer } from "../components/from-server.tsx";
import { Bar } from "../components/job-progress.tsx";
import { StateMark } from "../components/state-mark.tsx";
import { approvalAddress } from "../format/address.ts";
import { share } from "../format/number.ts";
import { visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import { connectionStore } from "../state/connection-store.ts";
import { useSlice } from "../state/console-store.ts";
import { ExportMade } from "./log-export-made.tsx";
import { exportPhase, type ExportPhase } from "./log-export-phase.ts";
import css from "./log-export.module.css";

/** An export that was asked for, from the question to the file. Each step is read out when it begins. */
export function ExportAsked({ exportId, onAgain }: { exportId: string; onAgain: () => void }) {
  const phase = exportPhase(exportId, useSlice("approvals"), useSlice("jobs"));
  return (
    <>
      <VisuallyHidden role="status">
        <Title phase={phase} />
      </VisuallyHidden>
      <Step phase={phase} exportId={exportId} onAgain={onAgain} />
    </>
  );
}

function Title({ phase }: { phase: ExportPhase }) {
  const { t } = useTranslation();
  if (phase.at === "ended") return t(`logExport.ended.${phase.how}`);
  return t(phase.at === "unknown" ? "logExport.ended.unknown" : `logExport.${phase.at}.title`);
}

function Step({ phase, exportId, onAgain }: { phase: ExportPhase; exportId: string; onAgain: () => void }) {
  const { t } = useTranslation();
  if (phase.at === "waiting") return <Waiting approval={phase.approval} />;
  if (phase.at === "making") return <Making job={phase.job} />;
  if (phase.at === "made") return <ExportMade exportId={exportId} onAgain={onAgain} />;
  return (
    <section className={css.state} aria-label={t("logExport.ended.title")}>
      <StateMark tone={phase.at === "ended" && phase.how === "failed" ? "danger" : "unknown"} size={20} />
      <div>
        <h2>
          <Title phase={phase} />
        </h2>
        <Why phase={phase} />
        <p>
          <Button variant="filled" onClick={onAgain}>
            {t("logExport.ended.again")}
          </Button>
        </p>
      </div>
    </section>
  );
}

function Why({ phase }: { phase: ExportPhase }) {
  const { t } = useTranslation();
  if (phase.at === "ended" && phase.why !== null)
    return (
      <p>
        <FromServer>{phase.why}</FromServer>
      </p>
    );
  return <p className="muted">{t("logExport.ended.nothing")}</p>;
}

function Waiting({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  const desktop = connectionStore(({ kind }) => kind === "desktop");
  const locked = useSlice("vault").state !== "unlocked";
  const withdraw = async (): Promise<void> => {
    if ((await act("approvals.deny", { id: approval.id })) !== null) say(t("logExport.waiting.withdrawn"));
  };
  return (
    <section className={css.state} aria-label={t("logExport.waiting.title")}>
      <StateMark tone="warn" size={20} />
      <div>
        <h2>{t("logExport.waiting.title")}</h2>
        <p>{t(desktop ? "logExport.waiting.desktop" : "logExport.waiting.browser")}</p>
        {locked && <p className="muted">{t("logExport.waiting.locked")}</p>}
        <ul className={css.evidence} lang="en">
          {approval.evidence.map((line) => (
            <li key={line}>{visible(line)}</li>
          ))}
        </ul>
        <p className={css.buttons}>
          <Button onClick={() => void withdraw()}>{t("logExport.waiting.withdraw")}</Button>
          {!desktop && (
            <Button
              component="a"
              variant="filled"
              href={approvalAddress(approval.id)}
              target="_blank"
              rel="noopener noreferrer"
            >
              {t("ask.open")}
            </Button>
          )}
        </p>
      </div>
    </section>
  );
}

function Making({ job }: { job: Job | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text =
    job?.total == null
      ? t("logExport.making.begin")
      : t("logExport.making.progress", { done: format.count(job.done), of: format.count(job.total) });
  return (
    <section className={css.making} aria-label={t("logExport.making.title")}>
      <h2>{t("logExport.making.title")}</h2>
      <p className="num" role="status">
        {text}
      </p>
      <Bar part={share(job?.done ?? 0, job?.total ?? null)} label={text} />
      {job && (
        <p>
          <Button onClick={() => void cancelJob(job.id)}>{t("action.cancel")}</Button>
        </p>
      )}
    </section>
  );
}
