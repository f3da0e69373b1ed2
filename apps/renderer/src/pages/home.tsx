import { Button } from "@mantine/core";
import {
  Activity,
  ChevronRight,
  MessageSquare,
  ScrollText,
  Sparkles,
  Upload,
  type LucideIcon,
} from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { installStarter } from "../actions/known-file.tsx";
import { pickFiles } from "../components/file-picker.tsx";
import { FromServer } from "../components/from-server.tsx";
import { JobProgress } from "../components/job-progress.tsx";
import { Card, Page, Section } from "../components/page.tsx";
import { FileName, TimeAgo } from "../components/small.tsx";
import { StateMark } from "../components/state-mark.tsx";
import { jobName } from "../format/job-name.ts";
import { visible } from "../format/text.ts";
import { CheckRow } from "../frame/drawer-health.tsx";
import { HEALTH_TONES } from "../frame/health.ts";
import { useWaiting } from "../frame/waiting.ts";
import { useSlice } from "../state/console-store.ts";
import { navigate } from "../state/hash-location.ts";
import { openDrawer } from "../state/ui-store.ts";
import { DrillDue } from "./drill-due.tsx";
import { FactRows } from "./home-facts.tsx";
import { SeverityMark } from "./incident-row.tsx";
import css from "./home.module.css";

const LEADS = {
  trusted: "home.calm",
  degraded: "home.degradedLead",
  recovery_required: "home.recoveryLead",
  unknown: "home.unknownLead",
} as const;

export function Home() {
  const { t } = useTranslation();
  const health = useSlice("health");
  const waiting = useWaiting();
  const count = (waiting.models ?? 0) + (waiting.approvals ?? 0) + (waiting.incidents ?? 0);
  const attention = health.checks.filter((check) => check.status === "danger" || check.status === "warn");
  return (
    <Page
      title={t("home.title")}
      lead={
        <button
          type="button"
          className={css.health}
          onClick={() => {
            openDrawer("health");
          }}
        >
          <StateMark tone={HEALTH_TONES[health.level]} />
          <span>
            {t(LEADS[health.level])} <FromServer>{health.sentence}</FromServer>
          </span>
        </button>
      }
      todo={count === 0 ? t("home.nothing") : t("home.waits", { count })}
    >
      {attention.length > 0 && (
        <Section title={t("home.attention")}>
          <Card>
            <ul className={css.checks}>
              {attention.map((check) => (
                <CheckRow key={check.id} check={check} />
              ))}
            </ul>
          </Card>
        </Section>
      )}
      {count > 0 && <WaitingList />}
      <DrillDue />
      <RunningList />
      <NextSteps />
      <Section title={t("home.stands")}>
        <FactRows />
      </Section>
    </Page>
  );
}

function WaitingList() {
  const { t } = useTranslation();
  const held = useSlice("models").items.filter((model) => model.state === "held");
  const pending = useSlice("approvals").filter((approval) => approval.state === "pending");
  const incidents = useSlice("incidents").items;
  return (
    <Section title={t("home.waiting")}>
      <Card flush>
        <ul className={css.rows}>
          {incidents.map((incident) => (
            <li key={incident.id}>
              <SeverityMark incident={incident} />
              <span className={css.grow}>
                {t(`incidents.class.${incident.class}`)}{" "}
                <span className="muted">
                  {t(`incidents.state.${incident.state}`)} · <TimeAgo at={incident.lastSeenAt} />
                </span>
              </span>
              <Button component={Link} href={`/incidents/${incident.id}`} size="xs">
                {t("incidents.openOne")}
              </Button>
            </li>
          ))}
          {pending.map((approval) => (
            <li key={approval.id}>
              <StateMark tone="warn" />
              <span className={css.grow}>
                <FromServer>{visible(approval.sentence)}</FromServer>{" "}
                <span className="muted">
                  <TimeAgo at={approval.requestedAt} />
                </span>
              </span>
              <Button component={Link} href="/approvals" size="xs">
                {t("home.answer")}
              </Button>
            </li>
          ))}
          {held.map((model) => (
            <li key={model.id}>
              <StateMark tone="warn" />
              <span className={css.grow}>
                <FileName name={model.name} strong /> {t("home.reviewHeld")}
              </span>
              <Button component={Link} href={`/models/${model.id}`} size="xs">
                {t("home.review")}
              </Button>
            </li>
          ))}
        </ul>
      </Card>
    </Section>
  );
}

function RunningList() {
  const { t } = useTranslation();
  const running = useSlice("jobs").filter((job) => job.state === "running");
  if (running.length === 0) return null;
  return (
    <Section title={t("home.running")}>
      <Card flush>
        <ul className={css.rows}>
          {running.map((job) => (
            <li key={job.id}>
              <div className={css.grow}>
                <p>
                  {t(`job.kind.${job.kind}`)} <FileName name={jobName(job)} strong />
                </p>
                <JobProgress job={job} />
              </div>
            </li>
          ))}
        </ul>
      </Card>
    </Section>
  );
}

function NextSteps() {
  const { t } = useTranslation();
  const { items } = useSlice("models");
  const runnable = items
    .filter((model) => model.state === "admitted" && model.admittedAs === "model")
    .sort((a, b) => (b.decidedAt ?? "").localeCompare(a.decidedAt ?? ""));
  const best = runnable[0];
  const hasStarter = items.length > 0;
  return (
    <Section title={t("home.next")}>
      <div className={css.steps}>
        {best && (
          <Step
            icon={MessageSquare}
            title={t("home.chatWith", { name: visible(best.name) })}
            text={t("home.chatText")}
            onClick={() => {
              navigate(`/chat?model=${best.id}`);
            }}
          />
        )}
        {!hasStarter && (
          <Step
            icon={Sparkles}
            title={t("home.starter")}
            text={t("home.starterText")}
            onClick={() => {
              navigate("/models");
              void installStarter();
            }}
          />
        )}
        <Step icon={Upload} title={t("home.addModel")} text={t("home.addModelText")} onClick={pickFiles} />
        <Step
          icon={ScrollText}
          title={t("home.log")}
          text={t("home.logText")}
          onClick={() => {
            navigate("/log?verify=1");
          }}
        />
        {best === undefined && hasStarter && (
          <Step
            icon={Activity}
            title={t("palette.health")}
            text={t("health.lead")}
            onClick={() => {
              openDrawer("health");
            }}
          />
        )}
      </div>
    </Section>
  );
}

function Step({
  icon: Icon,
  title,
  text,
  onClick,
}: {
  icon: LucideIcon;
  title: ReactNode;
  text: string;
  onClick: () => void;
}) {
  return (
    <button type="button" className={css.step} onClick={onClick}>
      <Icon aria-hidden className="icon" />
      <span className={css.stepWords}>
        <span className={css.stepTitle}>{title}</span>
        <span className={css.stepText}>{text}</span>
      </span>
      <ChevronRight aria-hidden className="icon" />
    </button>
  );
}
