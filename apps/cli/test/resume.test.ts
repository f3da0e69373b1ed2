import { RpcError, type Job, type State } from "@casemate/contract";
import type { ConsoleClient } from "@casemate/supervisor";
import { createTestHome, serveCasemate, type ServedConsole, type TestHome } from "@casemate/testkit";
import { readdirSync, readFileSync, renameSync, utimesSync } from "node:fs";
import { request } from "node:http";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attach, create, stateOf, unlock } from "./client.ts";
import { mirror, type Mirror } from "./kill-table/mirror.ts";
import { writeModelFiles, type ModelFiles } from "./kill-table/model-files.ts";
import { BESIDE_OBJECTS, openVault } from "./kill-table/vault-reader.ts";

let home: TestHome;
let files: ModelFiles;
let served: ServedConsole;
let client: ConsoleClient;
let seen: Mirror;

async function begin(): Promise<void> {
  served = await serveCasemate(home);
  client = await attach(home);
  seen = await mirror(client);
}
async function end(how: "stop" | "kill"): Promise<void> {
  client.close();
  await served[how]();
}
beforeAll(async () => {
  home = createTestHome();
  files = writeModelFiles(dirname(home.root));
  await begin();
  await create(client, home);
}, 60_000);
afterAll(async () => {
  await end("stop");
  home.remove();
});

/** What ends the work: a lock, the death of the whole console, its orderly end. */
const ENDS = {
  "a lock": async () => {
    await client.call("vault.lock", {});
  },
  "the death of Casemate": async () => {
    await end("kill");
    await begin();
  },
  "the end of Casemate": async () => {
    await end("stop");
    await begin();
  },
} as const;
const ROWS = Object.keys(ENDS) as (keyof typeof ENDS)[];

const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "ok",
    (error: unknown) => (error instanceof RpcError ? error.code : String(error)),
  );
const reads = (job: Job): boolean => job.state === "running" && job.stage === "reading" && job.done > 0;
const inspects = (job: Job): boolean => job.state === "running" && job.stage === "identity" && job.done > 0;
const idle = ({ jobs }: State): boolean =>
  jobs.every((job) => job.state !== "running" && job.state !== "waiting");
/** Each model's name and state, as the unlocked vault has it once nothing works any more. */
async function models(): Promise<string[]> {
  const { models: all } = await seen.when(idle);
  return all.items.map(({ fileName, state }) => `${fileName} ${state}`).sort();
}
/** Files that are stored but belong to nothing, records of pending work among them. */
function leftOver(): string[] {
  const named = new Set<string>([...openVault(home.root, home.passphrase).objects, ...BESIDE_OBJECTS]);
  return ["quarantine", "vault"]
    .flatMap((folder) => readdirSync(join(home.root, folder)).map((name) => `${folder}/${name}`))
    .filter((path) => !named.has(path));
}
async function removeAll(): Promise<void> {
  for (const { id, state } of (await stateOf(client)).models.items) {
    if (state === "held") await client.call("model.reject", { modelId: id });
    await client.call("model.discard", { modelId: id });
  }
}

/** Starts an import and answers once its file is being read. */
async function reading(path: string): Promise<{ job: Job; answer: Promise<string> }> {
  const before = new Set(seen.state().jobs.map(({ id }) => id));
  const answer = codeOf(client.call("model.import", { paths: [path] }));
  const isNew = (job: Job): boolean => !before.has(job.id) && reads(job);
  const job = (await seen.when(({ jobs }) => jobs.some(isNew))).jobs.find(isNew);
  if (!job) throw new Error("no job");
  return { job, answer };
}

