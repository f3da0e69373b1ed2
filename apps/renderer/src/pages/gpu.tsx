import type { GpuCheck, GpuProbe } from "@casemate/contract";
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { FromServer } from "../components/from-server.tsx";
import { Card, Page, Section } from "../components/page.tsx";
import { ErrorNote, Skeleton, TimeAgo } from "../components/small.tsx";
import { StateMark } from "../components/state-mark.tsx";
import { visible } from "../format/text.ts";
import { KnownAnswers } from "./gpu-answer.tsx";
import { Cards } from "./gpu-cards.tsx";
import { Charts } from "./gpu-charts.tsx";
import { Drift } from "./gpu-drift.tsx";
import { Earlier } from "./gpu-history.tsx";
import { PROBE_TONES, Probes, titleOf, worstFirst } from "./gpu-probes.tsx";
import { useGpu } from "./use-gpu.ts";
import css from "./gpu.module.css";
import home from "./home.module.css";

/** What computes: verdict with reasons, cards, figures of an hour, probes, changes, earlier verdicts. */
export function GpuPage() {
  const { t } = useTranslation();
  const { live, history, error, checking, check, retry } = useGpu();
  const found = live?.check ?? null;
  return (
    <Page
      title={t("gpu.title")}
      lead={live === null ? t("gpu.reading") : <Lead check={found} />}
      todo={live === null ? undefined : <Todo check={found} />}
      action={
        <>
          <Button disabled={checking} onClick={() => void check()}>
            {t(checking ? "gpu.checking" : "gpu.check")}
          </Button>
          <Button component={Link} href="/machine">
            {t("gpu.back")}
          </Button>
        </>
      }
    >
      {error !== null && <ErrorNote text={error} onRetry={retry} />}
      {live === null && error === null && <Skeleton lines={8} />}
      {found !== null && <Reasons check={found} />}
      {live !== null && found !== null && (
        <>
          <Cards cards={live.cards} />
          {live.cards !== null && live.cards.length > 0 && (
            <Charts cards={live.cards} samples={live.samples} />
          )}
          <KnownAnswers onDone={() => void check()} />
          <Probes probes={found.probes} />
          <Drift check={found} onCheck={check} />
        </>
      )}
      {history !== null && <Earlier history={history} />}
      {found !== null && <Limits check={found} />}
    </Page>
  );
}

function Lead({ check }: { check: GpuCheck | null }) {
  const { t } = useTranslation();
  if (check === null) return <>{t("gpu.lead.never")}</>;
  const none = check.accelerators === 0;
  const words =
    check.accelerators === null
      ? t("gpu.lead.blind")
      : check.verdict === "healthy"
        ? none
          ? t("gpu.lead.healthyNone")
          : t("gpu.lead.healthy", { count: check.accelerators })
        : t(`gpu.lead.${check.verdict}`);
  return (
    <>
      {words} <span className="muted">{t("gpu.looked")}</span> <TimeAgo at={check.at} />
      <span className="muted">.</span>
    </>
  );
}

function Todo({ check }: { check: GpuCheck | null }) {
  const { t } = useTranslation();
  if (check === null) return <>{t("gpu.todo.never")}</>;
  if (check.baseline.state === "absent" && check.verdict !== "critical") return <>{t("gpu.todo.capture")}</>;
  return <>{t(check.verdict === "healthy" ? "gpu.todo.none" : "gpu.todo.look")}</>;
}

/** What is not well, worst first, each with what to do. */
function Reasons({ check }: { check: GpuCheck }) {
  const { t } = useTranslation();
  const raised = worstFirst(check.probes).filter(
    ({ status }) => status === "critical" || status === "warning" || status === "unknown",
  );
  const { state } = check.baseline;
  const unsure = state === "ok" || state === "absent" ? null : state;
  if (raised.length === 0 && unsure === null) return null;
  return (
    <Section title={t(check.verdict === "healthy" ? "gpu.blind" : "gpu.why")}>
      <Card flush>
        <ul className={home.rows}>
          {unsure !== null && (
            <li>
              <StateMark tone={unsure === "unvouched" ? "unknown" : "danger"} />
              <span className={home.grow}>
                <strong>{t("gpu.baselineTitle")}:</strong> {t(`gpu.baseline.${unsure}`)}{" "}
                <span className="muted">{t("gpu.baselineRemedy")}</span>
              </span>
            </li>
          )}
          {raised.map((probe) => (
            <Reason key={probe.id} probe={probe} />
          ))}
        </ul>
      </Card>
    </Section>
  );
}

function Reason({ probe }: { probe: GpuProbe }) {
  const { t } = useTranslation();
  return (
    <li>
      <StateMark tone={PROBE_TONES[probe.status]} />
      <span className={home.grow}>
        <strong>{titleOf(probe)}:</strong> {t(`gpu.status.${probe.status}`)}.{" "}
        <FromServer>{visible(probe.sentence)}</FromServer>
        {probe.remedy !== null && (
          <span className="muted">
            {" "}
            <FromServer>{visible(probe.remedy)}</FromServer>
          </span>
        )}
      </span>
    </li>
  );
}

/** Whom Casemate asked, and what nobody has looked at: a verdict says nothing about that. */
function Limits({ check }: { check: GpuCheck }) {
  const { t } = useTranslation();
  return (
    <Section title={t("gpu.limits")} note={t("gpu.limitsNote")}>
      <Card>
        <ul className={css.bullets}>
          {check.notChecked.map((text) => (
            <li key={text}>
              <FromServer>{text}</FromServer>
            </li>
          ))}
        </ul>
        <p className={css.sources}>
          {t("gpu.asked")}{" "}
          <FromServer>
            {check.sources
              .map(({ name, state, why }) =>
                visible(state === "ok" ? name : `${name} (${why.replace(/\.$/, "")})`),
              )
              .join("; ")}
          </FromServer>
        </p>
      </Card>
    </Section>
  );
}
