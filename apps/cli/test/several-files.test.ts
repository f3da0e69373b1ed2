import { RpcError, type Job, type ModelReport, type State } from "@casemate/contract";
import type { ConsoleClient } from "@casemate/supervisor";
import {
  createTestHome,
  CORPUS,
  runCasemate,
  serveCasemate,
  splitStarterModel,
  STARTER_GREETING,
  type ServedConsole,
  type TestHome,
} from "@casemate/testkit";
import { mkdirSync, readdirSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attach, create, secret, stateOf, unlock } from "./client.ts";
import { mirror, type Mirror } from "./kill-table/mirror.ts";
import { said } from "./kill-table/world.ts";
import { BESIDE_OBJECTS, openVault } from "./kill-table/vault-reader.ts";

/** Large enough that reading takes hundreds of milliseconds; what ends it takes a few. */
const BIG_BYTES = 192 * 1024 * 1024;

let home: TestHome;
let folder: string;
let served: ServedConsole;
let client: ConsoleClient;
let seen: Mirror;

async function begin(): Promise<void> {
  served = await serveCasemate(home);
  client = await attach(home);
  seen = await mirror(client);
}
beforeAll(async () => {
  home = createTestHome();
  folder = dirname(home.root);
  await begin();
  await create(client, home);
}, 60_000);
afterAll(async () => {
  client.close();
  await served.stop();
  home.remove();
});

/** Writes files into a folder of their own; answers their paths. */
function write(name: string, files: readonly { name: string; bytes: Uint8Array }[]): string[] {
  return files.map((file) => {
    const path = join(folder, name, file.name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.bytes);
    return path;
  });
}

const idle = ({ jobs }: State): boolean =>
  jobs.every((job) => job.state !== "running" && job.state !== "waiting");

/** Imports one model and answers its report once nothing works any more. */
async function imported(...paths: string[]): Promise<ModelReport> {
  const { modelId } = await client.call("model.import", { paths });
  await seen.when(idle);
  return client.call("model.show", { modelId });
}

async function scanned(...paths: string[]): Promise<{ sha256: string; verdict: string }[]> {
  const { stdout } = await runCasemate(home, ["scan", "--json", ...paths]);
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { sha256: string; verdict: string });
}

async function answerOf(modelId: string): Promise<string> {
  const { id: chatId } = await client.call("chat.create", { modelId });
  const done = new Promise<string>((resolve) => {
    client.on("chat.done", (event) => {
      if (event.chatId === chatId) resolve(event.message.text);
    });
  });
  await client.call("chat.send", { chatId, text: "Hello", options: { maxTokens: 80, temperature: 0 } });
  return done;
}

async function remove({ summary: { id: modelId, sha256 } }: ModelReport): Promise<void> {
  const input = { modelId, sha256 };
  const asked = await said(client.call("model.remove", input));
  const id = /[0-9a-f]{32}/.exec(asked)?.[0] ?? "";
  await client.call("approvals.grant", { id, secretId: await secret(client, home, "approve") });
}

/** Files that are stored, and those among them that belong to nothing. */
function stored(): { files: number; leftOver: string[] } {
  const { objects } = openVault(home.root, home.passphrase);
  const named = new Set<string>([...objects, ...BESIDE_OBJECTS]);
  const paths = ["quarantine", "vault"].flatMap((place) =>
    readdirSync(join(home.root, place)).map((name) => `${place}/${name}`),
  );
  return { files: paths.length, leftOver: paths.filter((path) => !named.has(path)) };
}

const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "ok",
    (error: unknown) => (error instanceof RpcError ? error.code : String(error)),
  );

describe("a model in three parts", () => {
  it("is scanned, imported, admitted, answers, is locked away, answers again and is removed", async () => {
    const parts = write("parts", splitStarterModel(3));
    const before = stored();
    const [scan] = await scanned(...parts);
    const report = await imported(...[...parts].reverse());
    const { id } = report.summary;
    const first = await answerOf(id);
    await client.call("vault.lock", {});
    await unlock(client, home);
    const after = (await stateOf(client)).models.items.map(({ name, state, files }) => [name, state, files]);
    const again = await answerOf(id);
    const known = await client.call("model.import", { paths: [join(folder, "parts")] });
    await remove(report);
    for (const { id: chatId } of (await client.call("chat.list", {})).chats)
      await client.call("chat.delete", { chatId });
    expect({
      verdict: scan?.verdict,
      digest: report.summary.sha256,
      files: report.files.map(({ name }) => name),
      kept: [report.summary.name, report.summary.state, report.summary.admittedAs],
      after,
      answers: [first, again].map((text) => STARTER_GREETING.includes(text.trim())),
      known: [known.known, known.modelId],
      stored: stored(),
    }).toEqual({
      verdict: "admit",
      digest: scan?.sha256,
      files: [1, 2, 3].map((number) => `story-0000${String(number)}-of-00003.gguf`),
      kept: ["story", "admitted", "model"],
      after: [["story", "admitted", 3]],
      answers: [true, true],
      known: [true, id],
      stored: before,
    });
  });
});

