import { connect, contract, portPair } from "@casemate/contract";
import type { Console } from "@casemate/supervisor";

export interface VaultLock {
  /** Does nothing when the vault is not open. */
  readonly lock: (why: string) => Promise<void>;
  /** Panic, level 1: whatever the vault's state is said to be. */
  readonly panic: () => Promise<void>;
}

/** Locks the vault through the contract, as any other caller does, so that the log has it. */
export function createLock(
  console: Pick<Console, "attach" | "state">,
  report: (where: string, error: unknown) => void,
): VaultLock {
  const [inside, outside] = portPair();
  console.attach(inside, { via: "in-process", session: "desktop-shell" });
  const client = connect(contract, outside);
  const attempt = async (where: string, call: "vault.lock" | "panic.lock"): Promise<void> => {
    try {
      await client.call(call, {});
    } catch (error) {
      report(where, error);
    }
  };
  return {
    lock: async (why) => {
      const { state } = console.state.get("vault");
      if (state === "unlocked" || state === "unlocking") await attempt(`lock (${why})`, "vault.lock");
    },
    panic: () => attempt("panic", "panic.lock"),
  };
}
