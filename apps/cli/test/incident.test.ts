import type { Incident, IncidentSummary, State } from "@casemate/contract";
import { createTestHome, runCasemate, serveCasemate, type TestHome } from "@casemate/testkit";
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let home: TestHome;
beforeAll(() => {
  home = createTestHome();
});
afterAll(() => {
  home.remove();
});

async function cli(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return runCasemate(home, args);
}
async function json<T>(...args: string[]): Promise<T> {
  const { stdout, stderr } = await cli(...args, "--json");
  if (stdout === "") throw new Error(`casemate ${args.join(" ")}: ${stderr}`);
  return JSON.parse(stdout) as T;
}
async function listed(): Promise<IncidentSummary[]> {
  return (await json<{ incidents: IncidentSummary[] }>("incident", "list")).incidents;
}

/** The stored file of the one model. */
function storedModel(): string {
  const folder = join(home.root, "vault");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return files.sort((a, b) => statSync(b).size - statSync(a).size)[0] ?? "";
}

/** With one byte in the middle changed. */
function tamper(path: string): void {
  const bytes = readFileSync(path);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

const PROMPT = ["chat", "casemate-starter", "--prompt", "Hello", "--max-tokens", "4"];

/** Twenty commands, each a console of its own. */
const LONG_MS = 300_000;

describe("a model that is changed on the disk, one command after another", { timeout: LONG_MS }, () => {
  it("is noticed, contained, explained, put right, looked at again, and resolved with approval", async () => {
    const made = [await cli("vault", "init"), await cli("model", "starter")].map(({ code }) => code);
    const path = storedModel();
    const whole = readFileSync(path);
    tamper(path);

    const chat = await cli(...PROMPT);
    const [incident, ...others] = await listed();
    const id = incident?.id ?? "";
    const explained = await cli("incident", "show", id.slice(0, 12));
    const [model] = await json<State["models"]["items"]>("model", "list");
    expect({
      made,
      chat: chat.code,
      incident: [incident?.class, incident?.severity, incident?.state, incident?.count, incident?.next],
      others,
      explained: [
        "high: A stored model is not the one that was inspected",
        "What Casemate did: Casemate contained the model",
        "What to do: Do not use this model.",
        `casemate incident ack ${id.slice(0, 12)}`,
      ].filter((text) => !explained.stdout.includes(text)),
      model: model?.state,
    }).toEqual({
      made: [0, 0],
      chat: 1,
      incident: ["manifest_mismatch", "high", "contained", 1, "acknowledge"],
      others: [],
      explained: [],
      model: "contained",
    });

    const early = [
      await cli("incident", "resolve", id),
      await cli("incident", "dismiss", id, "--reason", "it was me"),
      await cli("incident", "reattest", id),
    ].map(({ code }) => code);
    const seen = await cli("incident", "ack", id);
    const tooSoon = await cli("incident", "reattest", id);
    writeFileSync(path, whole);
    const inspected = await cli("model", "reinspect", "casemate-starter");
    const stillBlocked = await cli(...PROMPT);
    const well = await cli("incident", "reattest", id);
    const unasked = await cli("incident", "resolve", id);
    expect({
      early,
      seen: seen.code,
      tooSoon: [tooSoon.code, tooSoon.stdout.includes("Inspect it again, or remove it.")],
      inspected: inspected.code,
      stillBlocked: [stillBlocked.code, stillBlocked.stderr.includes("an incident about it is open")],
      well: [well.code, well.stdout.includes("NOT WELL"), well.stdout.includes("software assurance")],
      unasked: [unasked.code, unasked.stdout.includes("needs your approval")],
    }).toEqual({
      early: [1, 1, 1],
      seen: 0,
      tooSoon: [1, true],
      inspected: 0,
      stillBlocked: [1, true],
      well: [0, false, true],
      unasked: [1, true],
    });

    const served = await serveCasemate(home);
    const ended = await (async () => {
      await cli("vault", "unlock");
      const asked = await cli("incident", "resolve", id);
      const [request] = await json<State["approvals"]>("approvals", "list");
      const granted = await cli("approvals", "grant", request?.id ?? "");
      return [asked.code, request?.call, granted.code];
    })().finally(() => served.stop());
    const after = await json<Incident>("incident", "show", id);
    const again = await cli(...PROMPT);
    const log = await json<{ action: string; subject: string | null }[]>("audit", "tail", "--lines", "200");
    const steps = JSON.stringify(log).match(/incident\.[a-z]+ed"/g);
    expect({
      ended,
      after: [after.state, after.ended?.reason, after.attested?.parts.every(({ ok }) => ok === true)],
      again: again.code,
      verified: (await cli("audit", "verify")).code,
      steps: [...new Set(steps)].sort(),
    }).toEqual({
      ended: [1, "incident.resolve", 0],
      after: ["resolved", null, true],
      again: 0,
      verified: 0,
      steps: [
        'incident.acknowledged"',
        'incident.contained"',
        'incident.opened"',
        'incident.reattested"',
        'incident.resolved"',
      ],
    });
  });

  it("is noticed too when its file is gone", async () => {
    rmSync(storedModel());
    const chat = await cli(...PROMPT);
    const open = (await listed()).filter(({ next }) => next !== null);
    expect([chat.code, open.map((one) => `${one.class} ${one.state}`)]).toEqual([
      1,
      ["manifest_mismatch contained"],
    ]);
  });
});

describe("casemate incident", () => {
  it.each([
    [["incident", "show", "ffffff"], 2],
    [["incident", "show", "a"], 2],
    [["incident", "list", "--which", "some"], 2],
    [["incident", "dismiss", "ffffff", "--reason", " "], 2],
  ])("%j ends with %i and one clear sentence", async (args, code) => {
    const { code: ended, stderr } = await cli(...args);
    expect([ended, stderr.trim().split("\n").length]).toEqual([code, 1]);
  });
});
