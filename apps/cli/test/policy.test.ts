import { createTestHome, runCasemate, serveCasemate, type TestHome } from "@casemate/testkit";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attach, create, secret, stateOf, until } from "./client.ts";
import { starterFile } from "./starter-file.ts";

let home: TestHome;
let model: string;
let sha256: string;
const beside = (name: string): string => join(dirname(home.root), name);
const other = "1".repeat(64);
const UNSIGNED_HELD = '{"version": 1,\n "rules": {"provenance.unsigned": "hold"}}';

beforeAll(() => {
  home = createTestHome();
  mkdirSync(home.root, { mode: 0o700 });
  model = beside("starter.gguf");
  copyFileSync(starterFile(), model);
  sha256 = createHash("sha256").update(readFileSync(model)).digest("hex");
});
afterAll(() => {
  home.remove();
});

function file(name: string, text: string): string {
  writeFileSync(beside(name), text);
  return beside(name);
}

interface Scanned {
  readonly verdict: string;
  readonly engine: { readonly policy: string };
  readonly findings: readonly { readonly rule: string }[];
}

async function scan(...options: string[]): Promise<[number | null, string, string, boolean]> {
  const { code, stdout } = await runCasemate(home, ["scan", model, "--json", ...options]);
  const { verdict, engine, findings } = JSON.parse(stdout) as Scanned;
  const rules = findings.map(({ rule }) => rule).filter((rule) => /^(policy|identity)\./.test(rule));
  return [code, verdict, rules.join(" "), /^[0-9a-f]{64}$/.test(engine.policy)];
}

describe("casemate scan under a policy", () => {
  it("says which policy decided, and can only be stricter", async () => {
    expect({
      none: await scan(),
      held: await scan("--policy", file("held.json", UNSIGNED_HELD)),
      blocked: await scan("--blocks", file("blocks.sha256", `${sha256}  starter.gguf\n`)),
      pinned: await scan("--pins", file("pins.txt", `${sha256}\n`)),
      exchanged: await scan("--pins", file("exchanged.txt", `${other}  starter.gguf\n`)),
    }).toEqual({
      none: [0, "admit", "", false],
      held: [1, "hold", "policy.rule-held", true],
      blocked: [1, "refuse", "identity.blocked", false],
      pinned: [0, "admit", "identity.pinned", false],
      exchanged: [1, "refuse", "identity.pin-mismatch", false],
    });
  });

  it("admits nothing when the policy, a list or the file that was named cannot be read", async () => {
    const held = [1, "hold", "policy.not-loaded", false];
    expect([
      await scan("--policy", file("bad.json", UNSIGNED_HELD.replace("rules", "rulez"))),
      await scan("--policy", beside("missing.json")),
      await scan("--policy", home.root),
      await scan("--pins", file("bad.txt", `${sha256}\nhello\n`)),
    ]).toEqual([held, held, held, held]);
  });

  it("finds the policy of the data directory by itself, broken ones too", async () => {
    writeFileSync(join(home.root, "policy.json"), UNSIGNED_HELD);
    const good = await scan();
    writeFileSync(join(home.root, "policy.json"), `${UNSIGNED_HELD},`);
    const broken = await scan();
    const doctor = await runCasemate(home, ["doctor"]);
    writeFileSync(join(home.root, "policy.json"), "");
    const empty = await scan();
    expect({ good, broken, empty, doctor: /Nothing is admitted.*/.exec(doctor.stdout)?.[0] }).toEqual({
      good: [1, "hold", "policy.rule-held", true],
      broken: [1, "hold", "policy.not-loaded", false],
      empty: [1, "hold", "policy.not-loaded", false],
      doctor: expect.stringContaining("Line 2: this is not JSON") as string,
    });
  });
});

describe("casemate policy", () => {
  it("checks a file without using it", async () => {
    const good = await runCasemate(home, ["policy", "check", file("good.json", UNSIGNED_HELD), "--json"]);
    const bad = await runCasemate(home, ["policy", "check", file("bad.json", '{"version": 1, "rulez": {}}')]);
    expect([good.code, (JSON.parse(good.stdout) as { problem: null }).problem, bad.code, bad.stdout]).toEqual(
      [0, null, 1, expect.stringContaining('Line 1: there is no setting "rulez"')],
    );
  });
});

