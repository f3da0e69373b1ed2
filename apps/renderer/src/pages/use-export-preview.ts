import type { ForensicPreview, ForensicRows } from "@casemate/contract";
import { useEffect, useState } from "react";
import { call } from "../state/connection.ts";
import { errorText } from "../state/error-text.ts";
import { rangeOf, type Choice } from "./log-export-choice.ts";

/** A preview reads every record of its range: it waits this long for the next change, in ms. */
const TYPING_MS = 350;
/** Rows of one page of the preview. */
export const PAGE_ROWS = 25;

type Row = ForensicRows["rows"][number];

export interface ExportPreview {
  /** What the range holds; null before the first answer, and when there is none. */
  readonly preview: ForensicPreview | null;
  readonly loading: boolean;
  readonly error: string | null;
  readonly rows: readonly Row[];
  /** The number of the first row. */
  readonly at: number;
  readonly goTo: (at: number) => void;
  /** Names of facts in any row that was shown so far: `detail.NAME`. */
  readonly facts: readonly string[];
}

/** What a bundle of this choice would hold, and rows of it as a stranger will see them. */
export function useExportPreview(choice: Choice, size: number): ExportPreview {
  // Two logs differ in nothing else that this asks for; the log growing is no reason to count again.
  const [known] = useState(size);
  const range = rangeOf(choice, known);
  const key = JSON.stringify(range);
  const [answer, setAnswer] = useState<{ of: string; preview: ForensicPreview | null; error: string | null }>(
    {
      of: "",
      preview: null,
      error: null,
    },
  );
  useEffect(() => {
    if (key === "null") return;
    let current = true;
    const tell = (preview: ForensicPreview | null, error: string | null): void => {
      if (current) setAnswer({ of: key, preview, error });
    };
    const timer = setTimeout(() => {
      call("forensic.preview", JSON.parse(key) as NonNullable<typeof range>).then(
        (preview) => {
          tell(preview, null);
        },
        (error: unknown) => {
          tell(null, errorText(error));
        },
      );
    }, TYPING_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [key]);
  const fresh = answer.of === key;
  const rows = usePreviewRows(answer.preview, choice.hide);
  return {
    preview: range === null ? null : answer.preview,
    loading: range !== null && !fresh,
    error: fresh ? answer.error : null,
    ...rows,
  };
}

type Rows = Pick<ExportPreview, "rows" | "at" | "goTo" | "facts">;

function usePreviewRows(preview: ForensicPreview | null, hide: readonly string[]): Rows {
  const [wanted, setWanted] = useState(0);
  const [rows, setRows] = useState<readonly Row[]>([]);
  const [facts, setFacts] = useState<readonly string[]>([]);
  const { from, to } = preview ?? { from: 0, to: 0 };
  const at = Math.min(Math.max(wanted, from), Math.max(from, to - 1));
  const names = JSON.stringify(hide);
  useEffect(() => {
    if (to === 0) return;
    let current = true;
    const selection = { from, to, hide: JSON.parse(names) as string[], at, limit: PAGE_ROWS };
    call("forensic.rows", selection).then(
      (answer) => {
        if (!current) return;
        setRows(answer.rows);
        setFacts((before) => [...new Set([...before, ...factsIn(answer.rows)])]);
      },
      () => {
        if (current) setRows([]); // why is said with the preview
      },
    );
    return () => {
      current = false;
    };
  }, [from, to, names, at]);
  return { rows: to === 0 ? [] : rows, at, goTo: setWanted, facts };
}

/** Facts that can be hidden: those of the log's own records cannot. */
function factsIn(rows: readonly Row[]): string[] {
  return rows
    .filter(
      ({ shown }) => !shown.some(({ name, value }) => name === "action" && value.startsWith('"ledger.')),
    )
    .flatMap(({ shown }) => shown.map(({ name }) => name).filter((name) => name.startsWith("detail.")));
}