describe("an import that is interrupted while the file is read", () => {
  it.each(ROWS)("by %s goes on by itself after the next unlock, once", async (what) => {
    const { job, answer } = await reading(files.big);
    await ENDS[what]();
    const waiting = (await stateOf(client)).jobs.map(({ id, state, label }) => [id, state, label]);
    await unlock(client, home);
    const first = await models();
    await client.call("vault.lock", {});
    await unlock(client, home);
    const second = await models();
    const records = leftOver();
    await removeAll();
    const lock = what === "a lock";
    expect({ answer: await answer, waiting, first, second, records }).toEqual({
      answer: lock ? "waits_for_unlock" : "closed",
      // Another process cannot know what the locked vault holds.
      waiting: lock ? [[job.id, "waiting", "Importing a file"]] : [],
      first: ["big.gguf held"],
      second: ["big.gguf held"],
      records: [],
    });
  });

  it("does not go on with another file at the same path", async () => {
    const { answer } = await reading(files.unseen);
    await client.call("vault.lock", {});
    utimesSync(files.unseen, 1, 1);
    await unlock(client, home);
    const { jobs } = await seen.when(idle);
    const all = await models();
    await client.call("vault.lock", {});
    await unlock(client, home);
    expect([await answer, jobs.map(({ error }) => error?.message), all, await models()]).toEqual([
      "waits_for_unlock",
      [
        `${files.unseen} is not the file any more that was being imported when the vault was locked. Nothing was kept. Import it again if you want this one.`,
      ],
      [],
      [],
    ]);
  });

  it("does not go on without the file", async () => {
    await reading(files.unseen);
    await client.call("vault.lock", {});
    renameSync(files.unseen, `${files.unseen}.away`);
    await unlock(client, home);
    const { jobs } = await seen.when(idle);
    renameSync(`${files.unseen}.away`, files.unseen);
    await client.call("vault.lock", {});
    await unlock(client, home);
    expect([jobs.map(({ error }) => error?.code), await models()]).toEqual([["unreadable"], []]);
  });

  it.each(["a lock", "the death of Casemate"] as const)(
    "and cancelled does not go on after %s",
    async (what) => {
      const { job, answer } = await reading(files.unseen);
      await client.call("job.cancel", { jobId: job.id });
      const code = await answer;
      await ENDS[what]();
      await unlock(client, home);
      expect([code, await models(), leftOver()]).toEqual(["cancelled", [], []]);
    },
  );

  it("comes from a browser: that one is asked to drop it again", async () => {
    const { address } = served;
    const port = Number(new URL(address).port);
    const code = new URLSearchParams(new URL(address).hash.slice(1)).get("code") ?? "";
    const host = { Host: `127.0.0.1:${String(port)}`, Origin: `http://127.0.0.1:${String(port)}` };
    const session = await fetch(`http://127.0.0.1:${String(port)}/session`, {
      method: "POST",
      headers: { ...host, "Content-Type": "application/json" },
      body: JSON.stringify({ code }),
    });
    const { token } = (await session.json()) as { token: string };
    const sent = request({
      host: "127.0.0.1",
      port,
      method: "PUT",
      path: "/intake?name=dropped.gguf",
      headers: { ...host, Authorization: `Bearer ${token}`, "Content-Length": "1000000" },
    });
    sent.on("error", () => undefined);
    // A slow browser: how far it is is told only when bytes come.
    const drip = setInterval(() => sent.write(Buffer.alloc(1000)), 20);
    try {
      await seen.when(({ jobs }) => jobs.some(reads));
    } finally {
      clearInterval(drip);
    }
    await ENDS["the death of Casemate"]();
    await unlock(client, home);
    const { jobs } = await seen.when(idle);
    sent.destroy();
    expect([jobs.map(({ error, state }) => [state, error?.message]), leftOver()]).toEqual([
      [
        [
          "failed",
          "dropped.gguf had not arrived whole when the vault was locked or Casemate ended. Nothing of it was kept. Drop the file again.",
        ],
      ],
      [],
    ]);
  });
});

describe("an inspection that is interrupted", () => {
  it.each(["a lock", "the death of Casemate"] as const)(
    "by %s begins again by itself: the first one and a later one",
    async (what) => {
      await client.call("model.import", { paths: [files.another] });
      await seen.when(({ jobs }) => jobs.some(inspects));
      await ENDS[what]();
      await unlock(client, home);
      const again = (await seen.when(({ jobs }) => jobs.some(inspects))).jobs.map(({ label }) => label);
      const first = await models();
      const { items } = (await stateOf(client)).models;
      const { id: modelId = "", decidedAt } = items[0] ?? {};
      await client.call("model.reinspect", { modelId });
      await seen.when(({ jobs }) => jobs.some(inspects));
      await ENDS[what]();
      await unlock(client, home);
      const second = await models();
      const judgedAgain = (await stateOf(client)).models.items[0]?.decidedAt !== decidedAt;
      await removeAll();
      expect({ again, first, second, judgedAgain }).toEqual({
        again: ["Inspecting another"],
        first: ["another.gguf held"],
        second: ["another.gguf held"],
        judgedAgain: true,
      });
    },
  );

  it("and cancelled waits for a person; what was decided before stands", async () => {
    await client.call("model.import", { paths: [files.another] });
    const cancel = async (): Promise<void> => {
      const { jobs } = await seen.when(({ jobs: all }) => all.some(inspects));
      await client.call("job.cancel", { jobId: jobs.find(inspects)?.id ?? "" });
      await seen.when(idle);
    };
    await cancel();
    const fresh = await models();
    await client.call("vault.lock", {});
    await unlock(client, home);
    const { items } = (await seen.when(idle)).models;
    const { id: modelId = "", headline } = items[0] ?? {};
    await client.call("model.reinspect", { modelId });
    const judged = await models();
    await client.call("model.reinspect", { modelId });
    await cancel();
    const stands = await models();
    await removeAll();
    expect({ fresh, headline, judged, stands }).toEqual({
      fresh: ["another.gguf received"],
      headline: "Not inspected: it was stopped. Start the inspection again.",
      judged: ["another.gguf held"],
      stands: ["another.gguf held"],
    });
  });
});

describe("what is kept for that", () => {
  it("names no file outside the vault", async () => {
    await reading(files.unseen);
    await client.call("vault.lock", {});
    const names = readdirSync(home.root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const naming = names.filter((path) => holds(path, "unseen"));
    const { jobs } = await stateOf(client);
    await unlock(client, home);
    await models();
    await removeAll();
    expect([naming, JSON.stringify(jobs).includes("unseen")]).toEqual([[], false]);
  });
});

function holds(path: string, text: string): boolean {
  return path.includes(text, home.root.length) || readFileSync(path).includes(text);
}
