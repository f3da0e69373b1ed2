import type { IncidentSummary } from "@casemate/contract";
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { FromServer } from "../components/from-server.tsx";
import { Card, Empty, Page, Section } from "../components/page.tsx";
import { ErrorNote, Skeleton } from "../components/small.tsx";
import { StateMark } from "../components/state-mark.tsx";
import { visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import { useSlice } from "../state/console-store.ts";
import { openDrawer } from "../state/ui-store.ts";
import { IncidentFilters, useIncidentFilter } from "./incident-filter.tsx";
import { IncidentRow } from "./incident-row.tsx";
import { hasEnded } from "./incident-view.ts";
import css from "./incidents.module.css";
import { useIncidents } from "./use-incidents.ts";

/** What went wrong, what was done about it, and what waits for the person. */
export function Incidents() {
  const { t } = useTranslation();
  return (
    <Page
      title={t("incidents.title")}
      lead={<Lead />}
      todo={<Todo />}
      action={
        <Button
          onClick={() => {
            openDrawer("health");
          }}
        >
          {t("incidents.health")}
        </Button>
      }
    >
      <InMemory />
      <Timeline />
    </Page>
  );
}

function useOpenCount(): number {
  const { critical, high, medium, low } = useSlice("incidents").open;
  return critical + high + medium + low;
}

/** Consequence first: what is still going on before what is only open. */
function Lead() {
  const { t } = useTranslation();
  const { kept, failed, frozen, items } = useSlice("incidents");
  const count = useOpenCount();
  // Frozen without an open one: those that are stored could not be read, so nobody knows.
  if (kept === "starting" || (frozen && count === 0)) return t("incidents.starting");
  if (count === 0) return t("incidents.none");
  const [only] = count === 1 ? items : [];
  return [
    failed > 0 ? t("incidents.failed", { count: failed }) : "",
    t("incidents.open", { count }),
    only && failed === 0 ? t(`incidents.lead.${only.state}`) : "",
    frozen ? t("incidents.frozenLead") : "",
  ]
    .filter((part) => part !== "")
    .join(" ");
}

function Todo() {
  const { t } = useTranslation();
  const { kept, failed, frozen } = useSlice("incidents");
  const count = useOpenCount();
  if (kept === "starting" || (frozen && count === 0)) return t("incidents.todoStarting");
  if (failed > 0) return t("incidents.todoFailed");
  if (count === 0) return t("incidents.todoNone");
  return count === 1 ? t("incidents.todo") : t("incidents.todoMany");
}

function InMemory() {
  const { t } = useTranslation();
  const { kept, note } = useSlice("incidents");
  if (kept !== "memory") return null;
  return (
    <div className={css.notice} role="status">
      <StateMark tone="warn" />
      <div>
        <p>
          {t("incidents.memory")} {note !== null && <FromServer>{visible(note)}</FromServer>}
        </p>
        <Link href="/log">{t("incidents.openLog")}</Link>
      </div>
    </div>
  );
}

function Timeline() {
  const { t } = useTranslation();
  const format = useFormat();
  const filter = useIncidentFilter();
  const read = useIncidents(filter.asked, filter.narrows);
  const shown = read.incidents.filter(filter.fits);
  const nothing = shown.length === 0 && !read.loading && read.error === null;
  return (
    <>
      <IncidentFilters filter={filter} />
      {read.error !== null && <ErrorNote text={read.error} onRetry={read.again} />}
      {read.loading && read.incidents.length === 0 && <Skeleton lines={6} />}
      {nothing && filter.active && (
        <Empty>
          {t("incidents.noMatch")}{" "}
          <Button size="compact-sm" onClick={filter.clear}>
            {t("incidents.clear")}
          </Button>
        </Empty>
      )}
      {nothing && !filter.active && <Empty title={t("incidents.emptyTitle")}>{t("incidents.empty")}</Empty>}
      <Group title={t("incidents.listOpen")} incidents={shown.filter((one) => !hasEnded(one))} />
      <Group title={t("incidents.listEnded")} incidents={shown.filter(hasEnded)} />
      {shown.length > 0 && (
        <div className={css.more}>
          <span className="muted num">
            {t("incidents.shown", {
              shown: format.count(read.incidents.length),
              total: format.count(read.total),
            })}
          </span>
          {read.more !== null && <Button onClick={read.more}>{t("incidents.more")}</Button>}
        </div>
      )}
    </>
  );
}

function Group({ title, incidents }: { title: string; incidents: readonly IncidentSummary[] }) {
  if (incidents.length === 0) return null;
  return (
    <Section title={`${title} (${String(incidents.length)})`}>
      <Card flush>
        <ul aria-label={title}>
          {incidents.map((incident) => (
            <IncidentRow key={incident.id} incident={incident} />
          ))}
        </ul>
      </Card>
    </Section>
  );
}