describe("the policy of a running console", () => {
  it("blocks at once, asks before it lets anything in, and keeps models of before from passing as fine", async () => {
    const own = createTestHome();
    const served = await serveCasemate(own);
    const client = await attach(own);
    const run = async (...args: string[]): Promise<[number | null, string]> => {
      const { code, stdout, stderr } = await runCasemate(own, ["policy", ...args]);
      return [code, `${stdout}${stderr}`.trim()];
    };
    try {
      await create(client, own);
      const { modelId, jobId } = await client.call("model.import", { paths: [model] });
      await until(client, (state) => state.jobs.find(({ id }) => id === jobId)?.state === "done");

      const bad = await run("blocks", "import", file("half.txt", `${other}\n${other.slice(1)}\n`));
      const added = await run("blocks", "add", sha256, "--note", "seen to leak");
      const imported = await run("blocks", "import", file("more.txt", `${other}  x.bin\n${other}  y.bin\n`));
      const load = await client.call("runtime.load", { modelId }).catch(String);
      await client.call("model.reinspect", { modelId });
      await until(
        client,
        (state) => state.models.items.find(({ id }) => id === modelId)?.state === "refused",
      );
      const removed = await run("blocks", "remove", sha256);
      const pinned = await run("pins", "add", sha256);

      writeFileSync(join(own.root, "policy.json"), UNSIGNED_HELD);
      const shown = await run("show", "--json");
      const { admission, models, approvals } = await stateOf(client);
      const { records } = await client.call("audit.tail", { limit: 100 });
      expect({
        bad: [bad[0], bad[1].includes("Line 2:")],
        added,
        imported,
        load,
        removed: [removed[0], removed[1].includes("waiting under Approvals")],
        pinned: [pinned[0], pinned[1].includes("waiting under Approvals")],
        waiting: approvals.map(({ call }) => call).sort(),
        shown: shown[0],
        older: models.items[0]?.policy !== admission.policy,
        noted: records.filter(({ action }) => action === "policy.changed").length,
        list: await run("blocks", "list"),
        later: existsSync(join(own.root, "blocks.txt")),
      }).toEqual({
        bad: [2, true],
        added: [0, "Done. 0 pinned and 1 blocked files."],
        imported: [0, "Done. 0 pinned and 2 blocked files."],
        load: expect.stringContaining("on the block list") as string,
        removed: [1, true],
        pinned: [1, true],
        waiting: ["policy.pin", "policy.unblock"],
        shown: 0,
        older: true,
        noted: 3,
        list: [0, [`${other}  x.bin`, `${sha256}    seen to leak`].sort().join("\n")],
        later: true,
      });
    } finally {
      client.close();
      await served.stop();
      own.remove();
    }
  });

  it("lets nothing in while it is broken, whoever says so, and changes a list only after the passphrase", async () => {
    const own = createTestHome();
    const served = await serveCasemate(own);
    const client = await attach(own);
    try {
      await create(client, own);
      const { modelId } = await client.call("model.import", { paths: [model] });
      await until(client, ({ models }) => models.items[0]?.jobId === null);
      writeFileSync(join(own.root, "policy.json"), "{");
      const { jobId } = await client.call("model.reinspect", { modelId });
      const inspected = await until(
        client,
        ({ jobs }) => jobs.find(({ id }) => id === jobId)?.state === "done",
      );
      const held = inspected.models.items[0];
      const refused = await client.call("model.import", { paths: [file("another.gguf", "GGUF")] }).then(
        () => "taken",
        (error: unknown) => String(error).includes("Not started") && "not started",
      );
      await client.call("model.release", { modelId, sha256 }).catch(() => undefined);
      await client.call("policy.pin", { sha256, name: "starter.gguf" }).catch(() => undefined);
      const outcomes: string[] = [];
      for (const { id, call } of (await stateOf(client)).approvals) {
        const secretId = await secret(client, own, "approve");
        const granted = await client.call("approvals.grant", { id, secretId }).then(
          () => "done",
          (error: unknown) => String(error).includes("policy cannot be read") && "policy cannot be read",
        );
        outcomes.push(`${call}: ${String(granted)}`);
      }
      const { admission, models, health } = await stateOf(client);
      expect({
        held: [held?.state, held?.policy],
        refused,
        outcomes: outcomes.sort(),
        after: models.items[0]?.state,
        admission: [admission.state, admission.pins],
        health: health.checks.find(({ id }) => id === "admission")?.status,
        pins: readFileSync(join(own.root, "pins.txt"), "utf8"),
      }).toEqual({
        held: ["held", "not-loaded"],
        refused: "not started",
        outcomes: ["model.release: policy cannot be read", "policy.pin: done"],
        after: "held",
        admission: ["broken", 1],
        health: "warn",
        pins: `casemate digests v1\n${sha256}\tstarter.gguf\t\n`,
      });
    } finally {
      client.close();
      await served.stop();
      own.remove();
    }
  });
});