describe("folders of the corpus, one for each rule about models of several files", () => {
  const VERDICTS: Readonly<Record<string, readonly string[]>> = {
    // What only the engine can judge may hold what the static stages admit.
    admit: ["admitted", "held"],
    hold: ["held"],
    refuse: ["refused"],
  };

  const rows = CORPUS["sets"] ?? [];
  const first = rows.filter((row, index) => rows.findIndex(({ rule }) => rule === row.rule) === index);
  it.each(first.map((row) => [row.what, row] as const))(
    "%s: the vault has the digest and the verdict that a scan gives",
    async (what, row) => {
      const name = what.replaceAll(/[^a-z0-9]+/gi, "-");
      write(name, row.hostile());
      const lines = await scanned(join(folder, name));
      const [line] = lines;
      if (lines.length > 1 || line === undefined) {
        const code = await codeOf(client.call("model.import", { paths: [join(folder, name)] }));
        expect([lines.length > 1, code]).toEqual([true, "several_models"]);
        return;
      }
      const { summary, findings } = await imported(join(folder, name));
      if (summary.state === "held") await client.call("model.reject", { modelId: summary.id });
      if (summary.state === "admitted")
        await remove(await client.call("model.show", { modelId: summary.id }));
      else await client.call("model.discard", { modelId: summary.id });
      expect({
        sha256: summary.sha256,
        fits: VERDICTS[line.verdict]?.includes(summary.state),
        told: findings.some(({ rule }) => rule === row.rule),
        leftOver: stored().leftOver,
      }).toEqual({ sha256: line.sha256, fits: true, told: true, leftOver: [] });
    },
  );
});

describe("an import of three files that is interrupted while the second is read", () => {
  const SMALL = 4096;
  let parts: string[];
  beforeAll(() => {
    const bytes = new Uint8Array(SMALL);
    parts = write(
      "slow",
      [1, 2, 3].map((number) => ({ name: `slow-0000${String(number)}-of-00003.gguf`, bytes })),
    );
    truncateSync(parts[1] ?? "", BIG_BYTES);
  });
  const inSecond = (job: Job): boolean =>
    job.state === "running" &&
    job.stage === "reading" &&
    job.done > SMALL &&
    job.total === BIG_BYTES + 2 * SMALL;
  const reading = async (): Promise<{ job: Job; answer: Promise<string> }> => {
    const answer = codeOf(client.call("model.import", { paths: parts }));
    const job = (await seen.when(({ jobs }) => jobs.some(inSecond))).jobs.find(inSecond);
    if (!job) throw new Error("no job");
    return { job, answer };
  };
  const models = async (): Promise<string[]> =>
    (await seen.when(idle)).models.items.map(
      ({ fileName, state, files }) => `${fileName} ${state} ${String(files)}`,
    );
  const ENDS = {
    "a lock": async () => {
      await client.call("vault.lock", {});
    },
    "the death of Casemate": async () => {
      client.close();
      await served.kill();
      await begin();
    },
  } as const;

  it.each(Object.keys(ENDS) as (keyof typeof ENDS)[])(
    "by %s: nothing is kept, and it goes on by itself after the next unlock, once",
    async (what) => {
      const { answer } = await reading();
      await ENDS[what]();
      const locked = stored().leftOver.filter((path) => !path.endsWith(".part"));
      await unlock(client, home);
      const first = await models();
      await client.call("vault.lock", {});
      await unlock(client, home);
      const second = await models();
      const { leftOver } = stored();
      for (const { id } of (await stateOf(client)).models.items)
        await client.call("model.discard", { modelId: id });
      expect({ answer: await answer, locked, first, second, leftOver, after: stored().leftOver }).toEqual({
        answer: what === "a lock" ? "waits_for_unlock" : "closed",
        locked: [],
        first: ["slow-00001-of-00003.gguf refused 3"],
        second: ["slow-00001-of-00003.gguf refused 3"],
        leftOver: [],
        after: [],
      });
    },
  );

  it("by a person: nothing is kept and nothing goes on", async () => {
    const before = stored();
    const { job, answer } = await reading();
    await client.call("job.cancel", { jobId: job.id });
    const code = await answer;
    await seen.when(idle);
    const after = stored();
    await client.call("vault.lock", {});
    await unlock(client, home);
    expect([code, after, await models()]).toEqual(["cancelled", before, []]);
  });

  it("by a change of the file that was read first: nothing is kept", async () => {
    const before = stored();
    const { answer } = await reading();
    writeFileSync(parts[0] ?? "", "changed");
    expect([await answer, stored()]).toEqual(["source_changed", before]);
  });
});
