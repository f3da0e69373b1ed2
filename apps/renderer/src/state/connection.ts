import {
  connect,
  contract,
  RpcError,
  type AppContract,
  type Arg,
  type CallName,
  type EventName,
  type Out,
  type Payload,
} from "@casemate/contract";
import { openBrowser } from "../transport/browser.ts";
import { openDesktop } from "../transport/desktop.ts";
import { forgetSession, serverAnswers, takeSession } from "../transport/session.ts";
import type { ConsoleClient, DroppedModel, TakenIn, Transport } from "../transport/transport.ts";
import { connectionStore } from "./connection-store.ts";
import { mirrorTarget } from "./console-store.ts";
import { mirror } from "./mirror.ts";

/** Pauses between attempts, in ms; the last one repeats. */
const BACKOFF_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000] as const;

interface Live {
  readonly transport: Transport;
  readonly client: ConsoleClient;
}

type Name = EventName<AppContract>;

let live: Live | null = null;
let token: string | null = null;
let failures = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Map<Name, Set<(payload: never) => void>>();

/** Opens the connection and keeps it: a lost one is tried again until it is back. */
export async function startConnection(): Promise<void> {
  connectionStore.setState({ kind: window.casemate ? "desktop" : "browser" });
  if (!window.casemate) {
    token = await takeSession();
    if (token === null) {
      connectionStore.setState({ phase: "no-session" });
      return;
    }
  }
  await attempt();
}

/** The page is about to be replaced: the end of its connection is no news. */
export function leavePage(): void {
  live = null;
  connectionStore.setState({ phase: "leaving" });
}

/** Ends the pause before the next attempt. */
export function retryNow(): void {
  if (connectionStore.getState().phase !== "lost" || timer === undefined) return;
  void attempt();
}

/** Calls the supervisor. Rejects with `RpcError`; code `closed` while there is no connection. */
export function call<K extends CallName<AppContract>>(
  name: K,
  input: Arg<AppContract[K]>,
): Promise<Out<AppContract[K]>> {
  return live ? live.client.call(name, input) : Promise.reject(notRunning());
}

/** Listens across reconnections. Returns the function that stops it. */
export function on<K extends Name>(
  name: K,
  listener: (payload: Payload<AppContract[K]>) => void,
): () => void {
  const set = listeners.get(name) ?? new Set();
  listeners.set(name, set.add(listener));
  return () => set.delete(listener);
}

export function sendSecret(secretId: string, envelope: Uint8Array): void {
  if (!live) throw notRunning();
  live.transport.sendSecret(secretId, envelope);
}

export function takeIn(model: DroppedModel): Promise<TakenIn> {
  return live ? live.transport.takeIn(model, live.client) : Promise.reject(notRunning());
}

export function saveBundle(ticket: string): ReturnType<Transport["saveBundle"]> {
  return live ? live.transport.saveBundle(ticket) : Promise.reject(notRunning());
}

function notRunning(): RpcError {
  return new RpcError("closed", "The console is not running. Nothing was done.");
}

async function attempt(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  connectionStore.setState({ retryAt: null });
  try {
    const transport = window.casemate
      ? openDesktop(window.casemate)
      : await openBrowser(`token.${token ?? ""}`, token);
    await begin(transport);
  } catch (error) {
    await failed(error);
  }
}

async function begin(transport: Transport): Promise<void> {
  const client = connect(contract, transport.port);
  transport.port.onClose(() => {
    if (live?.transport !== transport) return;
    live = null;
    later();
  });
  for (const name of ["chat.delta", "chat.done", "panic.blank"] as const) {
    client.on(name, (payload) =>
      listeners.get(name)?.forEach((listener) => {
        (listener as (value: typeof payload) => void)(payload);
      }),
    );
  }
  live = { transport, client };
  await mirror(client, mirrorTarget, () => {
    transport.close();
  });
  failures = 0;
  connectionStore.setState({ phase: "ready", retryAt: null });
}

async function failed(error: unknown): Promise<void> {
  live = null;
  if (error instanceof RpcError && error.code === "bad_output") {
    connectionStore.setState({ phase: "incompatible" });
    return;
  }
  // The socket was refused although the server is there: it was restarted, or the session was replaced.
  if (!window.casemate && (await serverAnswers())) {
    forgetSession();
    connectionStore.setState({ phase: "no-session" });
    return;
  }
  later();
}

function later(): void {
  const pause = BACKOFF_MS[Math.min(failures, BACKOFF_MS.length - 1)] ?? 15_000;
  failures += 1;
  connectionStore.setState({ phase: "lost", retryAt: Date.now() + pause });
  clearTimeout(timer);
  timer = setTimeout(() => void attempt(), pause);
}
