import type { PanicOutcome } from "@casemate/contract";
import {
  createTestHome,
  runCasemate,
  serveCasemate,
  type ServedConsole,
  type TestHome,
} from "@casemate/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";

let home: TestHome;
let served: ServedConsole;
let origin: string;

beforeAll(async () => {
  home = createTestHome();
  served = await serveCasemate(home);
  origin = new URL(served.address).origin;
});
afterAll(async () => {
  await served.stop();
  home.remove();
});

/** The token for the code in an address, or null when the code is worth nothing. */
async function exchange(address: string): Promise<string | null> {
  const code = new URLSearchParams(new URL(address).hash.slice(1)).get("code");
  const answer = await fetch(`${origin}/session`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: origin },
    body: JSON.stringify({ code }),
  });
  return ((await answer.json()) as { token?: string }).token ?? null;
}

interface Tab {
  readonly socket: WebSocket;
  /** Names of events that came, then "closed CODE". */
  readonly seen: string[];
  readonly closed: Promise<number>;
  panics(): Promise<PanicOutcome>;
}

/** A page's connection, or null when the token is refused. */
function open(token: string | null): Promise<Tab | null> {
  const socket = new WebSocket(
    `${origin.replace("http", "ws")}/ws`,
    ["casemate.v1", `token.${token ?? ""}`],
    {
      origin,
    },
  );
  const seen: string[] = [];
  const answers = new Map<number, (value: unknown) => void>();
  socket.on("message", (data: Buffer) => {
    const message = JSON.parse(data.toString()) as {
      t: string;
      name?: string;
      id?: number;
      output?: unknown;
    };
    if (message.t === "event" && message.name === "panic.blank") seen.push(message.name);
    answers.get(message.id ?? -1)?.(message.output);
  });
  const closed = new Promise<number>((resolve) => socket.once("close", resolve));
  const panics = (): Promise<PanicOutcome> =>
    new Promise((resolve) => {
      answers.set(7, (value) => {
        resolve(value as PanicOutcome);
      });
      socket.send(JSON.stringify({ t: "call", id: 7, name: "panic.lock", input: {} }));
    });
  return new Promise((resolve) => {
    socket.once("open", () => {
      resolve({ socket, seen, closed, panics });
    });
    socket.once("error", () => {
      resolve(null);
    });
  });
}

/** The address that is printed next, once `act` was done. */
async function nextAddress(act: () => Promise<unknown>): Promise<string> {
  const before = served.addresses().length;
  await act();
  await expect.poll(() => served.addresses().length).toBe(before + 1);
  return served.addresses().at(-1) ?? "";
}

const sessionsStep = ({ steps }: PanicOutcome): unknown => steps.find(({ id }) => id === "sessions")?.state;

it("a panic from elsewhere ends every browser's session, also of a page that hangs; a new address opens it again", async () => {
  const token = await exchange(served.address);
  const [tab, hung] = [await open(token), await open(token)];
  hung?.socket.pause();
  let said = "";
  const address = await nextAddress(async () => {
    said = (await runCasemate(home, ["panic", "1", "--json"])).stdout;
  });
  const intake = await fetch(`${origin}/intake`, {
    method: "PUT",
    headers: { Origin: origin, Authorization: `Bearer ${token ?? ""}` },
    body: "x",
  });
  expect([
    sessionsStep(JSON.parse(said) as PanicOutcome),
    tab?.seen,
    await tab?.closed,
    await open(token),
    intake.status,
    (await open(await exchange(address))) !== null,
  ]).toEqual(["done", ["panic.blank"], 4001, null, 401, true]);
  hung?.socket.terminate();
});

it("the session that a person began it in stays; every other one, and an address that nobody used yet, is void", async () => {
  const first = await nextAddress(() => runCasemate(home, ["panic", "1"]));
  const mine = await exchange(first);
  const tab = await open(mine);
  if (tab === null) throw new Error("the new address is refused");
  const theirs = await exchange(await nextAddress(tab.panics));
  const other = await open(theirs);
  const outcomes: PanicOutcome[] = [];
  const panics = async (): Promise<unknown> => outcomes.push(await tab.panics());
  const unused = await nextAddress(panics);
  await nextAddress(panics);
  expect([
    outcomes.map(sessionsStep),
    theirs === null,
    await other?.closed,
    await open(theirs),
    (await open(mine)) !== null,
    tab.socket.readyState,
    await exchange(unused),
  ]).toEqual([["done", "done"], false, 4001, null, true, WebSocket.OPEN, null]);
});
