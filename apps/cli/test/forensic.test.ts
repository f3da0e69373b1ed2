import { EXPORT_PHRASE, RpcError, type Approval } from "@casemate/contract";
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

function codeOf(error: unknown): string {
  return error instanceof RpcError ? error.code : String(error);
}

function isPending({ state }: Approval): boolean {
  return state === "pending";
}

/** What the console said of itself in a bundle, after tar unpacked it. */
function filesIn(file: string, name: string): (statement: string) => unknown {
  const folder = beside(`${name}-files`);
  mkdirSync(folder);
  expect(spawnSync("tar", ["-xf", file, "-C", folder]).status).toBe(0);
  return (statement): unknown =>
    JSON.parse(readFileSync(join(folder, "statements", `${statement}.json`), "utf8"));
}

describe("casemate forensic", () => {
  it("is approved with a typed phrase while the vault is locked, and holds nothing of what that guards", async () => {
    const file = beside("locked.tar");
    const running = runCasemate(home, ["forensic", "export", file, "--json"]);
    const { approvals } = await until(client, (state) => state.approvals.length > 0);
    const { id = "", evidence = [] } = approvals[0] ?? {};
    const { proof } = await client.call("approvals.show", { id });
    const tries = await Promise.all(
      [null, "yes"].map((typed) =>
        client
          .call("approvals.grant", { id, secretId: null, typed })
          .catch((error: unknown) => codeOf(error)),
      ),
    );
    const silent = await runCasemate(home, ["approvals", "grant", id]);
    const typed = await runCasemate(home, ["approvals", "grant", id, "--type", EXPORT_PHRASE]);
    const { code } = await running;
    const unpacked = filesIn(file, "locked");
    expect({ proof, tries, evidence, codes: [silent.code, typed.code, code], said: silent.stderr }).toEqual({
      proof: "typed",
      tries: ["phrase_needed", "phrase_needed"],
      evidence: expect.arrayContaining([expect.stringContaining("The vault is not open")]) as unknown,
      codes: [2, 0, 0],
      said: expect.stringContaining(EXPORT_PHRASE) as unknown,
    });
    expect([(await verified(file))[0], unpacked("models"), unpacked("posture")]).toEqual([
      0,
      { recorded: false, why: "the vault was locked: the list of models is encrypted" },
      expect.objectContaining({ vault: "locked" }),
    ]);
  });

  it("that was asked for while the vault was locked is void once it is open", async () => {
    const running = runCasemate(home, ["forensic", "export", beside("void.tar")]);
    const { approvals } = await until(client, (state) => state.approvals.some(isPending));
    const id = approvals.find(isPending)?.id ?? "";
    await unlock(client, home);
    const answers = [];
    for (const secretId of [null, await secret(client, home, "approve")])
      answers.push(
        await client
          .call("approvals.grant", { id, secretId, typed: EXPORT_PHRASE })
          .catch((error: unknown) => codeOf(error)),
      );
    expect([answers, (await running).code, existsSync(beside("void.tar"))]).toEqual([
      ["changed", "changed"],
      1,
      false,
    ]);
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
        expect.stringContaining("the list of models"),
        "With a note of 15 characters",
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

  it("takes the newest, those since a time, and leaves out what it is told to", async () => {
    const [last, since] = [beside("last.tar"), beside("since.tar")];
    const { ledger } = await stateOf(client);
    const codes = [
      (await exported(last, ["--last", "3", "--without", "approvals", "--without", "gpu"])).code,
      (await exported(since, ["--since", "2020-01-01"])).code,
      (await runCasemate(home, ["forensic", "export", beside("x.tar"), "--since", "2999-01-01"])).code,
    ];
    const [, facts] = await verified(last);
    const left = { recorded: false, why: "left out by who made this bundle" };
    const said = filesIn(last, "last");
    expect([
      codes,
      (await verified(since))[1]["log"],
      said("approvals"),
      said("gpu"),
      said("models"),
    ]).toEqual([
      [0, 0, 1],
      expect.objectContaining({ from: 0 }),
      left,
      left,
      expect.objectContaining({ recorded: true }),
    ]);
    const { size } = ledger;
    expect(facts["log"]).toMatchObject({ from: (size ?? 0) - 3, to: size });
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
