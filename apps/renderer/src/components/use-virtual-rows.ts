import { useVirtualizer, type Range, type VirtualItem } from "@tanstack/react-virtual";
import { useEffect, useState, type RefObject } from "react";

/** Rows drawn beyond the visible ones, on each side. */
const OVERSCAN = 12;

interface VirtualRows {
  /** The rows to draw, with their positions in px. */
  readonly items: readonly VirtualItem[];
  /** Height of all rows, in px. */
  readonly height: number;
}

/** Which of `count` rows of one height are to be drawn in the scrolling `box`. */
export function useVirtualRows(
  count: number,
  rowPx: number,
  box: RefObject<HTMLElement | null>,
): VirtualRows {
  const { items, height } = useRows({ count, rowPx, margin: 0, kept: null, scroller: () => box.current });
  return { items, height };
}

interface VirtualList extends VirtualRows {
  /** To be the `ref` of each drawn row, which carries its `data-index`: rows grow and shrink. */
  readonly measure: (row: HTMLElement | null) => void;
  readonly scrollTo: (index: number) => void;
}

/**
 * Which of `count` rows of different heights are to be drawn in `box`, a part of the page that scrolls. The row `kept`
 * is always drawn: the focus stands in it. Positions are from the top of `box`.
 */
export function useVirtualList(
  count: number,
  rowPx: number,
  box: RefObject<HTMLElement | null>,
  kept: number,
): VirtualList {
  const margin = useMargin(box);
  const rows = useRows({ count, rowPx, margin, kept, scroller: () => scrollerOf(box.current) });
  return { ...rows, items: rows.items.map((item) => ({ ...item, start: item.start - margin })) };
}

function scrollerOf(box: HTMLElement | null): HTMLElement | null {
  return box?.closest<HTMLElement>("[data-scroller]") ?? null;
}

/** Distance from the top of what scrolls to the top of `box`, in px; what stands above may grow. */
function useMargin(box: RefObject<HTMLElement | null>): number {
  const [margin, setMargin] = useState(0);
  useEffect(() => {
    const scroller = scrollerOf(box.current);
    const content = scroller?.firstElementChild;
    if (!scroller || !content) return;
    const observer = new ResizeObserver(() => {
      const top = box.current?.getBoundingClientRect().top ?? 0;
      setMargin(Math.round(top - scroller.getBoundingClientRect().top + scroller.scrollTop));
    });
    observer.observe(content);
    return () => {
      observer.disconnect();
    };
  }, [box]);
  return margin;
}

function useRows({
  count,
  rowPx,
  margin,
  kept,
  scroller,
}: {
  readonly count: number;
  readonly rowPx: number;
  readonly margin: number;
  readonly kept: number | null;
  readonly scroller: () => HTMLElement | null;
}): VirtualList {
  // eslint-disable-next-line react-hooks/incompatible-library -- no compiler memoizes these pages; its functions are used while drawing only
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: scroller,
    // What scrolls is there before the list: else mounting a list would scroll the page to its top.
    initialOffset: () => (kept === null ? 0 : (document.querySelector("[data-scroller]")?.scrollTop ?? 0)),
    estimateSize: () => rowPx,
    overscan: OVERSCAN,
    scrollMargin: margin,
    rangeExtractor: (range) => withRow(range, kept),
  });
  return {
    items: virtualizer.getVirtualItems(),
    height: virtualizer.getTotalSize(),
    measure: virtualizer.measureElement,
    scrollTo: (index) => {
      virtualizer.scrollToIndex(index, { align: "auto" });
    },
  };
}

/** The indexes to draw, in order, the kept one among them. */
function withRow({ startIndex, endIndex, overscan, count }: Range, kept: number | null): number[] {
  const from = Math.max(0, startIndex - overscan);
  const to = Math.min(count - 1, endIndex + overscan);
  const shown = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
  if (kept === null || kept < 0 || kept >= count || (kept >= from && kept <= to)) return shown;
  return kept < from ? [kept, ...shown] : [...shown, kept];
}
