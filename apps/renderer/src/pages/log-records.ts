import type { AuditRecord } from "@casemate/contract";
import { useCallback, useEffect, useRef, useState } from "react";
import { call } from "../state/connection.ts";
import { useSlice } from "../state/console-store.ts";
import { errorText } from "../state/error-text.ts";
import { merge } from "./log-merge.ts";

/** Records per call. */
const PAGE = 200;
/** A busy log is read at most this often, in ms. */
const FOLLOW_MS = 1_000;

export interface LogRecords {
  /** Newest first. */
  readonly records: readonly AuditRecord[];
  readonly total: number;
  readonly loading: boolean;
  readonly error: string | null;
  readonly more: () => void;
  readonly all: () => void;
}

/** The log as this page has read it: newest first, older pages on request, new records as they are written. */
export function useLogRecords(): LogRecords {
  const [records, setRecords] = useState<readonly AuditRecord[]>([]);
  const [total, setTotal] = useState(0);
  const [loading, setLoading] = useState(true);
  const [error, setError] = useState<string | null>(null);
  const busy = useRef(false);
  const { size } = useSlice("ledger");

  const load = useCallback(async (before: number | null): Promise<readonly AuditRecord[]> => {
    try {
      const answer = await call("audit.tail", { before, limit: PAGE });
      setRecords((old) => merge(old, answer.records));
      setTotal(answer.total);
      setError(null);
      return answer.records;
    } catch (failure) {
      setError(errorText(failure));
      return [];
    } finally {
      setLoading(false);
    }
  }, []);

  useEffect(() => {
    const timer = setTimeout(() => void load(null), records.length === 0 ? 0 : FOLLOW_MS);
    return () => {
      clearTimeout(timer);
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only a new size is a reason to read again
  }, [size, load]);

  const older = async (everything: boolean): Promise<void> => {
    if (busy.current) return;
    busy.current = true;
    setLoading(true);
    let oldest = records.at(-1)?.seq ?? null;
    while (oldest !== null && oldest > 0) {
      const found = await load(oldest);
      const next = found.reduce<number | null>(
        (least, record) => (least === null ? record.seq : Math.min(least, record.seq)),
        null,
      );
      oldest = everything && next !== null && next < oldest ? next : null;
    }
    busy.current = false;
    setLoading(false);
  };
  return { records, total, loading, error, more: () => void older(false), all: () => void older(true) };
}
