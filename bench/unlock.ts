// npm run bench -- unlock: unlocking, locking and the vault's files, beside raw argon2 and AES-256-GCM in the same run.
// CASEMATE_BENCH_MB sets the size of the file that is taken in (default 536: half a GiB).
import {
  buildStarterModel,
  createTestHome,
  serveCasemate,
  sharedModel,
  type TestHome,
} from "@casemate/testkit";
import type { State } from "@casemate/contract";
import type { ConsoleClient } from "@casemate/supervisor";
import { argon2id, hash } from "argon2";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { attach, createVault, jobDone, stateOf, unlock } from "./lib/console.ts";
import { writeLargeGguf } from "./lib/large-gguf.ts";
import { bareNode } from "./lib/programs.ts";
import { clockedAsync, inTurn, median } from "./lib/stats.ts";
import { ms, percent, table, type Line } from "./lib/table.ts";
import { withFolder } from "./lib/temp.ts";
import { sealedFiles } from "./unlock/sealed-files.ts";

const LARGE_BYTES = Number(process.env["CASEMATE_BENCH_MB"] ?? 536) * 1e6;
const ROUNDS = 5;

await withFolder(async (folder) => {
  const lines = [
    ...(await vaults("this machine's calibration", true)),
    ...(await vaults("the floor", false, folder)),
  ];
  const source = join(folder, "large.gguf");
  lines.push(...(await sealedFiles(folder, source, writeLargeGguf(source, LARGE_BYTES))));
  console.log(table("unlock", lines));
});

/** Unlocks and locks a vault of its own; with a folder, also with a model loaded. */
async function vaults(name: string, calibrated: boolean, folder?: string): Promise<Line[]> {
  const home = createTestHome();
  try {
    await createVault(home, calibrated);
    const served = await serveCasemate(home);
    const client = await attach(home);
    try {
      return [
        ...(await unlocking(client, home, name)),
        ...(folder === undefined ? [] : await lockingLoaded(client, home, folder)),
      ];
    } finally {
      client.close();
      await served.stop();
    }
  } finally {
    home.remove();
  }
}

async function unlocking(client: ConsoleClient, home: TestHome, name: string): Promise<Line[]> {
  const { kdf } = (await stateOf(client)).vault;
  if (!kdf) throw new Error("the vault does not say how its key is derived");
  const times = await inTurn(ROUNDS, {
    unlock: () => clockedAsync(() => unlock(client, home)),
    lock: () => locked(client),
    argon2: () => rawArgon2(kdf),
    one: bareNode,
  });
  const [ours, raw] = [median(times.unlock), median(times.argon2)];
  const [lock, one] = [median(times.lock), median(times.one)];
  const parameters = `${String(kdf.memoryMiB)} MiB/${String(kdf.passes)}/${String(kdf.lanes)}`;
  return [
    {
      what: `unlock at ${name}`,
      ours: ms(ours),
      limit: `${ms(raw)} raw argon2id ${parameters}`,
      ratio: percent(raw / ours),
    },
    {
      what: "  without the derivation",
      ours: ms(ours - raw),
      limit: `${ms(one)} bare Node (the key child)`,
      ratio: percent(one / (ours - raw)),
    },
    {
      what: "  lock until verified, no model loaded",
      ours: ms(lock),
      limit: `${ms(one)} bare Node (the fresh keeper)`,
      ratio: percent(one / lock),
    },
  ];
}

async function lockingLoaded(client: ConsoleClient, home: TestHome, folder: string): Promise<Line[]> {
  await unlock(client, home);
  const { modelId, jobId } = await client.call("model.import", { path: modelFile(folder) });
  await jobDone(client, jobId);
  await client.call("vault.lock", {});
  const times = await inTurn(ROUNDS, {
    lock: async () => {
      await unlock(client, home);
      await jobDone(client, (await client.call("runtime.load", { modelId })).jobId);
      return locked(client);
    },
    one: bareNode,
  });
  const [lock, one] = [median(times.lock), median(times.one)];
  return [
    {
      what: "  lock until verified, model loaded",
      ours: ms(lock),
      limit: `${ms(one)} bare Node (the fresh keeper)`,
      ratio: percent(one / lock),
    },
  ];
}

async function locked(client: ConsoleClient): Promise<number> {
  const started = performance.now();
  const { verified } = await client.call("vault.lock", {});
  if (!verified) throw new Error("locking could not be verified");
  return performance.now() - started;
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

function modelFile(folder: string): string {
  const shared = sharedModel("stories260K.gguf");
  if (shared !== null) return shared;
  const path = join(folder, "starter.gguf");
  writeFileSync(path, buildStarterModel());
  return path;
}
