import { createTestHome, runCasemate, serveCasemate, type TestHome } from "@casemate/testkit";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attach, create, secret, stateOf, unlock, until } from "./client.ts";

type Served = Awaited<ReturnType<typeof serveCasemate>>;
type Client = Awaited<ReturnType<typeof attach>>;

let home: TestHome;
let served: Served;
let client: Client;
const beside = (name: string): string => join(dirname(home.root), name);
const SCRIPT = join(import.meta.dirname, "../../../packages/audit/assets/verify.py");
const here = (program: string, args: readonly string[]): boolean => spawnSync(program, args).status === 0;

beforeAll(async () => {
  home = createTestHome();
  served = await serveCasemate(home);
  client = await attach(home);
  await create(client, home);
  await client.call("vault.lock", {});
});
afterAll(async () => {
  client.close();
  await served.stop();
  home.remove();
});

/** Runs an export and answers its request meanwhile, as a person would on another way. */
async function exported(
  file: string,
  args: readonly string[],
  answer: "grant" | "deny" = "grant",
): Promise<Answer> {
  const before = new Set((await stateOf(client)).approvals.map(({ id }) => id));
  const running = runCasemate(home, ["forensic", "export", file, "--json", ...args]);
  const state = await until(client, ({ approvals }) => approvals.some(({ id }) => !before.has(id)));
  const request = state.approvals.find(({ id }) => !before.has(id));
  const id = request?.id ?? "";
  if (answer === "deny") await client.call("approvals.deny", { id });
  else
    await client
      .call("approvals.grant", { id, secretId: await secret(client, home, "approve") })
      .catch(() => undefined);
  const { code, stdout, stderr } = await running;
  return { code, json: stdout === "" ? null : JSON.parse(stdout), stderr, asked: request?.evidence ?? [] };
}
interface Answer {
  readonly code: number | null;
  readonly json: unknown;
  readonly stderr: string;
  readonly asked: readonly string[];
}

async function verified(file: string, ...args: string[]): Promise<[number | null, Record<string, unknown>]> {
  const { code, stdout } = await runCasemate(createTestHome(), [
    "forensic",
    "verify",
    file,
    "--json",
    ...args,
  ]);
  return [code, JSON.parse(stdout) as Record<string, unknown>];
}

