import { RpcError, type Admission } from "@casemate/contract";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { prepareHome, type Home } from "../src/node/home.ts";
import { everything, startGate, type Gate } from "./gate.ts";

const REMOVE: Admission = {
  caller: { via: "socket", session: "0123456789abcdef" },
  name: "model.remove",
  risk: "danger",
  input: { modelId: "a".repeat(32), sha256: "b".repeat(64) },
};
const CREATE: Admission = { ...REMOVE, name: "chat.create", risk: "act" };
const LOCK: Admission = { ...REMOVE, name: "vault.lock", risk: "act", input: {} };

let home: Home;
let gate: Gate;
let runs: string[];

beforeEach(async () => {
  home = prepareHome(mkdtempSync(join(tmpdir(), "casemate-gate-")));
  gate = await startGate(home);
  unlocked(gate);
  runs = [];
});
afterEach(async () => {
  await gate.end();
  rmSync(home.root, { recursive: true, force: true });
});

function unlocked({ state }: Gate): void {
  state.update("vault", (vault) => ({ ...vault, state: "unlocked" }));
}

/** Calls through the gate; "ran", or the code of what denied it. */
function call(
  admission: Admission,
  run: () => Promise<unknown> = () => Promise.resolve({}),
): Promise<string> {
  const told = async (): Promise<unknown> => {
    runs.push(admission.name);
    return run();
  };
  return gate.authorise(admission, told).then(() => "ran", codeOf);
}
function codeOf(error: unknown): string {
  return error instanceof RpcError ? error.code : String(error);
}
function waiting(): string {
  return gate.state.get("approvals").find(({ state }) => state === "pending")?.id ?? "none";
}

describe("the gate that every call passes (after npm run build)", () => {
  it("gives a granted call's permission to that call alone: the same call beside it is asked about anew", async () => {
    let beside = "";
    const asked = await call(REMOVE, async () => {
      beside = await call(REMOVE);
      return {};
    });
    const id = waiting();
    await gate.approvals.grant(id);
    const again = await gate.approvals.grant(id).catch(codeOf);
    expect([asked, beside, again, runs, waiting() === id]).toEqual([
      "approval_required",
      "approval_required",
      "not_found",
      ["model.remove"],
      false,
    ]);
    const intents = (await everything(gate)).filter(({ kind }) => kind === "intent");
    expect(intents.map(({ action, detail }) => [action, detail["decision"], detail["rule"]])).toEqual([
      ["model.remove", "ask", "danger.remove"],
    ]);
  });

  it("runs nothing for a request of before a restart, or under a policy that changed", async () => {
    await call(REMOVE);
    const before = waiting();
    const policy = {
      version: 1,
      about: "calls",
      rules: [{ id: "a", calls: ["chat.create"], decision: "deny" }],
    };
    writeFileSync(home.callPolicy, JSON.stringify(policy));
    const changed = await gate.approvals.grant(before).catch(codeOf);
    await call(REMOVE);
    const open = waiting();
    await gate.end();
    gate = await startGate(home);
    unlocked(gate);
    const restarted = await gate.approvals.grant(open).catch(codeOf);
    expect([changed, restarted, runs]).toEqual(["changed", "not_found", []]);
  });

  it("while frozen denies what acts, at once and on the record, and lets the way out through", async () => {
    await call(REMOVE);
    gate.freeze.hold("A model on the disk was changed.");
    const frozen = [await call(CREATE), await call(REMOVE), await call(LOCK)];
    const grant = { ...CREATE, name: "approvals.grant", input: { id: waiting(), secretId: null } };
    const granting = await call(grant, () => gate.approvals.grant(waiting()));
    gate.freeze.release();
    expect([frozen, granting, await call(CREATE), runs]).toEqual([
      ["frozen", "frozen", "ran"],
      "frozen",
      "ran",
      ["vault.lock", "chat.create"],
    ]);
    const denied = (await everything(gate)).filter(({ result }) => result === "denied");
    expect(denied.map(({ action, detail }) => `${action} ${String(detail["rule"])}`).sort()).toEqual([
      "approvals.grant calls.frozen",
      "chat.create calls.frozen",
      "model.remove calls.frozen",
    ]);
  });

  it("denies what goes over a limit of the person's policy, and names it", async () => {
    const limits = [{ id: "few", calls: ["chat.create"], atMost: 2, inSeconds: 3600 }];
    writeFileSync(home.callPolicy, JSON.stringify({ version: 1, about: "calls", limits }));
    const answers = [await call(CREATE), await call(CREATE), await call(CREATE)];
    const [newest] = (await everything(gate)).filter(({ result }) => result === "denied");
    expect([answers, newest?.detail["rule"]]).toEqual([["ran", "ran", "denied"], "user.few"]);
  });
});
