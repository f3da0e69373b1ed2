import type { AuditRecord, AuditVerification } from "@casemate/contract";
import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { FilterField } from "../components/filter-field.tsx";
import { FromServer } from "../components/from-server.tsx";
import { Empty, Page, Section } from "../components/page.tsx";
import { ErrorNote, Skeleton } from "../components/small.tsx";
import { visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import { call } from "../state/connection.ts";
import { useSlice } from "../state/console-store.ts";
import { errorText } from "../state/error-text.ts";
import { useQuery } from "../state/hash-location.ts";
import { useNow } from "../state/now.ts";
import { useLogRecords } from "./log-records.ts";
import { LogTable, RecordDrawer } from "./log-table.tsx";
import { VerifyResult } from "./log-verify.tsx";
import css from "./log.module.css";

/** What happened, newest first; and whether it can be believed. */
export function Log() {
  const { t } = useTranslation();
  const [filter, setFilter] = useQuery("filter");
  const [open, setOpen] = useState<AuditRecord | null>(null);
  const log = useLogRecords();
  const verify = useVerify();
  const shown = log.records.filter((record) => matches(record, filter));
  return (
    <Page
      title={t("log.title")}
      lead={<Lead />}
      todo={<Verified />}
      action={
        <Button variant="filled" loading={verify.busy} onClick={verify.run}>
          {t("log.verify")}
        </Button>
      }
    >
      <div className={css.result} role="status">
        {verify.result && <VerifyResult result={verify.result} />}
      </div>
      {verify.error !== null && <ErrorNote text={verify.error} onRetry={verify.run} />}
      <Section
        title={t("log.table")}
        note={t("log.exportNot")}
        aside={
          <>
            <span className="num">{t("log.shown", { shown: log.records.length, total: log.total })}</span>
            {log.records.length < log.total && (
              <Button size="compact-xs" onClick={log.all} loading={log.loading}>
                {t("log.loadAll")}
              </Button>
            )}
            <FilterField
              label={t("log.filterLabel")}
              placeholder={t("log.filter")}
              value={filter}
              onChange={setFilter}
            />
          </>
        }
      >
        {log.error !== null && <ErrorNote text={log.error} onRetry={log.more} />}
        {log.loading && log.records.length === 0 && <Skeleton lines={8} />}
        {!log.loading && log.records.length === 0 && log.error === null && <Empty>{t("log.empty")}</Empty>}
        {log.records.length > 0 && shown.length === 0 && (
          <Empty>{t("log.noMatch", { filter: visible(filter) })}</Empty>
        )}
        {shown.length > 0 && (
          <LogTable
            records={shown}
            onOpen={setOpen}
            onEnd={filter === "" && log.records.length < log.total ? log.more : null}
          />
        )}
      </Section>
      <RecordDrawer
        record={open}
        onClose={() => {
          setOpen(null);
        }}
        onMove={(step) => {
          setOpen((now) => shown[shown.findIndex((record) => record.seq === now?.seq) + step] ?? now);
        }}
      />
    </Page>
  );
}

function matches(record: AuditRecord, filter: string): boolean {
  if (filter === "") return true;
  const text = [
    record.action,
    record.actor,
    record.subject,
    record.result,
    record.kind,
    String(record.seq),
    JSON.stringify(record.detail),
  ]
    .join(" ")
    .toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function Lead() {
  const { t } = useTranslation();
  const format = useFormat();
  const ledger = useSlice("ledger");
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
  if (verifiedAt !== null) return t("log.verifiedAgo", { time: format.relative(verifiedAt, now) });
  // Its head and newest records are checked when it is opened; while it is not open, nothing was.
  return state === "ok" ? t("log.notVerified") : null;
}

interface Verify {
  readonly run: () => void;
  readonly busy: boolean;
  readonly result: AuditVerification | null;
  readonly error: string | null;
}

/** Runs the verification; at once when the address asks for it. */
function useVerify(): Verify {
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<AuditVerification | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [asked, setAsked] = useQuery("verify");
  const once = useRef(false);
  const run = (): void => {
    setBusy(true);
    setError(null);
    setResult(null);
    call("audit.verify", {})
      .then(setResult, (failure: unknown) => {
        setError(errorText(failure));
      })
      .finally(() => {
        setBusy(false);
      });
  };
  useEffect(() => {
    if (asked !== "1" || once.current) return;
    once.current = true;
    setAsked("");
    run();
  });
  return { run, busy, result, error };
}
