import { sealEnvelope, type PanicOutcome } from "@casemate/contract";
import type { ConsoleClient } from "@casemate/supervisor";
import { serveCasemate, type TestHome } from "@casemate/testkit";
import { attach, createVault, stateOf, unlock } from "../lib/console.ts";
import { ms, percent, type Line } from "../lib/table.ts";
import { withHome } from "../lib/temp.ts";
import { median } from "../lib/stats.ts";
import { putLargeModel } from "../vault/large-model.ts";

/** From the end of the countdown until every step was done and looked at, at any vault size. Milliseconds. */
const LIMITS = { 2: 1_000, 3: 3_000 } as const;
/** What is in the vault, and how often each level: one that was erased has to be made anew, and the large one takes long. */
const SIZES = [
  { gib: 0.3, removals: 10, erasures: 3 },
  { gib: 4, removals: 5, erasures: 1 },
] as const;
const WORDS = "words that only this bench knows, and that open the vault after level two";

/** Levels 2 and 3 at two sizes of vault. */
export async function erasing(folder: string, largest: number): Promise<Line[]> {
  const lines: Line[] = [];
  for (const { gib, removals, erasures } of SIZES) {
    const bytes = Math.round(Math.min(gib * 2 ** 30, largest));
    const times: Record<2 | 3, number[]> = { 2: [], 3: [] };
    for (let round = 0; round < erasures; round++)
      await withHome(async (home) => {
        await createVault(home, false);
        await putLargeModel(home, folder, bytes);
        await withConsole(home, async (client) => {
          const often = round === 0 ? removals : 0;
          for (let time = 0; time < often; time++) times[2].push(await removal(client, home, time === 0));
          const opens = often === 0 ? home : { ...home, passphrase: WORDS };
          times[3].push((await panic(client, opens, 3)).ms);
        });
      });
    lines.push({
      what: `a vault with ${(bytes / 2 ** 30).toFixed(1)} GiB`,
      ours: "median · worst",
      limit: "",
      ratio: "",
    });
    lines.push(rowOf("level 2, every step looked at", times[2], LIMITS[2]));
    lines.push(rowOf("level 3, every step looked at", times[3], LIMITS[3]));
  }
  return lines;
}

/** Level 2; afterwards the words open the vault, and it can be done again. */
async function removal(client: ConsoleClient, home: TestHome, first: boolean): Promise<number> {
  if (first) {
    await unlock(client, home);
    const newSecretId = await send(client, "new", WORDS);
    const secretId = await send(client, "approve", home.passphrase);
    await client.call("vault.addSlot", { secretId, newSecretId, kind: "recovery", level: null, label: "" });
  }
  return (await panic(client, first ? home : { ...home, passphrase: WORDS }, 2)).ms;
}

/** The outcome of a whole panic, which measures itself from its first step to its last. Throws when it was not complete. */
async function panic(client: ConsoleClient, { passphrase }: TestHome, level: 2 | 3): Promise<PanicOutcome> {
  const before = (await stateOf(client)).panic.last?.id;
  const { phrase } = await client.call("panic.prepare", { level });
  await client.call("panic.trigger", { level, phrase, secretId: await send(client, "approve", passphrase) });
  const outcome = await new Promise<PanicOutcome>((resolve, reject) => {
    const look = async (): Promise<void> => {
      const { state, last } = (await stateOf(client)).panic;
      if (state !== "idle" || last === null || last.id === before) return;
      stop();
      resolve(last);
    };
    const stop = client.on("state.changed", ({ slice }) => {
      if (slice === "panic") look().catch(reject);
    });
  });
  if (!outcome.complete || outcome.level !== level) throw new Error("the panic was not complete");
  return outcome;
}

async function send(client: ConsoleClient, purpose: "new" | "approve", text: string): Promise<string> {
  const { secretId, publicKey } = await client.call("secret.begin", { purpose });
  const bytes = new TextEncoder().encode(text);
  client.sendSecret(secretId, await sealEnvelope(Buffer.from(publicKey, "base64"), bytes, "passphrase"));
  return secretId;
}

async function withConsole(home: TestHome, use: (client: ConsoleClient) => Promise<void>): Promise<void> {
  const served = await serveCasemate(home);
  const client = await attach(home);
  try {
    await use(client);
  } finally {
    client.close();
    await served.stop();
  }
}

function rowOf(what: string, values: readonly number[], limit: number): Line {
  const worst = Math.max(...values);
  return {
    what: `  ${what}`,
    ours: `${ms(median(values))} · ${ms(worst)}`,
    limit: `≤ ${String(limit)} ms, the worst of ${String(values.length)}`,
    ratio: percent(limit / worst),
    kept: worst <= limit,
  };
}
