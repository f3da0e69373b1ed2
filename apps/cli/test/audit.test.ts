import { parseProof } from "@casemate/audit";
import type { AuditRecord, AuditVerification } from "@casemate/contract";
import type { ConsoleClient } from "@casemate/supervisor";
import { createTestHome, runCasemate, serveCasemate, type TestHome } from "@casemate/testkit";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attach, create, secret, stateOf, unlock, until } from "./client.ts";

let home: TestHome;
beforeAll(() => {
  home = createTestHome();
});
afterAll(() => {
  home.remove();
});

const beside = (name: string): string => join(dirname(home.root), name);

interface Answer {
  readonly code: number | null;
  readonly stderr: string;
  readonly json: Record<string, unknown>;
}

async function audit(...args: string[]): Promise<Answer> {
  const { code, stdout, stderr } = await runCasemate(home, ["audit", ...args, "--json"]);
  return { code, stderr, json: JSON.parse(stdout === "" ? "{}" : stdout) as Record<string, unknown> };
}

async function tail(...args: string[]): Promise<AuditRecord[]> {
  return (await audit("tail", ...args)).json["records"] as AuditRecord[];
}

/** What a damaged log froze is thawed on the way that is there for everybody. */
async function endIncidents(client: Awaited<ReturnType<typeof attach>>): Promise<void> {
  const { incidents } = await client.call("incident.list", { which: "open" });
  for (const { id } of incidents) {
    await client.call("incident.acknowledge", { id });
    await client.call("incident.reattest", { id });
    await client.call("incident.resolve", { id }).catch(() => undefined);
    await grant(client);
  }
}

/** A console with a client, for as long as `work` takes. */
async function session(work: (client: ConsoleClient) => Promise<void>): Promise<void> {
  const served = await serveCasemate(home);
  const client = await attach(home);
  try {
    await work(client);
  } finally {
    client.close();
    await served.stop();
  }
}

/** Grants the one request that waits, as a person does in another terminal. */
async function grant(client: ConsoleClient): Promise<string> {
  const waiting = (await stateOf(client)).approvals.filter(({ state }) => state === "pending");
  const secretId = await secret(client, home, "approve");
  return (await client.call("approvals.grant", { id: waiting[0]?.id ?? "", secretId })).outcome;
}

const actions = (records: readonly AuditRecord[]): string[] =>
  records.map(({ kind, action, result }) => [kind, action, result ?? ""].join(" ").trim());

