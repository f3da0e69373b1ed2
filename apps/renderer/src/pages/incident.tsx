import type { Incident } from "@casemate/contract";
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Card, Empty, Facts, Section, useTitle } from "../components/page.tsx";
import page from "../components/page.module.css";
import { Digest, ErrorNote, FileName, Skeleton, TimeAgo } from "../components/small.tsx";
import { visible } from "../format/text.ts";
import { useSlice } from "../state/console-store.ts";
import { IncidentActions, IncidentFailed } from "./incident-actions.tsx";
import { Dismissal } from "./incident-dismiss.tsx";
import { EvidenceList } from "./incident-evidence.tsx";
import { History, RawIncident } from "./incident-history.tsx";
import { SeverityMark, StateWord } from "./incident-row.tsx";
import { hasEnded } from "./incident-view.ts";
import { WhatHappened } from "./incident-words.tsx";
import { focusNextStep, Way } from "./incident-way.tsx";
import css from "./incidents.module.css";
import model from "./model.module.css";
import { useIncident } from "./use-incidents.ts";

/** One incident: what happened, what Casemate did, and the way back. */
export function IncidentPage({ id }: { id: string }) {
  const { t } = useTranslation();
  const { incident, error, again, put } = useIncident(id);
  return (
    <div className={page.page}>
      <div className={model.crumbs}>
        <Link href="/incidents">← {t("incidents.back")}</Link>
      </div>
      {error !== null && <ErrorNote text={error} onRetry={again} />}
      {incident === null && error === null && <Skeleton lines={8} />}
      {incident === "missing" && <Missing />}
      {incident !== null && incident !== "missing" && <Whole incident={incident} put={put} />}
    </div>
  );
}

function Missing() {
  const { t } = useTranslation();
  useTitle(t("incidents.title"));
  return (
    <>
      <h1 className="visually-hidden">{t("incidents.title")}</h1>
      <Empty>{t("incidents.missing")}</Empty>
    </>
  );
}

function Whole({ incident, put }: { incident: Incident; put: (incident: Incident) => void }) {
  const { t } = useTranslation();
  useTitle(t(`incidents.class.${incident.class}`));
  return (
    <>
      <Head incident={incident} />
      <IncidentFailed incident={incident} />
      <Section title={t("incidents.happened")}>
        <Happened incident={incident} />
      </Section>
      <Section title={t("incidents.did")}>
        <IncidentActions incident={incident} />
      </Section>
      <Section title={t("incidents.way")}>
        <Way incident={incident} put={put} />
        {!hasEnded(incident) && <Dismissal incident={incident} put={put} />}
      </Section>
      <Section
        title={t("incidents.evidenceTitle")}
        note={
          incident.count <= incident.evidence.length
            ? undefined
            : t("incidents.evidenceSome", { count: incident.evidence.length, seen: incident.count })
        }
      >
        <EvidenceList evidence={incident.evidence} />
      </Section>
      <Section
        title={t("incidents.history")}
        aside={<Link href={`/log?filter=${incident.id}`}>{t("incidents.logLink")}</Link>}
      >
        <History incident={incident} />
        <RawIncident incident={incident} />
      </Section>
    </>
  );
}

/** Consequence first: whether it still does harm. */
function Head({ incident }: { incident: Incident }) {
  const { t } = useTranslation();
  const { state, next } = incident;
  const running = !hasEnded(incident) && next === null;
  return (
    <header>
      <div className={css.marks}>
        <SeverityMark incident={incident} />
        <StateWord incident={incident} />
      </div>
      <h1 className={css.title}>{t(`incidents.class.${incident.class}`)}</h1>
      <p className={css.lead}>{t(running ? "incidents.containing" : `incidents.lead.${state}`)}</p>
      {next !== null && (
        <Button className={css.toStep} onClick={focusNextStep}>
          {t("incidents.your")}: {t(`incidents.next.${next}`)}
        </Button>
      )}
    </header>
  );
}

function Happened({ incident }: { incident: Incident }) {
  const { t } = useTranslation();
  const { summary, openedAt, lastSeenAt, count, id } = incident;
  return (
    <Card>
      <div className={css.stack}>
        <p>
          <WhatHappened summary={summary} />
        </p>
        <Facts
          items={[
            [t("incidents.about"), <Subject key="about" incident={incident} />],
            [t("incidents.count"), count],
            [t("incidents.first"), <TimeAgo key="first" at={openedAt} />],
            [t("incidents.last"), <TimeAgo key="last" at={lastSeenAt} />],
            [t("incidents.id"), <Digest key="id" value={id} name={t("incidents.id")} />],
          ]}
        />
      </div>
    </Card>
  );
}

/** What it is about: the model's name while it can be read. */
function Subject({ incident: { subject } }: { incident: Incident }) {
  const { t } = useTranslation();
  const { items, readable } = useSlice("models");
  const known = items.find(({ id }) => id === subject.id);
  if (subject.kind === "chat" && readable)
    return <Link href={`/chat/${subject.id}`}>{t("incidents.subject.chat")}</Link>;
  if (subject.kind !== "model")
    return (
      <>
        {t(`incidents.subject.${subject.kind}`)}
        {NAMED.includes(subject.kind) && (
          <>
            : <code>{visible(subject.id)}</code>
          </>
        )}
      </>
    );
  if (known === undefined) return t("incidents.subject.modelGone");
  return (
    <Link href={`/models/${known.id}`}>
      <FileName name={known.name} strong />
    </Link>
  );
}

/** Kinds of which there are several; the id of the others is a fixed word that says nothing to a person. */
const NAMED: readonly Incident["subject"]["kind"][] = ["service", "call"];
