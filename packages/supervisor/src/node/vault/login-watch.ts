import { RpcError, type State } from "@casemate/contract";
import { createService, type Running } from "../../common/lifecycle/service.ts";
import { DEFAULT_POLICY, type LifecyclePolicy } from "../../common/lifecycle/policy.ts";
import {
  MAX_LOGIN_LINE,
  readLoginLine,
  readOwnerLine,
  type LoginSignal,
} from "../../common/login-signals.ts";
import { findSystemTool } from "../confinement/tools.ts";
import type { Context } from "../console/context.ts";
import { startListener } from "../hosts/system-listener.ts";

/** A bus that restarts with the system's updates comes back: tried for as long as Casemate runs, once a minute at last. */
const POLICY: LifecyclePolicy = {
  ...DEFAULT_POLICY,
  maxBackoffMs: 60_000,
  maxFailures: Number.MAX_SAFE_INTEGER,
};

const WHY: Readonly<Record<LoginSignal, string>> = {
  sleep: "the machine goes to sleep",
  "screen-lock": "the screen was locked",
  "session-switch": "another session came to the front",
};

type Watch = State["machine"]["loginManager"];

export interface LoginWatch {
  start(): void;
  stop(): Promise<void>;
}

/**
 * Locks on what systemd-logind announces on the system's message bus: sleep (a closed lid too, where it makes the machine sleep), a locked
 * screen, another session in front. Any session of the machine counts: a console started from a terminal or a service does not reliably know
 * which one it belongs to, and locking too often is the safe side. Listening is left to GLib's `gdbus`, which every desktop with logind has; it
 * only takes signals of the connection that owns the name, so that no other program can send them, and needs no rights (`busctl monitor`
 * would need root's).
 */
export function createLoginWatch(
  context: Pick<Context, "clock" | "state">,
  lock: (why: string) => void,
  tool: string | null = findSystemTool("gdbus"),
): LoginWatch {
  const { clock, state } = context;
  const show = (loginManager: Watch): void => {
    if (state.get("machine").loginManager !== loginManager)
      state.update("machine", (machine) => ({ ...machine, loginManager }));
  };
  const take = (line: string): void => {
    const owned = readOwnerLine(line);
    if (owned !== null) show(owned ? "watched" : "absent");
    const signal = readLoginLine(line);
    if (signal !== null && state.get("vault").state === "unlocked") lock(WHY[signal]);
  };
  const service = createService({
    id: "login-watch",
    clock,
    random: Math.random,
    policy: POLICY,
    start: (signal) => listen(tool ?? "", signal, take),
    onChange: (status) => {
      if (status.state !== "ready") show("unwatched");
    },
  });
  return {
    start: () => {
      if (tool === null) show("unwatched");
      else service.start().catch(() => undefined); // stopped before it was ready
    },
    stop: () => service.stop("Casemate is closing"),
  };
}

/** Answers once it listens. */
async function listen(tool: string, signal: AbortSignal, take: (line: string) => void): Promise<Running> {
  const { DBUS_SYSTEM_BUS_ADDRESS: address } = process.env;
  const listener = startListener({
    argv: [tool, "monitor", "--system", "--dest", "org.freedesktop.login1"],
    // Its sentences are compared: none in another language. The address is libdbus's own variable.
    env: { LC_ALL: "C", ...(address === undefined ? {} : { DBUS_SYSTEM_BUS_ADDRESS: address }) },
    maxLine: MAX_LOGIN_LINE,
  });
  signal.addEventListener("abort", () => void listener.kill());
  await new Promise<void>((resolve, reject) => {
    listener.onLine((line) => {
      take(line);
      if (readOwnerLine(line) !== null) resolve();
    });
    void listener.exited.then(() => {
      reject(new RpcError("unavailable", "The system's message bus cannot be listened to."));
    });
  });
  return listener;
}
