import type { TestHome } from "@casemate/testkit";
import type { KdfParams } from "@casemate/vault";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createVault } from "../lib/console.ts";
import { clockedAsync, inTurn, median, quantile, separation } from "../lib/stats.ts";
import { ms, percent, type Line } from "../lib/table.ts";
import { withHome } from "../lib/temp.ts";
import { openKeeper, sealDerived, startKeeper } from "./children.ts";
import { derive } from "./fill.ts";

const SAMPLES = 40;
/** Below it, a difference is taken for real: five comparisons of ordinary luck stay above it in 199 of 200 runs. */
const LEAST_P = 0.001;
const LEVELS = [1, 2, 3] as const;
const WRONG = "not the passphrase at all";
const DURESS = "this one under duress";

/**
 * How long the keeper takes to answer a passphrase that does not open the vault: wrong ones against other wrong ones, and against duress
 * passphrases of every level. The derivation before it is the same for all. Every sample begins with the same files.
 */
export function passphrases(folder: string): Promise<Line[]> {
  return withHome(async (home) => {
    await createVault(home, false);
    await addSlot(home, { kind: "recovery", level: null }, "stands for recovery words");
    const plain = join(folder, "plain");
    cpSync(home.root, plain, { recursive: true });
    const vaults: string[] = [];
    for (const level of LEVELS)
      vaults.push(await withDuress(home, plain, join(folder, String(level)), level));
    const kdf = await kdfOf(home);
    const [wrong, other, pressed] = await Promise.all(
      [WRONG, `${WRONG}, either`, DURESS].map((passphrase) => derive(passphrase, kdf)),
    );
    const of =
      (vault: string | undefined, key: Uint8Array = new Uint8Array()) =>
      (): Promise<number> =>
        answerTime(home, vault ?? plain, key);
    const times = await inTurn<string>(SAMPLES, {
      wrong: of(vaults[0], wrong),
      "another wrong one": of(vaults[0], other),
      "wrong, vault without duress": of(plain, wrong),
      ...Object.fromEntries(
        LEVELS.map((level, at) => [`duress, level ${String(level)}`, of(vaults[at], pressed)]),
      ),
    });
    return Object.entries(times).map(([name, values]) => lineOf(name, values, times["wrong"] ?? []));
  });
}

/** A copy of the vault `from` with a duress passphrase; there can be one only. */
async function withDuress(home: TestHome, from: string, to: string, level: 1 | 2 | 3): Promise<string> {
  replace(home.root, from);
  await addSlot(home, { kind: "duress", level }, DURESS);
  cpSync(home.root, to, { recursive: true });
  return to;
}

async function addSlot(
  home: TestHome,
  slot: { kind: "recovery"; level: null } | { kind: "duress"; level: 1 | 2 | 3 },
  secret: string,
): Promise<void> {
  const keeper = await openKeeper(home);
  const derived = await keeper.derive(home.passphrase);
  const newDerived = await keeper.derive(secret);
  await keeper.client.call("keeper.addSlot", { derived, newDerived, ...slot, label: "" });
  await keeper.end();
}

async function kdfOf(home: TestHome): Promise<KdfParams> {
  const keeper = await startKeeper(home);
  const { kdf } = await keeper.client.call("keeper.status", {});
  await keeper.end();
  if (!kdf) throw new Error("there is no vault");
  return kdf;
}

function replace(target: string, source: string): void {
  rmSync(target, { recursive: true });
  cpSync(source, target, { recursive: true });
}

async function answerTime(home: TestHome, vault: string, key: Uint8Array): Promise<number> {
  replace(home.root, vault);
  const keeper = await startKeeper(home);
  try {
    const derived = await sealDerived(key, keeper.publicKey);
    await keeper.client.call("keeper.attempt", {});
    return await clockedAsync(async () => {
      const { result } = await keeper.client.call("keeper.unlock", { derived });
      if (result === "unlocked" || result === "wait") throw new Error(`the keeper answered ${result}`);
    });
  } finally {
    await keeper.end();
  }
}

function lineOf(name: string, values: readonly number[], wrong: readonly number[]): Line {
  const ours = `${ms(median(values))} · ${ms(quantile(values, 0.9))}`;
  if (values === wrong)
    return { what: "wrong passphrase, answer", ours, limit: "median · 90th percentile", ratio: "" };
  const { chance, p } = separation(values, wrong);
  return {
    what: `  ${name}`,
    ours,
    limit: `slower in ${percent(chance)} of pairs, p = ${p.toFixed(3)} (≥ ${String(LEAST_P)})`,
    ratio: "",
    kept: p >= LEAST_P,
  };
}
