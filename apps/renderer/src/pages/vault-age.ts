import { useEffect, useState } from "react";
import { call } from "../state/connection.ts";
import type { VaultAge } from "./drill-rule.ts";

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
