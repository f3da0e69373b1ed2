import { MAX_LISTED_CHATS, type Out } from "@casemate/contract";
import type { ConsoleClient } from "@casemate/supervisor";
import { serveCasemate, type TestHome } from "@casemate/testkit";
import type { keeperContract } from "@casemate/vault";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { attach, createVault, lock, stateOf, unlock } from "../lib/console.ts";
import { clockedAsync, inTurn, median } from "../lib/stats.ts";
import { ms, percent, whole, type Line } from "../lib/table.ts";
import { withHome } from "../lib/temp.ts";
import { openKeeper, type Keeper } from "./children.ts";
import { fill } from "./fill.ts";

const COUNTS = [1000, 10_000, 100_000] as const;
const LIST_LIMIT_MS = 1000;
const ROUNDS = 5;

/** Vaults of many objects: listing them, changing one, opening. */
export async function objects(): Promise<Line[]> {
  const lines: Line[] = [];
  for (const count of COUNTS) {
    await withHome(async (home) => {
      await createVault(home, false);
      await fill(home, count);
      lines.push(...(await measure(home, count)));
    });
  }
  return lines;
}

async function measure(home: TestHome, count: number): Promise<Line[]> {
  const index = largestObject(home);
  const keeper = await openKeeper(home);
  const times = await inTurn(ROUNDS, {
    list: () => clockedAsync(() => list(keeper, count)),
    change: () =>
      clockedAsync(() =>
        keeper.client.call("record.put", { id: "f".repeat(32), kind: "other", meta: "{}", data: "changed" }),
      ),
  });
  await keeper.end();
  const served = await serveCasemate(home);
  const client = await attach(home);
  try {
    const whole = await inTurn(ROUNDS, {
      unlock: () => clockedAsync(() => unlock(client, home)),
      chats: () => clockedAsync(() => listChats(client, count)),
      lock: () => lock(client),
    });
    return linesOf(count, index, { ...times, ...whole });
  } finally {
    client.close();
    await served.stop();
  }
}

async function list(keeper: Keeper, count: number): Promise<void> {
  let listed = 0;
  for (let after: string | null = null; ;) {
    const page: Out<(typeof keeperContract)["record.list"]> = await keeper.client.call("record.list", {
      kind: "chat",
      after,
    });
    listed += page.records.length;
    if (page.next === null) break;
    after = page.next;
  }
  if (listed !== count) throw new Error("not everything was listed");
}

/** All the way, as the page asks for it. */
async function listChats(client: ConsoleClient, count: number): Promise<void> {
  const { chats, complete } = await client.call("chat.list", {});
  if (chats.length !== Math.min(count, MAX_LISTED_CHATS) || complete !== count <= MAX_LISTED_CHATS)
    throw new Error("the newest were not listed");
  if ((await stateOf(client)).vault.state !== "unlocked") throw new Error("listing locked the vault");
}

function linesOf(count: number, index: number, times: Record<string, number[]>): Line[] {
  const took = (name: string): number => median(times[name] ?? []);
  const plain = (what: string, name: string): Line => ({
    what: `  ${what}`,
    ours: ms(took(name)),
    limit: "",
    ratio: "",
  });
  const limited = (what: string, name: string): Line => ({
    ...plain(what, name),
    limit: `≤ ${String(LIST_LIMIT_MS)} ms`,
    ratio: percent(LIST_LIMIT_MS / took(name)),
    kept: took(name) <= LIST_LIMIT_MS,
  });
  return [
    {
      what: `${whole(count)} objects, index of ${(index / 2 ** 20).toFixed(1)} MiB`,
      ours: "",
      limit: "",
      ratio: "",
    },
    limited("listed by the keeper", "list"),
    limited("listed by the console", "chats"),
    plain("one change, durable", "change"),
    plain("unlock, derivation included", "unlock"),
    plain("lock until verified", "lock"),
  ];
}

/** Bytes of the index as it is stored. */
function largestObject(home: TestHome): number {
  const folder = join(home.root, "vault");
  return Math.max(...readdirSync(folder).map((name) => statSync(join(folder, name)).size));
}