describe("casemate audit", () => {
  it("is searched, verified, proven and exported while the vault is locked", async () => {
    await session(async (client) => {
      await create(client, home);
      await client.call("vault.lock", {});
    });
    const created = await tail("--action", "vault.create", "-n", "10");
    const intent = created.at(-1)?.seq ?? -1;
    const { code, json } = await audit("verify");
    const words = String((await audit("checkpoint", "--out", beside("checkpoint.txt"))).json["words"]);
    await audit("prove", String(intent), beside("proof.txt"));
    const proof = parseProof(readFileSync(beside("proof.txt"), "utf8"));
    const exported = await audit("export", beside("tiles"));
    expect({
      created: actions(created),
      searched: actions(await tail("--grep", "VAULT.create", "--kind", "outcome", "--result", "ok")),
      own: (await tail("--no-own", "-n", "500")).some(({ action }) => action.startsWith("ledger.")),
      verified: [code, json["ok"], json["words"]],
      tree: (await audit("verify", "--tree")).code,
      same: (await audit("verify", "--words", words.toUpperCase())).json["words"],
      others: await verdict("--words", words.split(" ").toReversed().join(" ")),
      proof: [proof?.index === intent, proof?.checkpoint.startsWith("casemate/log/")],
      note: readFileSync(beside("checkpoint.txt"), "utf8").split("\n").length > 4,
      exported: [
        exported.code,
        readdirSync(beside("tiles")).sort(),
        readdirSync(join(beside("tiles"), "tile")).sort(),
      ],
    }).toEqual({
      created: ["outcome vault.create ok", "intent vault.create"],
      searched: ["outcome vault.create ok"],
      own: false,
      verified: [0, true, null],
      tree: 0,
      same: true,
      others: [1, false, false],
      proof: [true, true],
      note: true,
      exported: [0, ["checkpoint", "tile"], ["0", "entries"]],
    });
  });

  async function verdict(...args: string[]): Promise<unknown[]> {
    const { code, json } = await audit("verify", ...args);
    return [code, json["ok"], json["words"]];
  }

  it("overwrites nothing, and says what is wrong with what was typed", async () => {
    const answers = await Promise.all(
      [
        ["prove", "1", beside("proof.txt")],
        ["checkpoint", "--out", beside("proof.txt")],
        ["export", beside("tiles")],
        ["prove", "-1"],
        ["prove", "99999999"],
        ["verify", "--words", "one two"],
        ["tail", "--kind", "guess"],
        ["recover"],
        ["recover", "--reason", " "],
        ["prune", "--older-than", "never"],
        ["recover", "--reason", "I feel like it"],
        ["acknowledge"],
      ].map(async (args) => {
        const { code } = await oneAfterAnother(args);
        return [args.slice(0, 2).join(" "), code];
      }),
    );
    expect(answers.map(([, code]) => code)).toEqual([2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 1, 1]);
  });

  /** Two commands cannot host one directory at once. */
  let before: Promise<unknown> = Promise.resolve();
  function oneAfterAnother(args: readonly string[]): Promise<{ code: number | null }> {
    const run = before.then(() => runCasemate(home, ["audit", ...args]));
    before = run;
    return run;
  }

  it("rotates after approval: the next log names this one, which stays whole", async () => {
    await session(async (client) => {
      await unlock(client, home);
      const asked = await audit("rotate");
      const granted = await grant(client);
      const records = await tail("-n", "500");
      const link = records.find(({ action }) => action === "ledger.continued");
      const folder = join(home.root, "ledger-archive", String(link?.detail["folder"]));
      const { state, recovered } = (await stateOf(client)).ledger;
      expect({
        asked: [asked.code, asked.json["code"]],
        granted,
        link: [link?.seq, link?.detail["damaged"]],
        since: actions(records.filter(({ action }) => !action.startsWith("ledger."))).toReversed(),
        kept: readdirSync(folder).sort(),
        stands: [state, recovered, (await audit("verify")).code],
      }).toEqual({
        asked: [1, "approval_required"],
        granted: "Done.",
        link: [1, false],
        since: ["note integrity.signed", "note audit.rotate", "note approvals.grant"],
        kept: ["ledger.db", "ledger.head", "ledger.key"],
        stands: ["ok", null, 0],
      });
    });
    await session(async (client) => {
      await unlock(client, home);
      expect((await stateOf(client)).ledger.state).toBe("ok");
    });
  });

  it("forgets texts after approval, and the log verifies on", async () => {
    await session(async (client) => {
      await unlock(client, home);
      const said = await client.call("audit.prune", { below: 4 }).then(() => "done", String);
      const granted = await grant(client);
      const raw = await client.call("audit.record", { seq: 3 });
      const link = await client.call("audit.record", { seq: 1 });
      const { ok } = await client.call("audit.verify", { depth: "records" });
      const old = await client.call("audit.prune", { olderThanDays: 1 }).catch(() => "asks");
      expect([said.includes("approval"), granted, raw.kept, raw.fields, link.kept, ok, old]).toEqual([
        true,
        "Done.",
        false,
        [],
        true,
        true,
        "asks",
      ]);
    });
  });

  it("names an edited record, sets the log aside, and asks until somebody takes note", async () => {
    const changed = editRecord();
    const found = await audit("verify");
    const { ok, problem, firstBad } = found.json as unknown as AuditVerification;
    const alone = await audit("recover", "--reason", "a test changed a byte");
    expect([found.code, ok, problem, firstBad === null, alone.code, alone.json]).toEqual([
      1,
      false,
      "edited",
      false,
      1,
      { done: false, code: "approval_required" },
    ]);
    await session(async (client) => {
      await unlock(client, home);
      const asked = await audit("recover", "--reason", "a test changed a byte");
      const damaged = await until(client, ({ health }) => health.level === "recovery_required");
      const others = await client
        .call("audit.rotate", {})
        .catch((error: unknown) => (error as { code: string }).code);
      const granted = await grant(client);
      const asks = await until(
        client,
        ({ health, ledger }) => ledger.recovered !== null && health.level === "recovery_required",
      );
      const [link] = await tail("--action", "ledger.continued");
      const folder = join(home.root, "ledger-archive", String(link?.detail["folder"]));
      const noted = await audit("acknowledge");
      await endIncidents(client);
      const calm = await until(client, ({ health }) => health.level !== "recovery_required");
      expect({
        asked: [asked.code, asked.json["code"]],
        damaged: damaged.ledger.state,
        others,
        granted,
        asks: asks.ledger.recovered,
        link: [link?.detail["problem"], link?.detail["damaged"]],
        kept: [
          readFileSync(join(folder, "ledger.db")).includes(changed),
          statSync(join(folder, "ledger.db")).size > 0,
        ],
        noted: noted.code,
        calm: [calm.ledger.recovered, calm.ledger.state],
        again: (await audit("acknowledge")).code,
        verified: (await audit("verify")).code,
      }).toEqual({
        asked: [1, "approval_required"],
        damaged: "damaged",
        others: "frozen",
        granted: "Done.",
        asks: "a test changed a byte",
        link: ["edited", true],
        kept: [true, true],
        noted: 0,
        calm: [null, "ok"],
        again: 1,
        verified: 0,
      });
    });
    await session(async (client) => {
      await unlock(client, home);
      const { ledger } = await stateOf(client);
      expect([ledger.state, ledger.recovered, existsSync(join(home.root, "ledger.creating"))]).toEqual([
        "ok",
        null,
        false,
      ]);
    });
  });

  /** One letter of the records of an act that is over, where nothing looks when it is opened; answers what now stands there. */
  function editRecord(): string {
    const db = new DatabaseSync(join(home.root, "ledger.db"));
    const { changes } = db
      .prepare('UPDATE record SET body = replace(body, ?, ?) WHERE body LIKE \'%"action":"audit.prune"%\'')
      .run("audit.prune", "audit.prunf");
    db.close();
    if (changes === 0) throw new Error("no such record");
    return "audit.prunf";
  }
});
