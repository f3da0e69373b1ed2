import type { AppContract, Arg, AuditRecord } from "@casemate/contract";
import { useCallback, useEffect, useRef, useState } from "react";
import { call } from "../state/connection.ts";
import { useSlice } from "../state/console-store.ts";
import { errorText } from "../state/error-text.ts";
import { merge } from "./log-merge.ts";

/** Records per call: what a person scrolls past in a few seconds. */
const PAGE = 250;
/** A busy log is read at most this often, in ms. */
const FOLLOW_MS = 1_000;
/** A search waits this long for the next letter, in ms. */
const TYPING_MS = 150;

/** What is asked of the log. Its text is the identity: another text, another search. */
export type LogFilter = Omit<Arg<AppContract["audit.tail"]>, "before" | "limit">;

export interface LogRecords {
  /** Newest first. */
  readonly records: readonly AuditRecord[];
  readonly total: number;
  /** How many records were looked at, from the newest on. */
  readonly looked: number;
  readonly loading: boolean;
  readonly error: string | null;
  /** The next page, or with `all` every one; null when the beginning was reached. */
  readonly more: ((all: boolean) => void) | null;
  readonly stop: () => void;
}

interface Read {
  /** The search that these answer. */
  readonly key: string;
  readonly records: readonly AuditRecord[];
  readonly total: number;
  readonly next: number | null;
  readonly error: string | null;
  readonly loading: boolean;
}

const nothing = (key: string): Read => ({
  key,
  records: [],
  total: 0,
  next: null,
  error: null,
  loading: true,
});

/** The records of one search as this page has read them: older ones on request, new ones as they are written. */
export function useLogRecords(filter: LogFilter): LogRecords {
  const key = JSON.stringify(filter);
  const [read, setRead] = useState<Read>(() => nothing(key));
  const wanted = useRef(key);
  const going = useRef(false);
  const { size } = useSlice("ledger");
  const shown = read.key === key ? read : nothing(key);

  const change = useCallback((of: string, to: (old: Read) => Read): void => {
    if (wanted.current === of) setRead((old) => to(old.key === of ? old : nothing(of)));
  }, []);

  /** Reads from `before` on until a page was found, the beginning was reached, or the person stops it. */
  const readOn = useCallback(
    async (of: string, before: number | null, all: boolean): Promise<void> => {
      going.current = true;
      change(of, (old) => ({ ...old, loading: true, error: null }));
      const wantedStill = (): boolean => wanted.current === of && going.current;
      let found = 0;
      let next = before;
      try {
        do {
          const answer = await call("audit.tail", {
            ...(JSON.parse(of) as LogFilter),
            before: next,
            limit: PAGE,
          });
          found += answer.records.length;
          next = answer.next;
          change(of, (old) => ({
            ...old,
            records: joined(old.records, answer.records),
            total: answer.total,
            next: answer.next,
          }));
        } while (next !== null && wantedStill() && (all || found < PAGE / 2));
      } catch (failure) {
        change(of, (old) => ({ ...old, error: errorText(failure) }));
      }
      if (wanted.current === of) going.current = false;
      change(of, (old) => ({ ...old, loading: false }));
    },
    [change],
  );

  useEffect(() => {
    wanted.current = key;
    going.current = false;
    const timer = setTimeout(() => void readOn(key, null, false), TYPING_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [key, readOn]);

  // What was written since: one page from the top. A gap cannot arise: more than a page in a second is not written by a person.
  useEffect(() => {
    if (shown.records.length === 0 && shown.loading) return;
    const timer = setTimeout(() => {
      void call("audit.tail", { ...(JSON.parse(key) as LogFilter), before: null, limit: PAGE }).then(
        ({ records, total }) => {
          change(key, (old) => ({ ...old, records: merge(old.records, records), total }));
        },
        () => undefined,
      );
    }, FOLLOW_MS);
    return () => {
      clearTimeout(timer);
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only a new size is a reason to read again
  }, [size]);

  return {
    records: shown.records,
    total: shown.total,
    looked: shown.total - (shown.next ?? 0),
    loading: shown.loading,
    error: shown.error,
    more:
      shown.next === null && shown.error === null
        ? null
        : (all) => {
            if (!going.current) void readOn(key, shown.next, all);
          },
    stop: () => {
      going.current = false;
    },
  };
}

/** Older ones go to the end as they are; only what overlaps needs sorting. */
function joined(old: readonly AuditRecord[], older: readonly AuditRecord[]): readonly AuditRecord[] {
  const [last, first] = [old.at(-1), older[0]];
  if (!last || !first || first.seq < last.seq) return [...old, ...older];
  return merge(old, older);
}
