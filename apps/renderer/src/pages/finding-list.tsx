import type { Consequence } from "@casemate/contract";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { FindingRow } from "../components/finding-row.tsx";
import { useVirtualList } from "../components/use-virtual-rows.ts";
import type { NumberedFinding } from "./finding-filter.ts";
import css from "./finding-list.module.css";

/** Height of a closed row of one line, in px: what a row is taken to have until it was drawn. */
const ROW_PX = 41;
/** Rows that Page Up and Page Down step over. */
const PAGE_ROWS = 10;

type Item =
  | { readonly kind: "group"; readonly consequence: Consequence; readonly count: number }
  | { readonly kind: "point"; readonly point: NumberedFinding; readonly position: number };

/** Findings under what they come to; only the rows near the visible ones are drawn. ↑ ↓ Home End move, Enter opens. */
export function FindingList({
  points,
  opened,
  wanted,
  onToggle,
}: {
  /** In the order in which they are shown: those of one consequence stand together. */
  readonly points: readonly NumberedFinding[];
  /** Numbers of those that stand open. */
  readonly opened: ReadonlySet<number>;
  /** Number of the one that the address names: it is brought into sight once. */
  readonly wanted: number | null;
  readonly onToggle: (number: number) => void;
}) {
  const { t } = useTranslation();
  const items = withGroups(points);
  const rows = items.flatMap(({ kind }, index) => (kind === "point" ? [index] : []));
  const place = items.findIndex((item) => item.kind === "point" && item.point.number === wanted);
  const [active, setActive] = useState(place < 0 ? (rows[0] ?? 0) : place);
  const kept = rows.includes(active) ? active : (rows[0] ?? 0);
  const box = useRef<HTMLDivElement>(null);
  /** The row that gets the focus as soon as it is drawn. */
  const next = useRef(place >= 0 && wanted !== null ? place : null);
  const list = useVirtualList(items.length, ROW_PX, box, kept);
  const { scrollTo } = list;

  // That row may be drawn only by this very pass. A pass that was drawn before the key was pressed can end after it: it knows another row.
  useEffect(() => {
    if (next.current !== kept) return;
    const row = box.current?.querySelector<HTMLElement>(`[data-index="${String(kept)}"] button`);
    if (!row) return;
    next.current = null;
    scrollTo(kept);
    row.focus({ preventScroll: true });
  });

  const onKey = (event: KeyboardEvent, at: number): void => {
    const to = target(event.key, rows.indexOf(at), rows.length);
    if (to === null || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const row = rows[to] ?? at;
    next.current = row === kept ? null : row;
    setActive(row);
  };

  return (
    <div
      className={css.list}
      role="list"
      aria-label={t("model.findings")}
      ref={box}
      style={{ height: list.height }}
    >
      {list.items.map(({ index, start }) => {
        const item = items[index];
        if (!item) return null;
        const shape = shapeOf(items, index);
        return (
          <div
            key={item.kind === "group" ? item.consequence : item.point.number}
            role="listitem"
            aria-setsize={items.length}
            aria-posinset={index + 1}
            data-index={index}
            ref={list.measure}
            className={`${css.item ?? ""} ${item.kind === "group" ? (css.group ?? "") : shape}`}
            style={{ transform: `translateY(${String(start)}px)` }}
          >
            {item.kind === "group" ? (
              <h3>
                {t(`consequence.${item.consequence}`)} <span className="muted num">{item.count}</span>
              </h3>
            ) : (
              <FindingRow
                finding={item.point.finding}
                position={t("model.position", { at: item.position, count: points.length })}
                open={opened.has(item.point.number)}
                tabIndex={index === kept ? 0 : -1}
                onToggle={() => {
                  setActive(index);
                  onToggle(item.point.number);
                }}
                onKeyDown={(event) => {
                  onKey(event, index);
                }}
              />
            )}
          </div>
        );
      })}
    </div>
  );
}

/** One heading before the points of each consequence. */
function withGroups(points: readonly NumberedFinding[]): Item[] {
  const counts = new Map<Consequence, number>();
  for (const { finding } of points)
    counts.set(finding.consequence, (counts.get(finding.consequence) ?? 0) + 1);
  const items: Item[] = [];
  let before: Consequence | null = null;
  points.forEach((point, index) => {
    const { consequence } = point.finding;
    if (consequence !== before)
      items.push({ kind: "group", consequence, count: counts.get(consequence) ?? 0 });
    before = consequence;
    items.push({ kind: "point", point, position: index + 1 });
  });
  return items;
}

/** Rounds the corners of a group's first and last row. */
function shapeOf(items: readonly Item[], index: number): string {
  return [
    css.row,
    items[index - 1]?.kind === "group" && css.first,
    items[index + 1]?.kind !== "point" && css.last,
  ]
    .filter(Boolean)
    .join(" ");
}

/** Which row a key leads to; null: another key, or nowhere to go. */
function target(key: string, at: number, count: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    Home: 0,
    End: count - 1,
    PageDown: at + PAGE_ROWS,
    PageUp: at - PAGE_ROWS,
  };
  const next = steps[key];
  return next === undefined || count === 0 ? null : Math.max(0, Math.min(count - 1, next));
}
