import type { ModelReport } from "@casemate/contract";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { FilterField } from "../components/filter-field.tsx";
import { Empty, Section } from "../components/page.tsx";
import { CopyButton } from "../components/small.tsx";
import { useVirtualRows } from "../components/use-virtual-rows.ts";
import { hexOffset, shortDigest, visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import css from "./table.module.css";

type Tensor = ModelReport["tensors"][number];
const ROW_PX = 36;
const COLUMNS = ["name", "type", "shape", "offset", "bytes", "sha256"] as const;

/** Every tensor with its own digest; only the visible rows are drawn. */
export function TensorTable({ report }: { report: ModelReport }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [filter, setFilter] = useState("");
  const wanted = filter.toLowerCase();
  const rows = report.tensors.filter(
    (tensor) =>
      wanted === "" || tensor.name.toLowerCase().includes(wanted) || tensor.sha256.startsWith(wanted),
  );
  const total = report.summary.facts?.tensors ?? report.tensors.length;
  if (report.tensors.length === 0)
    return (
      <Section title={t("model.tensors")}>
        <Empty>{t("model.noTensors")}</Empty>
      </Section>
    );
  const note = `${t("model.tensorsNote", { count: total })}${total > report.tensors.length ? ` ${t("model.tensorsCapped", { shown: format.count(report.tensors.length), count: total })}` : ""}`;
  return (
    <Section
      title={t("model.tensors")}
      note={note}
      aside={
        <FilterField
          label={t("model.tensorFilter")}
          placeholder={t("models.filter")}
          value={filter}
          onChange={setFilter}
        />
      }
    >
      <Rows rows={rows} />
    </Section>
  );
}

function Rows({ rows }: { rows: readonly Tensor[] }) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualRows(rows.length, ROW_PX, box);
  return (
    <div
      className={`${css.box ?? ""} ${css.tensors ?? ""}`}
      ref={box}
      tabIndex={0}
      role="table"
      aria-label={t("model.tensors")}
      aria-rowcount={rows.length + 1}
    >
      <div className={css.head} role="row" aria-rowindex={1}>
        {COLUMNS.map((column) => (
          <span
            key={column}
            role="columnheader"
            className={column === "offset" || column === "bytes" ? css.right : undefined}
          >
            {t(`model.tensorColumns.${column}`)}
          </span>
        ))}
      </div>
      <div className={css.body} role="rowgroup" style={{ height: virtual.height }}>
        {virtual.items.map(({ index, start }) => {
          const tensor = rows[index];
          return tensor && <Row key={index} tensor={tensor} index={index} start={start} />;
        })}
      </div>
    </div>
  );
}

function Row({ tensor, index, start }: { tensor: Tensor; index: number; start: number }) {
  const format = useFormat();
  return (
    <div
      className={css.row}
      role="row"
      aria-rowindex={index + 2}
      style={{ transform: `translateY(${String(start)}px)` }}
    >
      <span role="cell" className={css.clip} title={visible(tensor.name)}>
        <bdi className="mono">{visible(tensor.name)}</bdi>
      </span>
      <span role="cell">{visible(tensor.type)}</span>
      <span role="cell" className={css.clip}>
        {tensor.shape.map((size) => format.count(size)).join(" × ")}
      </span>
      <code role="cell" className={css.right}>
        {hexOffset(tensor.offset)}
      </code>
      <span role="cell" className={css.right}>
        {format.bytes(tensor.bytes)}
      </span>
      <span role="cell" className={css.digest} title={tensor.sha256}>
        <code>{shortDigest(tensor.sha256)}</code>
        <CopyButton text={tensor.sha256} name={visible(tensor.name)} />
      </span>
    </div>
  );
}
