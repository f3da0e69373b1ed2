import type { Finding } from "@casemate/contract";
import { ActionIcon, Button } from "@mantine/core";
import { ChevronDown, ChevronUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { fieldAt, HEX_ROW, hexRows, moveByte, parseOffset, type HexCell } from "../format/hex.ts";
import { hexOffset, visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import { FromServer } from "./from-server.tsx";
import { HexRow } from "./hex-row.tsx";
import css from "./hex-view.module.css";
import { CopyButton } from "./small.tsx";
import { useHexWindow, VIEW_ROWS } from "./use-hex-window.ts";

/** A field without a stated length is outlined to its end when it is no longer than this, in bytes. */
const MAX_IMPLIED_BYTES = 64;

/** Room kept beside the cursor when a line is wider than the window, in px. */
const EDGE_PX = 12;

interface HexViewProps {
  readonly excerpt: NonNullable<Finding["excerpt"]>;
  /** Where the finding is, and how long its field; null when the report does not say. */
  readonly offset: number;
  readonly length: number | null;
  /** The file of the model that it is in; null when there is one only. */
  readonly file: string | null;
}

/** Bytes around a finding, its field outlined and named. Arrows, Page, Home and End move; every byte says what it is. */
export function HexView({ excerpt, offset, length, file }: HexViewProps) {
  const { t } = useTranslation();
  const own = fieldAt(excerpt.fields, offset);
  const field = { offset, length: length ?? impliedLength(own, offset) };
  // Many findings are about a whole record: from its first field to its last.
  const last = fieldAt(excerpt.fields, field.offset + field.length - 1);
  const view = useHexWindow(excerpt, offset, file);
  const id = useId();
  const cell = (at: number): string => `${id}-${String(at)}`;
  const rows = hexRows(view.shown, field).filter((cells) => {
    const at = cells.find((one) => one !== null)?.at ?? 0;
    return at >= view.top && at < view.top + VIEW_ROWS * HEX_ROW;
  });
  const current = rows.flat().find((one) => one?.at === view.at) ?? null;
  const said = useSaid(view.shown.fields, current);
  const grid = useRef<HTMLDivElement>(null);
  // A narrow window shows half a line: the cursor stays in sight, the page stays where it is.
  useEffect(() => {
    const box = grid.current;
    const one = box?.querySelector<HTMLElement>('[aria-selected="true"]');
    if (!box || !one) return;
    const [frame, cellBox] = [box.getBoundingClientRect(), one.getBoundingClientRect()];
    if (cellBox.right > frame.right - EDGE_PX) box.scrollLeft += cellBox.right - frame.right + EDGE_PX;
    else if (cellBox.left < frame.left + EDGE_PX) box.scrollLeft -= frame.left - cellBox.left + EDGE_PX;
  }, [view.at]);
  const onKey = (event: KeyboardEvent): void => {
    if (event.altKey || event.metaKey || event.shiftKey) return;
    const next = moveByte(event.key, {
      ...view.limits,
      at: view.at,
      page: VIEW_ROWS - 1,
      ctrl: event.ctrlKey,
    });
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    void view.goTo(next);
  };
  return (
    <figure className={css.figure}>
      <figcaption className={css.caption}>
        {own === null ? (
          t("model.hexCaption")
        ) : (
          <>
            {t("model.hexOutlined")} <FieldName name={own.name} />
            {last !== null && last.at !== own.at && (
              <>
                {" "}
                {t("model.hexOutlinedTo")} <FieldName name={last.name} />
              </>
            )}
          </>
        )}
      </figcaption>
      <div className={css.frame}>
        <div
          className={css.scroll}
          role="grid"
          ref={grid}
          tabIndex={0}
          aria-label={own === null ? t("model.bytes") : t("model.hexGrid", { field: visible(own.name) })}
          aria-activedescendant={current === null ? undefined : cell(current.at)}
          aria-busy={view.busy}
          onKeyDown={onKey}
        >
          {rows.map((cells) => (
            <HexRow
              key={cells.find((one) => one !== null)?.at ?? 0}
              cells={cells}
              current={view.at}
              said={said}
              cellId={cell}
              onChoose={(at) => void view.goTo(at)}
            />
          ))}
        </div>
        <div className={css.pager}>
          <ActionIcon
            variant="default"
            aria-label={t("model.hexBack")}
            disabled={view.top <= view.limits.from}
            onClick={() => void view.goTo(Math.max(view.limits.from, view.top - (VIEW_ROWS - 1) * HEX_ROW))}
          >
            <ChevronUp aria-hidden className="icon" />
          </ActionIcon>
          <ActionIcon
            variant="default"
            aria-label={t("model.hexOn")}
            disabled={view.top + VIEW_ROWS * HEX_ROW >= view.limits.to}
            onClick={() =>
              void view.goTo(Math.min(view.limits.to - 1, view.top + (VIEW_ROWS * 2 - 2) * HEX_ROW))
            }
          >
            <ChevronDown aria-hidden className="icon" />
          </ActionIcon>
        </div>
      </div>
      <p className={css.readout}>{said === "" ? "\u00a0" : <span lang="en">{said}</span>}</p>
      <Tools view={view} excerpt={excerpt} field={field} />
      {view.problem !== null && (
        <p className={css.problem} role="alert">
          {view.problem}
        </p>
      )}
    </figure>
  );
}

function FieldName({ name }: { name: string }) {
  return (
    <strong>
      <FromServer>{visible(name)}</FromServer>
    </strong>
  );
}

/** What the byte under the cursor is: place, value, field. */
function useSaid(fields: Parameters<typeof fieldAt>[0], cell: HexCell | null): string {
  const { t } = useTranslation();
  if (cell === null) return "";
  const name = fieldAt(fields, cell.at)?.name;
  return [
    hexOffset(cell.at),
    t("model.hexByte", { hex: cell.hex.toUpperCase(), value: Number.parseInt(cell.hex, 16) }),
    ...(name === undefined ? [] : [visible(name)]),
  ].join(" · ");
}

function impliedLength(own: ReturnType<typeof fieldAt>, offset: number): number {
  const rest = own === null ? 1 : own.at + own.length - offset;
  return rest > MAX_IMPLIED_BYTES ? 1 : rest;
}

/** Jump to a place; copy it, or the field's bytes. */
function Tools({
  view,
  excerpt,
  field,
}: {
  readonly view: ReturnType<typeof useHexWindow>;
  readonly excerpt: HexViewProps["excerpt"];
  readonly field: { readonly offset: number; readonly length: number };
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const from = (field.offset - excerpt.at) * 2;
  const bytes = excerpt.hex.slice(from, from + field.length * 2);
  const jump = (): void => {
    const at = parseOffset(text);
    if (at === null) setWrong(t("model.hexNoPlace"));
    else if (at < view.limits.from || at >= view.limits.to)
      setWrong(
        t("model.hexOutside", {
          from: hexOffset(view.limits.from),
          to: hexOffset(Math.max(view.limits.from, view.limits.to - 1)),
        }),
      );
    else {
      setWrong(null);
      void view.goTo(at);
    }
  };
  const label = t("model.hexJump");
  return (
    <>
      <div className={css.tools}>
        <form
          className={css.jump}
          onSubmit={(event) => {
            event.preventDefault();
            jump();
          }}
        >
          <input
            className={css.input}
            aria-label={label}
            aria-invalid={wrong !== null}
            placeholder="0x1A4"
            value={text}
            maxLength={24}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => {
              setText(event.currentTarget.value);
            }}
          />
          <Button type="submit" size="compact-sm">
            {label}
          </Button>
        </form>
        <Button
          size="compact-sm"
          onClick={() =>
            void view.goTo(Math.min(Math.max(field.offset, view.limits.from), view.limits.to - 1))
          }
        >
          {t("model.hexHome")}
        </Button>
        <CopyButton text={hexOffset(view.at)} name={t("model.hexCopyPlace")} shown />
        {bytes !== "" && (
          <CopyButton
            text={bytes.replaceAll(/(..)(?=.)/g, "$1 ").toUpperCase()}
            name={t("model.hexCopyBytes", { length: format.bytes(bytes.length / 2) })}
            shown
          />
        )}
      </div>
      {wrong !== null && (
        <p className={css.problem} role="alert">
          {wrong}
        </p>
      )}
    </>
  );
}
