import type { GpuCheck, GpuHistory, GpuLive } from "@casemate/contract";
import { useCallback, useEffect, useState } from "react";
import { sayError } from "../actions/actions.ts";
import { call } from "../state/connection.ts";
import { useSlice } from "../state/console-store.ts";
import { errorText } from "../state/error-text.ts";

export interface GpuView {
  /** null: not read yet. */
  readonly live: GpuLive | null;
  readonly history: GpuHistory | null;
  /** Why the last attempt to read failed. */
  readonly error: string | null;
  readonly checking: boolean;
  /** A round now; what it found, or null when it failed. */
  readonly check: () => Promise<GpuCheck | null>;
  readonly retry: () => void;
}

/** What GPU watch knows; read again whenever the state says that a round has ended. */
export function useGpu(): GpuView {
  const { gpu } = useSlice("machine");
  const [live, setLive] = useState<GpuLive | null>(null);
  const [history, setHistory] = useState<GpuHistory | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  const [checking, setChecking] = useState(false);
  const at = gpu?.at ?? null;
  const baseline = gpu?.baseline.sha256 ?? null;
  useEffect(() => {
    let current = true;
    Promise.all([call("gpu.live", {}), call("gpu.history", {})]).then(
      ([now, before]) => {
        if (!current) return;
        setLive(now);
        setHistory(before);
        setError(null);
      },
      (failure: unknown) => {
        if (current) setError(errorText(failure));
      },
    );
    return () => {
      current = false;
    };
  }, [at, baseline, attempt]);
  const retry = useCallback(() => {
    setAttempt((count) => count + 1);
  }, []);
  const check = useCallback(async (): Promise<GpuCheck | null> => {
    setChecking(true);
    try {
      return await call("gpu.check", {});
    } catch (failure) {
      sayError(failure);
      return null;
    } finally {
      setChecking(false);
      retry();
    }
  }, [retry]);
  return { live, history, error, checking, check, retry };
}
