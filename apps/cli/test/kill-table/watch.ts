import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Point, UnderWay } from "./points.ts";
import { POINTS } from "./points.ts";
import { serviceOf } from "./processes.ts";
import { openVault, TRAPS } from "./vault-reader.ts";
import { said, type World } from "./world.ts";

export type Service = "keeper" | "ledger" | "kdf" | "intake" | "inspector" | "unsealer" | "runtime";

/** Everything a person is told when a child ends. */
export interface Seen {
  /** The answer of the call that was under way, or of the next one. */
  readonly call: string | null;
  readonly vault: string;
  readonly job: string | null;
  /** How another job ended that went on meanwhile. */
  readonly beside: string | null;
  /** The model that was worked on. */
  readonly model: string | null;
  /** The runtime's error, also one that was replaced since. */
  readonly runtime: string | null;
  /** The log's error, likewise. */
  readonly ledger: string | null;
}

export const CALM: Seen = {
  call: null,
  vault: "unlocked",
  job: null,
  beside: null,
  model: null,
  runtime: null,
  ledger: null,
};

/** Goes to the point, kills the child there and answers what the person saw once everything had settled. */
export async function killAt(world: World, child: Service, point: Point): Promise<Seen> {
  const underWay: UnderWay = await POINTS[point](world);
  const before = world.state;
  const errors: { runtime: string | null; ledger: string | null } = { runtime: null, ledger: null };
  const stop = world.follow((state) => {
    errors.runtime = state.runtime.error?.message ?? errors.runtime;
    errors.ledger = state.ledger.error?.message ?? errors.ledger;
  });
  const keeper = serviceOf(world.served.pid, "keeper");
  // The state names the keeper a moment late: neither this one nor the one it names now is the next one.
  const former = [keeper, ...before.services.filter(({ id }) => id === "keeper").map(({ pid }) => pid)];
  await world.kill(child);
  await settled(world, child, former);
  if (child === "runtime" && before.runtime.pid !== null)
    await world.when(({ runtime }) => runtime.pid !== before.runtime.pid);
  const call = (await underWay.call) ?? (await underWay.next?.()) ?? null;
  const job = underWay.jobId === undefined ? null : await world.ended(underWay.jobId);
  const beside = underWay.beside === undefined ? null : await world.ended(underWay.beside);
  if (errors.runtime?.includes("being started again") === true && child === "runtime")
    await world.when(({ runtime }) => runtime.state === "ready" || runtime.state === "failed");
  // Everything that happened before this answer has arrived with it.
  await world.client.call("state.snapshot", {});
  stop();
  const { vault, models } = world.state;
  const model = models.items.find(({ id }) => id === underWay.modelId);
  return {
    call,
    vault: [vault.state, vault.error?.message].filter((text) => text !== undefined).join(": "),
    job: job && [job.state, job.error?.message].filter((text) => text !== undefined).join(": "),
    beside: beside?.state ?? null,
    // Which of the questions it was is chance.
    model: model ? `${model.state}: ${model.headline.replace(/"[^"]*"/, '"…"')}` : null,
    ...errors,
  };
}

/** Keeper and ledger are started again by themselves; nothing else is. */
async function settled(world: World, child: Service, former: (number | null)[]): Promise<void> {
  if (child === "keeper")
    await world.when(
      ({ vault, services }) =>
        vault.state === "locked" &&
        vault.lockVerified &&
        services.some(({ id, pid, state }) => id === "keeper" && state === "ready" && !former.includes(pid)),
    );
  if (child === "ledger") {
    await world.when(({ ledger }) => ledger.state === "unavailable");
    await world.when(({ ledger }) => ledger.state === "ok");
  }
}

/** Whether everything from before is there and nothing else is. */
export interface Aftermath {
  readonly unlocks: string;
  readonly steady: string;
  /** Models that nobody has inspected. */
  readonly waiting: number;
  readonly conversation: string;
  readonly files: string;
  readonly log: string;
}

export const WHOLE: Aftermath = {
  unlocks: "unlocked",
  steady: "admitted",
  waiting: 0,
  conversation: "the same",
  files: "exactly those that the vault names",
  log: "verified",
};

export async function aftermath(world: World): Promise<Aftermath> {
  if (world.state.vault.state !== "locked") await world.client.call("vault.lock", {});
  const unlocks = await said(
    world.unlock().then((result) => {
      if (result !== "unlocked") throw new Error(result);
    }),
  );
  // Everything else would only say that the vault is locked.
  if (unlocks !== "ok") return { ...WHOLE, unlocks };
  const { models } = await world.when(({ jobs }) => jobs.every(({ state }) => state !== "running"));
  const chat = await world.client.call("chat.get", { chatId: world.earlier?.id ?? "" });
  const { ok, message } = await world.client.call("audit.verify", {});
  return {
    unlocks: "unlocked",
    steady: models.items.find(({ id }) => id === world.models.steady)?.state ?? "gone",
    waiting: models.items.filter(({ state }) => state === "received").length,
    conversation: JSON.stringify(chat) === JSON.stringify(world.earlier) ? "the same" : JSON.stringify(chat),
    files: compareFiles(world),
    log: ok ? "verified" : message,
  };
}

/** The folders beside what the index names, read by a reader of our own. */
function compareFiles(world: World): string {
  const { root } = world.home;
  const there = ["quarantine", "vault"].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => `${folder}/${name}`),
  );
  const named = new Set([
    ...openVault(root, world.home.passphrase).objects,
    "vault/header",
    "vault/attempts",
  ]);
  const extra = there.filter((path) => !named.has(path) && !TRAPS.some((trap) => trap === path));
  const missing = [...named].filter((path) => !there.includes(path));
  return extra.length + missing.length === 0
    ? WHOLE.files
    : `too many: ${extra.join(" ")}; missing: ${missing.join(" ")}`;
}
