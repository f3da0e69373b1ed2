import type { ForensicRows } from "@casemate/contract";
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Skeleton } from "../components/small.tsx";
import { visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import { PAGE_ROWS, type ExportPreview } from "./use-export-preview.ts";
import css from "./log-export.module.css";

type Row = ForensicRows["rows"][number];

const COLUMNS = ["action", "actor", "subject"] as const;

/** Records as whoever gets the bundle will see them, a page at a time. */
export function PreviewRows({ found, hide }: { found: ExportPreview; hide: readonly string[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { preview, rows, at, goTo } = found;
  if (preview === null) return found.error === null && found.loading ? <Skeleton lines={6} /> : null;
  const last = Math.min(at + rows.length, preview.to) - 1;
  return (
    <figure className={css.preview} aria-busy={found.loading}>
      <figcaption className={css.caption}>
        <span>{t("logExport.preview.title")}</span>
        <span className={css.pages}>
          <span className="num muted">
            {t("logExport.preview.place", { from: format.count(at), to: format.count(Math.max(at, last)) })}
          </span>
          <Button
            size="compact-sm"
            disabled={at <= preview.from}
            onClick={() => {
              goTo(Math.max(preview.from, at - PAGE_ROWS));
            }}
          >
            {t("logExport.preview.earlier")}
          </Button>
          <Button
            size="compact-sm"
            disabled={at + PAGE_ROWS >= preview.to}
            onClick={() => {
              goTo(at + PAGE_ROWS);
            }}
          >
            {t("logExport.preview.later")}
          </Button>
        </span>
      </figcaption>
      <div className={css.box} tabIndex={0} role="region" aria-label={t("logExport.preview.title")}>
        <table className={css.rows}>
          <thead>
            <tr>
              {(["seq", "at", ...COLUMNS] as const).map((column) => (
                <th key={column} scope="col">
                  {t(`log.columns.${column}`)}
                </th>
              ))}
              <th scope="col">{t("logExport.preview.rest")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <RowView key={row.seq} row={row} hide={hide} />
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}

function RowView({ row, hide }: { row: Row; hide: readonly string[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const said = new Map(row.shown.map(({ name, value }) => [name, value]));
  const at = textIn(said.get("at"));
  if (row.forgotten)
    return (
      <tr>
        <td className="num">{row.seq}</td>
        <td colSpan={COLUMNS.length + 2} className="muted">
          {t("logExport.preview.forgotten")}
        </td>
      </tr>
    );
  const rest = row.shown.filter(({ name }) => !["at", "kind", ...COLUMNS].includes(name));
  return (
    <tr>
      <td className="num">{row.seq}</td>
      <td className="num">{at === null ? "" : format.exact(at)}</td>
      {COLUMNS.map((column) => (
        <td key={column}>
          <Cell text={textIn(said.get(column))} closed={hide.includes(column) && row.hidden > 0} />
        </td>
      ))}
      <td>
        {rest.map(({ name, value }) => (
          <code key={name} className={css.fact}>
            {visible(name.replace(/^detail\./, ""))}={visible(textIn(value) ?? "")}
          </code>
        ))}
        {row.hidden > 0 && (
          <span className={css.closed}>{t("logExport.preview.closed", { count: row.hidden })}</span>
        )}
      </td>
    </tr>
  );
}

/** A stranger sees that something is closed in this record; that it is this field, only the manifest says. */
function Cell({ text, closed }: { text: string | null; closed: boolean }) {
  const { t } = useTranslation();
  if (text !== null) return <bdi>{visible(text)}</bdi>;
  return closed ? <span className={css.bar} role="img" aria-label={t("logExport.preview.bar")} /> : <>–</>;
}

/** The value as a person reads it: texts without their quotes. */
function textIn(json: string | undefined): string | null {
  if (json === undefined) return null;
  const value: unknown = JSON.parse(json);
  return typeof value === "string" ? value : json;
}
