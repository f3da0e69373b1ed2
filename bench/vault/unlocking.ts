import type { State } from "@casemate/contract";
import type { ConsoleClient } from "@casemate/supervisor";
import { serveCasemate, type TestHome } from "@casemate/testkit";
import { argon2id, hash } from "argon2";
import { randomBytes } from "node:crypto";
import { attach, createVault, lock, stateOf, unlock } from "../lib/console.ts";
import { bareNode } from "../lib/programs.ts";
import { clockedAsync, inTurn, median } from "../lib/stats.ts";
import { ms, percent, type Line } from "../lib/table.ts";
import { withHome } from "../lib/temp.ts";

const ROUNDS = 9;
/** Of a calibrated vault, whose unlocking takes a second. */
const CALIBRATED_ROUNDS = 5;
/** What unlocking may take beside the derivation, in milliseconds. */
const BEYOND_LIMIT_MS = 80;

/** Unlocking and locking an empty vault, from the command line's call to its answer. */
export async function unlocking(): Promise<Line[]> {
  return [
    ...(await one("this machine's calibration", true, CALIBRATED_ROUNDS)),
    ...(await one("the floor", false, ROUNDS)),
  ];
}

function one(name: string, calibrated: boolean, rounds: number): Promise<Line[]> {
  return withHome(async (home) => {
    await createVault(home, calibrated);
    const served = await serveCasemate(home);
    const client = await attach(home);
    try {
      return await measure(client, home, name, rounds);
    } finally {
      client.close();
      await served.stop();
    }
  });
}

async function measure(client: ConsoleClient, home: TestHome, name: string, rounds: number): Promise<Line[]> {
  const { kdf } = (await stateOf(client)).vault;
  if (!kdf) throw new Error("the vault does not say how its key is derived");
  const typed: number[] = [];
  const times = await inTurn(rounds, {
    argon2: () => rawArgon2(kdf),
    unlock: () =>
      clockedAsync(async () => {
        typed.push(await unlock(client, home));
      }),
    lock: () => lock(client),
    one: bareNode,
  });
  const [ours, raw] = [median(times.unlock), median(times.argon2)];
  const [locked, bare] = [median(times.lock), median(times.one)];
  const beyond = (took: readonly number[]): number =>
    median(took.map((value, round) => value - (times.argon2[round] ?? 0)));
  const limited = (what: string, took: number): Line => ({
    what,
    ours: ms(took),
    limit: `≤ ${String(BEYOND_LIMIT_MS)} ms`,
    ratio: percent(BEYOND_LIMIT_MS / took),
    kept: took <= BEYOND_LIMIT_MS,
  });
  const parameters = `${String(kdf.memoryMiB)} MiB/${String(kdf.passes)}/${String(kdf.lanes)}`;
  return [
    {
      what: `unlock at ${name}`,
      ours: ms(ours),
      limit: `${ms(raw)} raw argon2id ${parameters}`,
      ratio: percent(raw / ours),
    },
    limited("  beyond the derivation, in the window", beyond(typed)),
    limited(`  with starting the key child (bare Node: ${ms(bare)})`, beyond(times.unlock)),
    {
      what: "  lock until verified, no model loaded",
      ours: ms(locked),
      limit: `${ms(bare)} bare Node (the fresh keeper)`,
      ratio: percent(bare / locked),
    },
  ];
}

function rawArgon2(kdf: NonNullable<State["vault"]["kdf"]>): Promise<number> {
  return clockedAsync(() =>
    hash("correct horse battery staple", {
      type: argon2id,
      raw: true,
      hashLength: 32,
      salt: randomBytes(32),
      memoryCost: kdf.memoryMiB * 1024,
      timeCost: kdf.passes,
      parallelism: kdf.lanes,
    }),
  );
}
