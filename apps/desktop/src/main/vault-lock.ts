import { connect, contract, portPair } from "@casemate/contract";
import type { Console } from "@casemate/supervisor";

/** Locks the vault through the contract, as any other caller does, so that the log has it. Does nothing when it is not open. */
export function createLock(
  console: Pick<Console, "attach" | "state">,
  report: (where: string, error: unknown) => void,
): (why: string) => Promise<void> {
  const [inside, outside] = portPair();
  console.attach(inside, { via: "in-process", session: "desktop-shell" });
  const client = connect(contract, outside);
  return async (why) => {
    const { state } = console.state.get("vault");
    if (state !== "unlocked" && state !== "unlocking") return;
    try {
      await client.call("vault.lock", {});
    } catch (error) {
      report(`lock (${why})`, error);
    }
  };
}
