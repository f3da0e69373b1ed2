import type { ByteWindow } from "@casemate/contract";
import { useContext, useRef, useState } from "react";
import { HEX_ROW } from "../format/hex.ts";
import { errorText } from "../state/error-text.ts";
import { ByteReaderContext } from "./byte-reader.ts";

/** Lines shown at once. */
export const VIEW_ROWS = 9;
/** Lines above the place at first. */
const ROWS_BEFORE = 3;

interface HexWindow {
  readonly shown: ByteWindow;
  /** The byte under the cursor. */
  readonly at: number;
  /** First byte of the first line shown. */
  readonly top: number;
  /** Bytes that can be reached: `to` is the first that cannot. */
  readonly limits: { readonly from: number; readonly to: number };
  readonly busy: boolean;
  readonly problem: string | null;
  /** Moves the cursor to a byte within the limits; reads it first when it is not here. Never rejects. */
  readonly goTo: (at: number) => Promise<void>;
}

/** A cursor over the bytes that a report keeps around a finding, and over the whole file where it can still be read. */
export function useHexWindow(excerpt: ByteWindow, offset: number, file: string | null): HexWindow {
  const reader = useContext(ByteReaderContext)(file);
  const [shown, setShown] = useState(excerpt);
  const [at, setAt] = useState(() => clamp(offset, excerpt.at, endOf(excerpt) - 1));
  const [top, setTop] = useState(() => Math.max(rowOf(excerpt.at), rowOf(at) - ROWS_BEFORE * HEX_ROW));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const reading = useRef(false);
  const limits = reader === null ? { from: excerpt.at, to: endOf(excerpt) } : { from: 0, to: reader.size };

  const place = (next: number, window: ByteWindow): void => {
    setShown(window);
    setAt(next);
    setTop(topFor(next, top));
  };

  const goTo = async (next: number): Promise<void> => {
    // One read at a time: keys that are held down meanwhile are let go.
    if (reading.current) return;
    setProblem(null);
    const seen = needed(topFor(next, top), limits);
    const here = [shown, excerpt].find((window) => covers(window, seen));
    if (here !== undefined || reader === null) {
      place(next, here ?? excerpt);
      return;
    }
    reading.current = true;
    setBusy(true);
    try {
      const read = await reader.read(next);
      place(clamp(next, read.at, endOf(read) - 1), read);
    } catch (failure) {
      setProblem(errorText(failure));
    } finally {
      reading.current = false;
      setBusy(false);
    }
  };

  return { shown, at, top, limits, busy, problem, goTo };
}

/** The first line after a move to `at`: it changes only when the cursor would leave the lines shown. */
function topFor(at: number, before: number): number {
  const row = rowOf(at);
  const last = (VIEW_ROWS - 1) * HEX_ROW;
  return row < before ? row : row > before + last ? row - last : before;
}

/** The bytes that the lines from `top` on show. */
function needed(top: number, limits: HexWindow["limits"]): HexWindow["limits"] {
  return { from: Math.max(limits.from, top), to: Math.min(limits.to, top + VIEW_ROWS * HEX_ROW) };
}

function covers(window: ByteWindow, { from, to }: HexWindow["limits"]): boolean {
  return from >= window.at && to <= endOf(window);
}

function endOf({ at, hex }: ByteWindow): number {
  return at + hex.length / 2;
}

function rowOf(at: number): number {
  return at - (at % HEX_ROW);
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
