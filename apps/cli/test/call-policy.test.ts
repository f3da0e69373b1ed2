import type { Approval } from "@casemate/contract";
import type { ConsoleClient } from "@casemate/supervisor";
import { createTestHome, runCasemate, serveCasemate, type TestHome } from "@casemate/testkit";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attach, create, secret, stateOf } from "./client.ts";

const sha256 = "ab".repeat(32);
const other = "cd".repeat(32);
/** Asks about blocking, which Casemate itself allows, and lets nobody be hurried about a pin. */
const OWN = {
  version: 1,
  about: "calls",
  rules: [
    { id: "ask-blocks", calls: ["policy.block"], decision: "ask", reason: "Blocks are decided by two." },
    { id: "slow-pins", calls: ["policy.pin"], decision: "ask", coolOffSeconds: 600 },
  ],
  limits: [{ id: "imports", calls: ["policy.importBlocks"], from: ["socket"], atMost: 1, inSeconds: 3600 }],
};

let home: TestHome;
let served: Awaited<ReturnType<typeof serveCasemate>>;
let client: ConsoleClient;

beforeAll(async () => {
  home = createTestHome();
  served = await serveCasemate(home);
  client = await attach(home);
  await create(client, home);
});
afterAll(async () => {
  client.close();
  await served.stop();
  home.remove();
});

async function run(...args: string[]): Promise<[number | null, string]> {
  const { code, stdout, stderr } = await runCasemate(home, args);
  return [code, `${stdout}${stderr}`.trim()];
}
function policy(value: unknown): void {
  writeFileSync(
    join(home.root, "call-policy.json"),
    typeof value === "string" ? value : JSON.stringify(value),
  );
}
async function waiting(call: string): Promise<Approval> {
  const found = (await stateOf(client)).approvals.find((one) => one.call === call && one.state === "pending");
  if (!found) throw new Error(`no request for ${call} waits`);
  return found;
}

describe("a person's call policy in a running console (after npm run build)", () => {
  it("asks where Casemate would not, shows everything, and waits out its cool-off before a passphrase is looked at", async () => {
    policy(OWN);
    const asked = await run("policy", "blocks", "add", sha256, "--note", "gone\u202e bad");
    const pinned = await run("policy", "pins", "add", sha256);
    const block = await waiting("policy.block");
    const pin = await waiting("policy.pin");
    const [, shown] = await run("approvals", "show", block.id);
    const [, slow] = await run("approvals", "show", pin.id);
    const early = await client
      .call("approvals.grant", { id: pin.id, secretId: null })
      .catch((error: unknown) => (error as { code: string }).code);
    const granted = await client.call("approvals.grant", {
      id: block.id,
      secretId: await secret(client, home, "approve"),
    });
    expect({
      asked: [asked[0], asked[1].includes("waiting under Approvals")],
      pinned: pinned[0],
      rule: block.rule,
      shown: [
        "Blocks are decided by two.",
        "Rule: user.ask-blocks.",
        `"sha256":"${sha256}"`,
        "gone\\u{202e} bad",
        "It would be allowed if your call policy: none.",
        `policy ${block.policy.slice(0, 12)}`,
      ].filter((part) => !shown.includes(part)),
      slow: [/Can be allowed from: 2\d{3}-/.test(slow), slow.includes("Rule: user.slow-pins.")],
      early,
      granted,
      blocks: (await stateOf(client)).admission.blocks,
    }).toEqual({
      asked: [1, true],
      pinned: 1,
      rule: "user.ask-blocks",
      shown: [],
      slow: [true, true],
      early: "too_early",
      granted: { outcome: "Done." },
      blocks: 1,
    });
  });

  it("limits how often, voids what waits when it changes, and denies what acts while it cannot be read", async () => {
    policy(OWN);
    const list = join(home.root, "list.txt");
    writeFileSync(list, `${other}\n`);
    const imports = [
      await run("policy", "blocks", "import", list),
      await run("policy", "blocks", "import", list),
    ];
    const pin = await waiting("policy.pin");
    policy({ ...OWN, rules: [OWN.rules[0]] });
    const changed = await client
      .call("approvals.grant", { id: pin.id, secretId: null })
      .catch((error: unknown) => (error as { code: string }).code);
    policy('{"version":1,"about":"calls","rulez":[]}');
    const broken = await run("policy", "blocks", "add", other);
    const show = await run("policy", "show");
    const doctor = await run("doctor");
    const lock = await client.call("vault.lock", {});
    rmSync(join(home.root, "call-policy.json"));
    expect({
      imports: imports.map(([code, text]) => [code, text.includes("allows 1 of these calls in 3600 s")]),
      changed,
      broken: [broken[0], broken[1].includes('unknown key "rulez"')],
      show: [show[0], show[1].includes("your call policy cannot be read")],
      doctor: doctor[1].includes("Nothing that acts is allowed"),
      locked: lock.verified,
    }).toEqual({
      imports: [
        [0, false],
        [1, true],
      ],
      // Said before its pause is over, and before a passphrase is looked at.
      changed: "changed",
      broken: [1, true],
      show: [1, true],
      doctor: true,
      locked: true,
    });
  });
});

describe("casemate policy", () => {
  it("says of every recorded call what today's policy, or another one, decides, and where that differs", async () => {
    const today = await run("policy", "check", "--log");
    const stricter = join(home.root, "stricter.json");
    const rules = [{ id: "none", calls: ["policy.importBlocks"], decision: "deny" }];
    writeFileSync(stricter, JSON.stringify({ version: 1, about: "calls", rules }));
    const checked = await runCasemate(home, ["policy", "check", stricter, "--log", "--json"]);
    const { calls } = JSON.parse(checked.stdout) as { calls: { call: string; outcome: string }[] };
    const differing = calls.filter(({ outcome }) => outcome !== "same");
    const trace = join(home.root, "trace.jsonl");
    writeFileSync(trace, '{"call":"model.release","from":"socket","decision":"allow"}\n');
    const traced = await run("policy", "check", "--trace", trace);
    writeFileSync(trace, '{"call":"model.release"}\n{\n');
    const bad = await run("policy", "check", "--trace", trace);
    expect({
      // Blocking was allowed once, after it was asked: without the file it would not be asked. A denial of then is none of today.
      today: [today[0], today[1].includes("milder")],
      stricter: [
        checked.code,
        differing.some(({ call, outcome }) => call === "policy.importBlocks" && outcome === "stricter"),
      ],
      traced: [traced[0], traced[1].includes("depends")],
      bad: [bad[0], bad[1].includes("line 2 is not JSON")],
      good: await run("policy", "check", stricter).then(([code, text]) => [code, text.slice(0, 19)]),
    }).toEqual({
      today: [1, true],
      stricter: [1, true],
      traced: [1, true],
      bad: [2, true],
      good: [0, "The policy is good."],
    });
  });

  it("explains one call: the rule, the facts that decided, what would change it", async () => {
    const [code, text] = await run("policy", "show", "--call", "model.release");
    expect([code, text]).toEqual([0, expect.stringContaining("It would be asked if the vault is unlocked.")]);
    expect(text).toContain("model.release: deny (vault.locked)");
  });
});
