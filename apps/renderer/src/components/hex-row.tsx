import { HEX_ROW, type HexCell } from "../format/hex.ts";
import { hexOffset } from "../format/text.ts";
import css from "./hex-view.module.css";

/** One line: place, 16 bytes, the same as text. Everything is text; nothing of the file is ever markup. */
export function HexRow({
  cells,
  current,
  said,
  cellId,
  onChoose,
}: {
  readonly cells: readonly (HexCell | null)[];
  /** The byte under the cursor, and what it is. */
  readonly current: number;
  readonly said: string;
  readonly cellId: (at: number) => string;
  readonly onChoose: (at: number) => void;
}) {
  const first = cells.find((cell) => cell !== null)?.at ?? 0;
  const padded = [...cells, ...Array.from({ length: HEX_ROW - cells.length }, () => null)];
  return (
    <div className={css.row} role="row">
      <span className={css.offset} role="rowheader">
        {hexOffset(first - (first % HEX_ROW))}
      </span>
      <span className={css.cells} role="presentation">
        {padded.map((cell, index) =>
          cell === null ? (
            <span key={index} role="presentation" className={css.cell}>
              {"  "}
            </span>
          ) : (
            <span
              key={index}
              id={cellId(cell.at)}
              role="gridcell"
              aria-selected={cell.at === current}
              aria-label={cell.at === current ? said : undefined}
              className={edge(padded, index)}
              onClick={() => {
                onChoose(cell.at);
              }}
            >
              {cell.hex}
            </span>
          ),
        )}
      </span>
      <span className={css.ascii} aria-hidden>
        {padded.map((cell, index) => (
          <span
            key={index}
            className={[cell?.marked === true && css.markedText, cell?.at === current && css.currentText]
              .filter(Boolean)
              .join(" ")}
          >
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
