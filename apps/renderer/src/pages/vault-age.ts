import { useEffect, useState } from "react";
import { call } from "../state/connection.ts";

/** So long a vault counts as new, in ms: until then only level 1 is suggested. */
const YOUNG_MS = 7 * 86_400_000;

/** Milliseconds since the vault was made; null where the log does not say. */
export type VaultAge = number | null | "reading";

/** How old the vault is, by the log. */
export function useVaultAge(): VaultAge {
  const [age, setAge] = useState<VaultAge>("reading");
  useEffect(() => {
    let current = true;
    call("audit.tail", { action: "vault.create", result: "ok", limit: 1 }).then(
      ({ records }) => {
        const [made] = records;
        if (current) setAge(made ? Date.now() - Date.parse(made.at) : null);
      },
      () => {
        // A log that cannot be read: nothing is held back.
        if (current) setAge(null);
      },
    );
    return () => {
      current = false;
    };
  }, []);
  return age;
}

export function isYoung(age: VaultAge): boolean {
  return typeof age === "number" && age < YOUNG_MS;
}
