import { useVirtualizer, type VirtualItem } from "@tanstack/react-virtual";
import type { RefObject } from "react";

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
  // eslint-disable-next-line react-hooks/incompatible-library -- only values leave this hook, never its functions
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => rowPx,
    overscan: 12,
  });
  return { items: virtualizer.getVirtualItems(), height: virtualizer.getTotalSize() };
}
