import type { AuditRecord } from "@casemate/contract";
import { Button, Checkbox } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FilterField, SortSelect } from "../components/filter-field.tsx";
import { FromServer } from "../components/from-server.tsx";
import { Empty, Page, Section } from "../components/page.tsx";
import { ErrorNote, Skeleton } from "../components/small.tsx";
import { useFormat } from "../format/use-format.ts";
import { useSlice } from "../state/console-store.ts";
import { useNow } from "../state/now.ts";
import { useLogFilter } from "./log-filter.ts";
import { RecordDrawer } from "./log-record.tsx";
import { useLogRecords, type LogRecords } from "./log-records.ts";
import { LogTable } from "./log-table.tsx";
import { LogTrouble } from "./log-trouble.tsx";
import { Verification, useVerify } from "./log-verify.tsx";
import { SelfSection, WitnessSection } from "./log-witness.tsx";
import css from "./log.module.css";

/** What happened, newest first; and whether it can be believed. */
export function Log() {
  const { log } = useSlice("ledger");
  // Another log after recovery or rotation: nothing that was read or found of the old one may stay.
  return <OneLog key={log} />;
}

function OneLog() {
  const { t } = useTranslation();
  const verify = useVerify();
  return (
    <Page
      title={t("log.title")}
      lead={<Lead />}
      todo={<Verified />}
      action={
        <>
          <Button component="a" href="#/log/export">
            {t("log.export")}
          </Button>
          <Button variant="filled" loading={verify.busy} onClick={verify.run}>
            {t("log.verify")}
          </Button>
        </>
      }
    >
      <LogTrouble />
      <Verification verify={verify} />
      <Records />
      <WitnessSection />
      <SelfSection />
    </Page>
  );
}

function Records() {
  const { t } = useTranslation();
  const format = useFormat();
  const [open, setOpen] = useState<AuditRecord | null>(null);
  const filter = useLogFilter();
  const log = useLogRecords(filter.asked);
  const { records } = log;
  return (
    <Section
      title={t("log.table")}
      aside={
        <span className="num">
          {t("log.read", {
            shown: format.count(records.length),
            looked: format.count(log.looked),
            total: format.count(log.total),
          })}
        </span>
      }
    >
      <Filters filter={filter} log={log} />
      {log.error !== null && (
        <ErrorNote
          text={log.error}
          onRetry={() => {
            log.more?.(false);
          }}
        />
      )}
      {records.length === 0 && log.loading && <Skeleton lines={8} />}
      {records.length === 0 && !log.loading && log.error === null && (
        <Empty>
          {filter.active ? t("log.noMatch") : t("log.empty")}{" "}
          {filter.active && (
            <Button size="compact-sm" onClick={filter.clear}>
              {t("log.clear")}
            </Button>
          )}
        </Empty>
      )}
      {records.length > 0 && (
        <LogTable
          records={records}
          onOpen={setOpen}
          onEnd={
            log.loading || log.error !== null
              ? null
              : () => {
                  log.more?.(false);
                }
          }
        />
      )}
      <RecordDrawer
        record={open}
        onClose={() => {
          setOpen(null);
        }}
        onMove={(step) => {
          setOpen((now) => records[records.findIndex((record) => record.seq === now?.seq) + step] ?? now);
        }}
      />
    </Section>
  );
}

const KINDS = ["intent", "outcome", "note"] as const;
const RESULTS = ["ok", "denied", "failed", "unknown"] as const;

function Filters({ filter, log }: { filter: ReturnType<typeof useLogFilter>; log: LogRecords }) {
  const { t } = useTranslation();
  const any = ["", t("log.any")] as const;
  return (
    <div className={css.filters}>
      <FilterField
        label={t("log.filterLabel")}
        placeholder={t("log.filter")}
        value={filter.text}
        onChange={filter.setText}
        width="min(320px, 100%)"
      />
      <label className={css.choice}>
        <span className="muted">{t("log.kindLabel")}</span>
        <SortSelect
          label={t("log.kindLabel")}
          value={filter.kind}
          options={[any, ...KINDS.map((kind) => [kind, t(`log.kind.${kind}`)] as const)]}
          onChange={filter.setKind}
        />
      </label>
      <label className={css.choice}>
        <span className="muted">{t("log.resultLabel")}</span>
        <SortSelect
          label={t("log.resultLabel")}
          value={filter.result}
          options={[any, ...RESULTS.map((result) => [result, t(`log.result.${result}`)] as const)]}
          onChange={filter.setResult}
        />
      </label>
      <Checkbox
        label={t("log.own")}
        checked={filter.own}
        onChange={(event) => {
          filter.setOwn(event.currentTarget.checked);
        }}
      />
      <span className={css.reading}>
        {log.loading && log.records.length > 0 ? (
          <Button size="compact-sm" onClick={log.stop}>
            {t("log.stop")}
          </Button>
        ) : (
          log.more !== null && (
            <Button
              size="compact-sm"
              onClick={() => {
                log.more?.(true);
              }}
            >
              {t("log.readAll")}
            </Button>
          )
        )}
      </span>
    </div>
  );
}

function Lead() {
  const { t } = useTranslation();
  const format = useFormat();
  const ledger = useSlice("ledger");
  if (ledger.state === "ok" && ledger.recovered !== null) return t("log.recovered");
  if (ledger.state === "ok")
    return t("log.ok", { records: ledger.size === null ? t("time.unknown") : format.count(ledger.size) });
  return (
    <>
      {t(`log.${ledger.state}`)} {ledger.error && <FromServer>{ledger.error.message}</FromServer>}
    </>
  );
}

function Verified() {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const { state, verifiedAt } = useSlice("ledger");
  // Its end is checked when it is opened; while it is not open, or found bad, there is nothing reassuring to say.
  if (state !== "ok") return null;
  return verifiedAt === null
    ? t("log.notVerified")
    : t("log.verifiedAgo", { time: format.relative(verifiedAt, now) });
}