describe("casemate forensic", () => {
  it("waits while the vault is locked: there, only the desktop's own window can say yes", async () => {
    const running = runCasemate(home, ["forensic", "export", beside("locked.tar")]);
    const { approvals } = await until(client, (state) => state.approvals.length > 0);
    const id = approvals[0]?.id ?? "";
    const secretId = await secret(client, home, "approve").catch(() => null);
    await expect(client.call("approvals.grant", { id, secretId })).rejects.toThrow();
    await client.call("approvals.deny", { id });
    expect([(await running).code, existsSync(beside("locked.tar"))]).toEqual([1, false]);
    await unlock(client, home);
  });

  it("exports after approval, and verifies without any data directory", async () => {
    const file = beside("bundle.tar");
    const { code, json, asked } = await exported(file, [
      "--hide",
      "actor",
      "--hide",
      "detail.arguments",
      "--reason",
      "privacy",
      "--note",
      "for the insurer",
    ]);
    expect([code, json, asked]).toEqual([
      0,
      expect.objectContaining({ done: true, file, bytes: statSync(file).size }),
      [
        expect.stringContaining("actor, detail.arguments"),
        expect.stringContaining("Not encrypted"),
        expect.any(String),
      ],
    ]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(file)).filter((name) => name.endsWith(".part"))).toEqual([]);
    const [yes, facts] = await verified(file);
    expect([yes, facts]).toEqual([
      0,
      expect.objectContaining({
        ok: true,
        reason: "privacy",
        wordsCompared: false,
        log: expect.objectContaining({ from: 0 }) as unknown,
      }),
    ]);
    expect(await verified(file, "--words", String(facts["words"]))).toEqual([
      0,
      expect.objectContaining({ wordsCompared: true }),
    ]);
    expect(await verified(file, "--words", "abandon ability")).toEqual([
      1,
      expect.objectContaining({ ok: false, problem: "words" }),
    ]);
    // The digest of the manifest stands in the log from now on.
    const { records } = await client.call("audit.tail", { limit: 50 });
    const note = records.find(({ action }) => action === "forensic.exported");
    expect(note?.detail["manifest"]).toBe((json as { manifest: string }).manifest);
  });

  it("names nobody's data directory in what it says of the machine", async () => {
    const bytes = readFileSync(beside("bundle.tar"));
    // Nor who asked for it, which was hidden: "actor".
    expect([
      bytes.includes(home.root),
      bytes.includes("command line wants"),
      bytes.includes("socket:"),
    ]).toEqual([false, false, false]);
  });

  it("leaves an existing file alone, and writes nothing that was not approved", async () => {
    const file = beside("kept.tar");
    writeFileSync(file, "mine");
    const refused = await runCasemate(home, ["forensic", "export", file]);
    const denied = await exported(beside("denied.tar"), [], "deny");
    const range = await exported(beside("range.tar"), ["--from", "999999"]);
    expect([
      refused.code,
      readFileSync(file, "utf8"),
      denied.code,
      existsSync(beside("denied.tar")),
      range.code,
      existsSync(beside("range.tar")),
    ]).toEqual([2, "mine", 1, false, 1, false]);
    expect((await exported(file, ["--force", "--to", "3"])).code).toBe(0);
    expect((await verified(file))[0]).toBe(0);
  });

  it.each([
    ["--hide", "action"],
    ["--recipient", "age1nobody"],
    ["--from", "-1"],
    ["--note", "x".repeat(3001)],
  ])("says what is wrong with %s %s", async (...args) => {
    const { code, stderr } = await runCasemate(home, ["forensic", "export", beside("x.tar"), ...args]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(args[0])]);
  });

  it("verifies nothing that is no bundle", async () => {
    writeFileSync(beside("empty"), "");
    mkdirSync(beside("folder"));
    const missing = await runCasemate(home, ["forensic", "verify", beside("nothing")]);
    const folder = await runCasemate(home, ["forensic", "verify", beside("folder")]);
    expect([missing.code, folder.code, await verified(beside("empty"))]).toEqual([
      2,
      2,
      [1, expect.objectContaining({ problem: "empty" })],
    ]);
  });

  it.skipIf(!here("age", ["--version"]))("encrypts so that the program age opens it", async () => {
    const [key, locked, open] = [beside("key"), beside("bundle.age"), beside("open.tar")];
    spawnSync("age-keygen", ["-o", key]);
    const recipient = /age1\S+/.exec(readFileSync(key, "utf8"))?.[0] ?? "";
    const { code } = await exported(locked, ["--recipient", recipient]);
    expect([code, (await verified(locked))[1]]).toEqual([
      0,
      expect.objectContaining({ problem: "encrypted" }),
    ]);
    expect(spawnSync("age", ["-d", "-i", key, "-o", open, locked]).status).toBe(0);
    expect((await verified(open))[0]).toBe(0);
  });

  it.skipIf(!here("python3", ["--version"]) || !here("openssl", ["version"]))(
    "makes what verify.py, unpacked from it by tar, accepts",
    () => {
      const folder = beside("unpacked");
      mkdirSync(folder);
      expect(spawnSync("tar", ["-xf", beside("bundle.tar"), "-C", folder]).status).toBe(0);
      expect(readFileSync(join(folder, "verify.py"))).toEqual(readFileSync(SCRIPT));
      const { status, stdout } = spawnSync(
        "python3",
        ["-I", join(folder, "verify.py"), beside("bundle.tar")],
        { encoding: "utf8" },
      );
      expect([status, stdout]).toEqual([0, expect.stringContaining("Everything fits")]);
    },
  );
});
