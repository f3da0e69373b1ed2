import { RpcError, type Client } from "@casemate/contract";
import { randomBytes } from "node:crypto";
import { closeSync, cpSync, existsSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { keeperContract, type KdfParams } from "../common/keeper-contract.ts";
import { endChildren, newHome, seal, startProcess, startService } from "./children.test-support.ts";
import { SealedWriter, writeToDescriptor } from "./sealed-writer.ts";

const KDF: KdfParams = {
  salt: Buffer.alloc(32, 5).toString("base64"),
  memoryKiB: 65536,
  passes: 3,
  lanes: 1,
};
const DERIVED = Buffer.alloc(32, 9);
const HELD = "a".repeat(32);
const NEW = "b".repeat(32);
const CHAT = "c".repeat(32);
/** Three files of one model. */
const SET: readonly [string, string, string] = ["1".repeat(32), "2".repeat(32), "3".repeat(32)];
const NEW_SET: typeof SET = ["4".repeat(32), "5".repeat(32), "6".repeat(32)];
const FILE_KEY = randomBytes(32);
const FILE = { bytes: 5000, sha256: "0".repeat(64) };

type Keeper = Client<typeof keeperContract>;

const folder = mkdtempSync(join(tmpdir(), "casemate-killed-"));
const { home: template, remove: removeTemplate } = newHome();

async function key(keeper: Keeper, secret: Uint8Array, purpose: "derived-key" | "file-key"): Promise<string> {
  return seal((await keeper.call("keeper.status", {})).publicKey, secret, purpose);
}

async function unlock(keeper: Keeper): Promise<string> {
  return (await keeper.call("keeper.unlock", { derived: await key(keeper, DERIVED, "derived-key") })).result;
}

/** Takes over three files as one model. */
async function adoptSet(
  keeper: Keeper,
  [first, ...others]: readonly [string, ...string[]],
): Promise<unknown> {
  const envelope = await key(keeper, FILE_KEY, "file-key");
  const file = (id: string): { id: string; name: string; key: string; meta: string } & typeof FILE => ({
    id,
    name: id,
    key: envelope,
    ...FILE,
    meta: `file ${id.slice(0, 1)}`,
  });
  return keeper.call("file.adopt", { ...file(first), further: others.map(file) });
}

/** Each changes one thing; the second entry says what a person sees once it is done. */
const changes: Record<string, (keeper: Keeper) => Promise<unknown>> = {
  "file.adopt": async (keeper) =>
    keeper.call("file.adopt", {
      id: NEW,
      name: NEW,
      key: await key(keeper, FILE_KEY, "file-key"),
      ...FILE,
      meta: "new",
      further: [],
    }),
  "file.adopt (three files)": async (keeper) => adoptSet(keeper, NEW_SET),
  "file.admit": (keeper) => keeper.call("file.admit", { id: HELD, meta: "admitted" }),
  "file.admit (three files)": (keeper) => keeper.call("file.admit", { id: SET[0], meta: "admitted" }),
  "file.destroy (three files)": (keeper) => keeper.call("file.destroy", { id: SET[0] }),
  "file.setMeta": (keeper) => keeper.call("file.setMeta", { id: HELD, meta: "changed" }),
  "file.destroy": (keeper) => keeper.call("file.destroy", { id: HELD }),
  "record.put": (keeper) => keeper.call("record.put", { id: CHAT, kind: "chat", meta: "", data: "new text" }),
  "record.delete": (keeper) => keeper.call("record.delete", { id: CHAT }),
};

beforeAll(async () => {
  const {
    client,
    process: child,
    exited,
  } = startService("keeper", keeperContract, { env: { CASEMATE_HOME: template } });
  await client.call("keeper.create", {
    derived: await key(client, DERIVED, "derived-key"),
    kdf: KDF,
    measuredMs: 900,
  });
  storePart(HELD);
  await client.call("file.adopt", {
    id: HELD,
    name: HELD,
    key: await key(client, FILE_KEY, "file-key"),
    ...FILE,
    meta: "held",
    further: [],
  });
  for (const name of SET) storePart(name);
  await adoptSet(client, SET);
  await client.call("record.put", { id: CHAT, kind: "chat", meta: "", data: "old text" });
  child.kill("SIGKILL");
  await exited;
});
afterEach(endChildren);
afterAll(() => {
  removeTemplate();
  rmSync(folder, { recursive: true });
});

function storePart(name: string, home = template): void {
  const fd = openSync(join(home, "quarantine", `${name}.part`), "wx");
  const writer = new SealedWriter(writeToDescriptor(fd), FILE_KEY);
  writer.update(Buffer.alloc(FILE.bytes));
  writer.finish();
  closeSync(fd);
}

/** What the shipped keeper shows after a restart. */
async function look(home: string): Promise<string> {
  const { client, process: child } = startService("keeper", keeperContract, { env: { CASEMATE_HOME: home } });
  const result = await unlock(client);
  const { files } = await client.call("file.list", { after: null });
  const chat = await client.call("record.get", { id: CHAT });
  child.kill("SIGKILL");
  return JSON.stringify({
    result,
    files: files.map(({ id, place, path, meta, partOf }) => ({
      id,
      place,
      meta,
      partOf,
      there: existsSync(join(home, path)),
    })),
    chat: chat?.data ?? null,
  });
}

/** Runs one change in a keeper that kills itself at `step`; answers how the call ended. */
async function changeAndDie(home: string, call: string, step: number): Promise<string> {
  const {
    client,
    process: child,
    exited,
  } = startProcess(
    [fileURLToPath(new URL("./killed-keeper.test-support.ts", import.meta.url))],
    keeperContract,
    {
      env: { CASEMATE_HOME: home, KILL_AT: `${call.split(" ")[0] ?? ""}:${String(step)}` },
    },
  );
  await unlock(client);
  if (call.startsWith("file.adopt")) for (const name of [NEW, ...NEW_SET]) storePart(name, home);
  try {
    await changes[call]?.(client);
    child.kill("SIGKILL");
    await exited;
    return "done";
  } catch (error) {
    return error instanceof RpcError ? error.code : String(error);
  }
}

describe.each(Object.keys(changes))("a keeper killed at every step of %s", (call) => {
  it("unlocks again with the old or the new state, never another", { timeout: 120_000 }, async () => {
    const old = await look(cp());
    const outcomes: { ended: string; seen: string }[] = [];
    for (let step = 0; outcomes.at(-1)?.ended !== "done"; step++) {
      const home = cp();
      outcomes.push({ ended: await changeAndDie(home, call, step), seen: await look(home) });
    }
    const fresh = outcomes.at(-1)?.seen;
    const turn = outcomes.findIndex(({ seen }) => seen !== old);
    const expected = outcomes.map((_, index) => ({
      ended: index === outcomes.length - 1 ? "done" : "closed",
      seen: index < turn ? old : fresh,
    }));
    expect(outcomes).toEqual(expected);
    expect({ steps: outcomes.length >= 8, turns: turn > 0, differs: fresh !== old }).toEqual({
      steps: true,
      turns: true,
      differs: true,
    });
  });
});

let made = 0;

function cp(): string {
  const home = join(folder, String((made += 1)));
  cpSync(template, home, { recursive: true });
  return home;
}
