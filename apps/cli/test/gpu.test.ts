import { GpuAttestState, GpuCheck, type AuditRecord } from "@casemate/contract";
import type { ConsoleClient } from "@casemate/supervisor";
import { createTestHome, runCasemate, serveCasemate, type TestHome } from "@casemate/testkit";
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attach, create, secret, stateOf, unlock } from "./client.ts";

let home: TestHome;
beforeAll(() => {
  home = createTestHome();
});
afterAll(() => {
  home.remove();
});

interface Answer {
  readonly code: number | null;
  readonly stderr: string;
  readonly json: Record<string, unknown>;
}

async function gpu(...args: string[]): Promise<Answer> {
  const { code, stdout, stderr } = await runCasemate(home, ["gpu", ...args, "--json"]);
  return { code, stderr, json: JSON.parse(stdout === "" ? "{}" : stdout) as Record<string, unknown> };
}

const file = (): string => join(home.root, "gpu-baseline");

/** What the machine that runs the tests really has decides; whichever it is, the answer has to be true to it. */
function isTrue(check: GpuCheck): boolean {
  const statusOf = (id: string): string | undefined => check.probes.find((probe) => probe.id === id)?.status;
  if (check.accelerators === null) return check.verdict === "unknown";
  if (check.accelerators === 0)
    return statusOf("ecc") === "not_applicable" && statusOf("cpu_known_answer") === "pass";
  return statusOf("inventory") !== "not_applicable";
}

describe("casemate gpu", () => {
  it("says what there is and what was not checked, without a vault, and keeps it in the history", async () => {
    const before = await gpu("history");
    const { code, json } = await gpu("check");
    const { attest, answer, untested, ...checked } = json;
    const check = GpuCheck.parse(checked);
    const state = GpuAttestState.parse(attest);
    const after = await gpu("history");
    expect([
      before.json["entries"],
      isTrue(check),
      code,
      check.baseline.state,
      check.notChecked.length > 0,
      // Without a card nothing is computed unless somebody asks for it.
      check.accelerators === 0 ? [answer, untested] : [null, null],
      (after.json["entries"] as unknown[]).length,
      [state.at, state.verdict, state.probes.map(({ id }) => id), state.baseline],
    ]).toEqual([
      [],
      true,
      check.verdict === "healthy" ? 0 : 1,
      "absent",
      true,
      [null, null],
      1,
      [check.at, check.verdict, check.probes.map(({ id }) => id), null],
    ]);
  });

  it("captures a baseline once, finds nothing changed, and asks before it replaces one", async () => {
    const without = await gpu("baseline");
    const captured = await gpu("baseline", "--capture");
    const same = await gpu("baseline");
    const again = await gpu("baseline", "--capture");
    const modes = [file(), `${file()}.key`].map((path) => statSync(path).mode & 0o777);
    expect([
      without.code,
      captured.code,
      same.code,
      same.json["drift"],
      again.code,
      again.json["code"],
      modes,
    ]).toEqual([1, 0, 0, [], 1, "approval_required", [0o600, 0o600]]);
  });

  it("notices a baseline that somebody changed, or that was signed elsewhere", async () => {
    const good = readFileSync(file(), "utf8");
    const key = readFileSync(`${file()}.key`, "utf8");
    writeFileSync(file(), good.replace('"platform":"', '"platform":"x'));
    const changed = await gpu("check");
    writeFileSync(file(), good);
    writeFileSync(`${file()}.key`, `${Buffer.alloc(32, 7).toString("base64")}\n`);
    const foreign = await gpu("check");
    rmSync(`${file()}.key`);
    const lost = await gpu("check");
    writeFileSync(`${file()}.key`, key);
    rmSync(file());
    const gone = await gpu("check");
    rmSync(`${file()}.key`);
    const both = await gpu("check");
    const anew = await gpu("baseline", "--capture");
    writeFileSync(`${file()}.key`, key);
    writeFileSync(file(), good);
    const back = await gpu("check");
    const { stdout } = await runCasemate(home, ["incident", "list"]);
    expect([anew.json["code"], back.json["verdict"], /high .*baseline/.test(stdout)]).toEqual([
      "approval_required",
      "healthy",
      true,
    ]);
    const states = [changed, foreign, lost, gone, both, back].map(({ code, json }) => [
      code,
      (json["baseline"] as { state: string }).state,
    ]);
    expect(states).toEqual([
      [1, "damaged"],
      [1, "foreign"],
      [1, "foreign"],
      [1, "gone"],
      [1, "gone"],
      [0, "ok"],
    ]);
  });

  it("replaces a baseline after an approval that shows the differences, and records both", async () => {
    const served = await serveCasemate(home);
    const client = await attach(home);
    try {
      await create(client, home);
      const old = readFileSync(file(), "utf8");
      writeFileSync(file(), old.replace('"platform":"', '"platform":"x'));
      const refused = await gpu("baseline", "--capture");
      const request = (await stateOf(client)).approvals.find(({ state }) => state === "pending");
      const outcome = await grant(client, request?.id ?? "");
      const check = await client.call("gpu.check", {});
      const fresh = readFileSync(file(), "utf8");
      writeFileSync(file(), old);
      const older = await client.call("gpu.check", {});
      writeFileSync(file(), fresh);
      await client.call("gpu.check", {});
      const { records } = await client.call("audit.tail", { action: "gpu.baseline", own: false });
      expect([
        refused.code,
        request?.call,
        request?.sentence.includes(
          "wants to replace the accelerators' baseline, one that is damaged, by what is seen now.",
        ),
        outcome,
        check.baseline.state,
        older.baseline.state,
        (await stateOf(client)).machine.gpu?.verdict,
        records.map(({ action, result }: AuditRecord) => [action, result]),
      ]).toEqual([
        1,
        "gpu.baseline.replace",
        true,
        "Done.",
        "ok",
        "other",
        check.verdict,
        expect.arrayContaining([
          ["gpu.baseline.replace", "ok"],
          ["gpu.baseline", null],
          ["gpu.baseline.capture", "ok"],
        ]) as unknown,
      ]);
    } finally {
      client.close();
      await served.stop();
    }
  });

  it("does not replace what is not what the person saw", async () => {
    const served = await serveCasemate(home);
    const client = await attach(home);
    try {
      await unlock(client, home);
      const before = readFileSync(file(), "utf8");
      await client.call("gpu.check", {});
      await client.call("gpu.baseline.replace", { fingerprint: "0".repeat(64) }).catch(() => undefined);
      const request = (await stateOf(client)).approvals.find(({ state }) => state === "pending");
      const outcome = await grant(client, request?.id ?? "").catch(
        (error: unknown) => (error as { code: string }).code,
      );
      expect([
        request?.sentence.includes("Nothing would happen."),
        outcome,
        readFileSync(file(), "utf8") === before,
      ]).toEqual([true, "changed", true]);
    } finally {
      client.close();
      await served.stop();
    }
  });
});

async function grant(client: ConsoleClient, id: string): Promise<string> {
  const secretId = await secret(client, home, "approve");
  return (await client.call("approvals.grant", { id, secretId })).outcome;
}
