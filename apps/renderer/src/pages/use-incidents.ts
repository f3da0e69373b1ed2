import type { AppContract, Arg, Incident, IncidentSummary } from "@casemate/contract";
import { RpcError } from "@casemate/contract";
import { useCallback, useEffect, useRef, useState } from "react";
import { call } from "../state/connection.ts";
import { useSlice } from "../state/console-store.ts";
import { errorText } from "../state/error-text.ts";

/** Rows that are shown at first, and more with each press. */
const PAGE = 50;
/** The most that one call answers (the contract's limit). */
const MAX_LIMIT = 200;
/** A storm of changes is read at most this often, in ms. */
const FOLLOW_MS = 1_000;

/** What the supervisor narrows down by itself. */
export type IncidentsAsked = Pick<Arg<AppContract["incident.list"]>, "which" | "class">;

interface Read {
  /** The question that these answer. */
  readonly key: string;
  readonly incidents: readonly IncidentSummary[];
  readonly total: number;
  readonly error: string | null;
  readonly loading: boolean;
}

export interface IncidentsRead extends Read {
  /** The next rows; null when all were read. */
  readonly more: (() => void) | null;
  readonly again: () => void;
}

/** The incidents of one question, read anew when one of them changes. `all`: every row, because the page itself narrows them down further. */
export function useIncidents(asked: IncidentsAsked, all: boolean): IncidentsRead {
  const key = JSON.stringify(asked);
  const slice = useSlice("incidents");
  const [pages, setPages] = useState(1);
  const [attempt, setAttempt] = useState(0);
  const [read, setRead] = useState<Read>(() => nothing(key));
  const follow = useThrottle();
  useEffect(() => {
    let current = true;
    const load = async (): Promise<void> => {
      try {
        const found = await readAll(JSON.parse(key) as IncidentsAsked, all ? Infinity : pages * PAGE);
        if (current) setRead({ key, ...found, error: null, loading: false });
      } catch (failure) {
        if (current) setRead((old) => ({ ...of(old, key), error: errorText(failure), loading: false }));
      }
    };
    const stop = follow(key, () => void load());
    return () => {
      current = false;
      stop();
    };
  }, [key, slice, pages, all, attempt, follow]);
  const shown = of(read, key);
  return {
    ...shown,
    more:
      shown.incidents.length < shown.total
        ? () => {
            setPages((count) => count + 1);
          }
        : null,
    again: () => {
      setAttempt((count) => count + 1);
    },
  };
}

function nothing(key: string): Read {
  return { key, incidents: [], total: 0, error: null, loading: true };
}
function of(read: Read, key: string): Read {
  return read.key === key ? read : nothing(key);
}

/** Each once, also when one of them moved from one page to the next meanwhile. */
async function readAll(
  asked: IncidentsAsked,
  wanted: number,
): Promise<{ incidents: IncidentSummary[]; total: number }> {
  const found = new Map<string, IncidentSummary>();
  let after: string | null = null;
  for (;;) {
    const limit = Math.min(MAX_LIMIT, wanted - found.size);
    const answer: Awaited<ReturnType<typeof listed>> = await listed({ ...asked, after, limit });
    answer.incidents.forEach((one) => found.set(one.id, one));
    after = answer.next;
    if (after === null || found.size >= wanted || answer.incidents.length === 0)
      return { incidents: [...found.values()], total: Math.max(answer.total, found.size) };
  }
}

const listed = (input: Arg<AppContract["incident.list"]>) => call("incident.list", input);

/** Runs the first work for a key at once, and what follows at most once a second, however often it is asked. */
function useThrottle(): (key: string, work: () => void) => () => void {
  const last = useRef({ key: "", at: Number.NEGATIVE_INFINITY });
  return useCallback((key: string, work: () => void) => {
    const wait = last.current.key === key ? last.current.at + FOLLOW_MS - performance.now() : 0;
    const timer = setTimeout(
      () => {
        last.current = { key, at: performance.now() };
        work();
      },
      Math.max(0, wait),
    );
    return () => {
      clearTimeout(timer);
    };
  }, []);
}

export interface OneIncident {
  /** Null until it was read; "missing": there is none. */
  readonly incident: Incident | "missing" | null;
  readonly error: string | null;
  readonly again: () => void;
  /** What a call has just answered: newer than what was read. */
  readonly put: (incident: Incident) => void;
}

/** One incident whole, followed while it changes. */
export function useIncident(id: string): OneIncident {
  const slice = useSlice("incidents");
  const [attempt, setAttempt] = useState(0);
  const [incident, setIncident] = useState<OneIncident["incident"]>(null);
  const [error, setError] = useState<string | null>(null);
  const follow = useThrottle();
  useEffect(() => {
    let current = true;
    const load = async (): Promise<void> => {
      try {
        const answer = await call("incident.show", { id });
        if (!current) return;
        setIncident(answer);
        setError(null);
      } catch (failure) {
        if (!current) return;
        if (failure instanceof RpcError && MISSING.includes(failure.code)) setIncident("missing");
        else setError(errorText(failure));
      }
    };
    const stop = follow(id, () => void load());
    return () => {
      current = false;
      stop();
    };
  }, [id, slice, attempt, follow]);
  return {
    incident,
    error,
    again: () => {
      setAttempt((count) => count + 1);
    },
    put: setIncident,
  };
}

/** An address that names none, or one that is no number at all. */
const MISSING: readonly string[] = ["not_found", "bad_input"];
