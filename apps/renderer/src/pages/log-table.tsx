import type { AuditRecord } from "@casemate/contract";
import { ChevronRight } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useVirtualRows } from "../components/use-virtual-rows.ts";
import { StateMark, type Tone } from "../components/state-mark.tsx";
import { visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import { useSlice } from "../state/console-store.ts";
import { useNow } from "../state/now.ts";
import css from "./table.module.css";

const ROW_PX = 36;
const TONES: Record<NonNullable<AuditRecord["result"]>, Tone> = {
  ok: "ok",
  denied: "warn",
  failed: "danger",
  unknown: "unknown",
};

interface LogTableProps {
  readonly records: readonly AuditRecord[];
  readonly onOpen: (record: AuditRecord) => void;
  /** Called when the end comes into sight; null when there is nothing older. */
  readonly onEnd: (() => void) | null;
}

/** The log's rows; only the visible ones are drawn. */
export function LogTable({ records, onOpen, onEnd }: LogTableProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualRows(records.length, ROW_PX, box);
  const items = virtual.items;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (onEnd !== null && last >= records.length - 5) onEnd();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once per reached end
  }, [last, records.length]);
  return (
    <div
      className={`${css.box ?? ""} ${css.log ?? ""}`}
      ref={box}
      tabIndex={0}
      role="table"
      aria-label={t("log.table")}
      aria-rowcount={records.length + 1}
    >
      <div className={css.head} role="row" aria-rowindex={1}>
        {(["seq", "at", "actor", "action", "subject", "result"] as const).map((column) => (
          <span key={column} role="columnheader">
            {t(`log.columns.${column}`)}
          </span>
        ))}
        <span role="columnheader">
          <span className="visually-hidden">{t("log.detail")}</span>
        </span>
      </div>
      <div className={css.body} role="rowgroup" style={{ height: virtual.height }}>
        {items.map(({ index, start }) => {
          const record = records[index];
          return (
            record && <Row key={record.seq} record={record} index={index} start={start} onOpen={onOpen} />
          );
        })}
      </div>
    </div>
  );
}

function Row({
  record,
  index,
  start,
  onOpen,
}: {
  record: AuditRecord;
  index: number;
  start: number;
  onOpen: (record: AuditRecord) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  return (
    <div
      className={css.row}
      role="row"
      aria-rowindex={index + 2}
      style={{ transform: `translateY(${String(start)}px)` }}
      onClick={() => {
        onOpen(record);
      }}
    >
      <span role="cell" className="num muted">
        {record.seq}
      </span>
      <time role="cell" dateTime={record.at} title={format.exact(record.at)}>
        {format.stamp(record.at, now)}
      </time>
      <span role="cell" className={`${css.clip ?? ""} muted`} title={visible(record.actor)}>
        {visible(record.actor)}
      </span>
      <code role="cell" className={css.clip}>
        {visible(record.action)}
      </code>
      <span role="cell" className={css.clip}>
        <Subject id={record.subject} />
      </span>
      <span role="cell" className={css.result}>
        {record.result === null ? (
          <span className="muted">{t(`log.kind.${record.kind}`)}</span>
        ) : (
          <>
            <StateMark tone={TONES[record.result]} />
            {t(`log.result.${record.result}`)}
          </>
        )}
      </span>
      <span role="cell">
        <button
          type="button"
          className={css.open}
          aria-label={t("log.record", { seq: record.seq })}
          onClick={(event) => {
            event.stopPropagation();
            onOpen(record);
          }}
        >
          <ChevronRight aria-hidden className="icon muted" />
        </button>
      </span>
    </div>
  );
}

/** What a record is about: the model's name while the catalogue can be read, else the id as it is in the log. */
function Subject({ id }: { id: string | null }) {
  const name = useSlice("models").items.find((model) => model.id === id)?.name;
  if (id === null) return null;
  return (
    <bdi className={name === undefined ? "mono" : undefined} title={visible(id)}>
      {visible(name ?? id)}
    </bdi>
  );
}
