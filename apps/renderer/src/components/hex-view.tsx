import type { Finding } from "@casemate/contract";
import { useTranslation } from "react-i18next";
import { hexRows, type HexCell } from "../format/hex.ts";
import { hexOffset } from "../format/text.ts";
import css from "./hex-view.module.css";

/** Bytes around a finding, 16 a row, with its field outlined in both columns. */
export function HexView({ finding }: { finding: Finding }) {
  const { t } = useTranslation();
  if (finding.excerpt === null) return null;
  const field = finding.offset === null ? null : { offset: finding.offset, length: finding.length ?? 1 };
  const rows = hexRows(finding.excerpt, field);
  return (
    <figure className={css.figure}>
      <figcaption className={css.caption}>{t("model.hexCaption")}</figcaption>
      <div className={css.scroll} tabIndex={0} role="group" aria-label={t("model.bytes")}>
        {rows.map((cells) => (
          <Row key={cells.find((cell) => cell !== null)?.at ?? 0} cells={cells} />
        ))}
      </div>
    </figure>
  );
}

function Row({ cells }: { cells: readonly (HexCell | null)[] }) {
  const first = cells.find((cell) => cell !== null)?.at ?? 0;
  const padded = [...cells, ...Array.from({ length: 16 - cells.length }, () => null)];
  return (
    <div className={css.row}>
      <span className={css.offset}>{hexOffset(first - (first % 16))}</span>
      <span className={css.cells}>
        {padded.map((cell, index) => (
          <span key={index} className={edge(padded, index)}>
            {cell?.hex ?? "  "}
          </span>
        ))}
      </span>
      <span className={css.ascii}>
        {padded.map((cell, index) => (
          <span key={index} className={cell?.marked === true ? css.markedText : undefined}>
            {cell?.ascii ?? " "}
          </span>
        ))}
      </span>
    </div>
  );
}

/** Classes that draw one outline around neighbouring marked cells. */
function edge(cells: readonly (HexCell | null)[], index: number): string | undefined {
  if (cells[index]?.marked !== true) return css.cell;
  const starts = cells[index - 1]?.marked !== true;
  const ends = cells[index + 1]?.marked !== true;
  return [css.cell, css.marked, starts && css.starts, ends && css.ends].filter(Boolean).join(" ");
}
