import type { PanicLevel } from "@casemate/contract";
import { withDeadline } from "../../common/lifecycle/deadline.ts";
import type { Context } from "../console/context.ts";
import type { Forensic } from "../forensic/forensic.ts";
import { processIsGone } from "../hosts/process-gone.ts";
import type { DeviceLink } from "../vault/device-link.ts";
import type { Secrets } from "../vault/secrets.ts";
import type { Vault } from "../vault/vault.ts";
import { withLogSigner } from "./log-signer.ts";
import type { PanicWorld } from "./world.ts";

/** Services that know nothing of the vault, or that the panic still needs. */
const NOT_WORK = ["keeper", "ledger", "gpu-watch", "device", "signer", "monitor"];
/** Longest wait for a log's seal, in milliseconds. Panic never waits for a log that cannot be written. */
const SEAL_MS = 300;

/** What a running console can lay its hands on. */
export interface ConsoleHands {
  readonly version: string;
  readonly vault: Vault;
  readonly secrets: Secrets;
  readonly devices: DeviceLink;
  readonly forensic: Pick<Forensic, "forget">;
  readonly blank: (level: PanicLevel) => number;
  /** Ends the session of every browser but this one; their connections close within moments. */
  readonly endBrowsers: (keep: string | null) => void;
  /** Connections of other browsers' sessions that are still open. */
  readonly browsersLeft: (keep: string | null) => number;
}

type Kind = "keeper" | "work" | "ledger";

/** Longest wait for connections that were closed, in milliseconds: a page that hangs is dropped after half of it. */
const CLOSED_MS = 200;
const LOOK_MS = 5;

/** The world of one panic in a running console. `keep`: the browser's session in which a person began it, which shows how it ends. */
export function createConsoleWorld(
  context: Context,
  hands: ConsoleHands,
  keep: string | null = null,
): PanicWorld {
  const { spawner, ledger, approvals, home, clock } = context;
  const kindOf = (id: string): Kind | null =>
    id === "keeper" || id === "ledger" ? id : NOT_WORK.includes(id) ? null : "work";
  /** Everything that ran when the panic began, and what was started since. */
  const seen = new Map<number, string>();
  const look = (): void => {
    for (const { pid, id } of spawner.living()) seen.set(pid, id);
  };
  const of = (kind: Kind): [number, string][] => [...seen].filter(([, id]) => kindOf(id) === kind);
  let rest: Promise<unknown> = Promise.resolve();
  return {
    home,
    clock,
    version: hands.version,
    endKeeper: async () => {
      look();
      const holding = hands.vault.hold();
      rest = holding.rest;
      await Promise.all([holding.keeper, spawner.endAll(["keeper"])]);
    },
    endWork: async () => {
      look();
      await Promise.all([rest, spawner.endAll(of("work").map(([, id]) => id))]);
    },
    endLedger: async () => {
      look();
      await Promise.all([ledger.halt(), spawner.endAll(["ledger"])]);
    },
    left: (kind) => {
      look();
      return of(kind)
        .filter(([pid]) => !processIsGone(pid))
        .map(([, id]) => id);
    },
    ended: (kind) => of(kind).length,
    endSessions: async () => {
      approvals.voidAll("A panic ended it.");
      hands.forensic.forget();
      hands.endBrowsers(keep);
      await hands.secrets.endAll();
      const end = clock.monotonic() + CLOSED_MS;
      while (hands.browsersLeft(keep) > 0 && clock.monotonic() < end)
        await new Promise<void>((resolve) => {
          clock.after(LOOK_MS, resolve);
        });
    },
    sessionsLeft: () =>
      context.state.get("approvals").filter(({ state }) => state === "pending").length +
      hands.browsersLeft(keep),
    blank: hands.blank,
    removeDeviceKey: async (id) => hands.devices.remove(id),
    withSigner: (use) => withLogSigner({ spawner, clock, home }, use),
    sealLog: async () => {
      await withDeadline(clock, SEAL_MS, ledger.mark()).catch(() => null);
    },
  };
}
