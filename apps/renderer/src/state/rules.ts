import type { RuleInfo } from "@casemate/contract";
import { useEffect, useState } from "react";
import { call } from "./connection.ts";
import { errorText } from "./error-text.ts";

/** Every rule, read once per visit: they change only with Casemate itself. */
export function useRules(): {
  rules: readonly RuleInfo[] | null;
  error: string | null;
  reload: () => void;
} {
  const [rules, setRules] = useState<readonly RuleInfo[] | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let current = true;
    call("rules.list", {}).then(
      (found) => {
        if (!current) return;
        setRules(found.rules);
        setError(null);
      },
      (failure: unknown) => {
        if (current) setError(errorText(failure));
      },
    );
    return () => {
      current = false;
    };
  }, [attempt]);
  return {
    rules,
    error,
    reload: () => {
      setAttempt((count) => count + 1);
    },
  };
}
