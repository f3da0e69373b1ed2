import { RpcError, type Caller } from "@casemate/contract";
import * as fc from "fast-check";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { readCallPolicyFile } from "../src/node/calls/read-call-policy.ts";
import { checkTrace, traceOfRecords } from "../src/node/calls/trace.ts";
import { prepareHome, type Home } from "../src/node/home.ts";
import { everything, startGate, type Gate } from "./gate.ts";

const CALLER: Caller = { via: "socket", session: "0123456789abcdef" };
/** What becomes of a call. */
const FATES = [
  "answers",
  "throws",
  "is denied",
  "needs an approval",
  "loses the ledger",
  "dies with the console",
] as const;
type Fate = (typeof FATES)[number];

const gates: Gate[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const gate of gates.splice(0)) await gate.end();
  folders.splice(0).forEach((folder) => {
    rmSync(folder, { recursive: true, force: true });
  });
});

async function start(home: Home): Promise<Gate> {
  const gate = await startGate(home);
  gates.push(gate);
  return gate;
}

/** Runs one call to its end; "dies with the console" answers the next console. */
async function call(shell: Gate, home: Home, fate: Fate): Promise<Gate> {
  const danger = fate === "needs an approval";
  shell.state.update("vault", (vault) => ({ ...vault, state: fate === "is denied" ? "locked" : "unlocked" }));
  const admission = {
    caller: CALLER,
    name: danger ? "model.remove" : "chat.create",
    risk: danger ? ("danger" as const) : ("act" as const),
    input: { modelId: "a".repeat(32) },
  };
  if (fate === "dies with the console") {
    // The call never comes back: its console is gone before it could.
    await new Promise<void>((running) => {
      void shell.authorise(admission, () => {
        running();
        return new Promise(() => undefined);
      });
    });
    await shell.end();
    return start(home);
  }
  const run = async (): Promise<unknown> => {
    if (fate === "throws") throw new RpcError("io", "The disk failed.");
    if (fate === "loses the ledger") await shell.spawner.endAll(["ledger"]);
    return {};
  };
  const answer = await shell.authorise(admission, run).catch((error: unknown) => error);
  if (danger) {
    const { id = "" } = shell.state.get("approvals").find(({ state }) => state === "pending") ?? {};
    await shell.approvals.grant(id);
  }
  expect(answer instanceof RpcError ? answer.code : "ok").toBe(
    {
      answers: "ok",
      throws: "io",
      "is denied": "locked",
      "needs an approval": "approval_required",
      "loses the ledger": "ok",
    }[fate],
  );
  await back(shell);
  return shell;
}

/** A ledger that was killed comes back by itself. */
async function back({ state, ledger }: Gate): Promise<void> {
  if (ledger.available()) return;
  await new Promise<void>((resolve) => {
    const stop = state.subscribe(() => {
      if (!ledger.available()) return;
      stop();
      resolve();
    });
  });
}

function calls({ callPolicy }: Home): ReturnType<typeof readCallPolicyFile> {
  return readCallPolicyFile(callPolicy, false);
}

describe("calls in the log (after npm run build)", () => {
  it("have exactly one intent and one outcome, whatever becomes of them", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...FATES), { minLength: 1, maxLength: 6 }), async (fates) => {
        const folder = mkdtempSync(join(tmpdir(), "casemate-calls-"));
        folders.push(folder);
        const home = prepareHome(folder);
        let shell = await start(home);
        for (const fate of fates) shell = await call(shell, home, fate);
        const records = await everything(shell);
        const intents = records.filter(({ kind }) => kind === "intent");
        const results = intents
          .sort((a, b) => a.seq - b.seq)
          .map(({ seq }) => records.filter((record) => record.intent === seq).map(({ result }) => result));
        const { ok, unfinished } = await shell.ledger.verify("records");
        const expected: Record<Fate, string> = {
          answers: "ok",
          throws: "failed",
          "is denied": "denied",
          "needs an approval": "ok",
          "loses the ledger": "ok",
          "dies with the console": "unknown",
        };
        expect([results, ok, unfinished]).toEqual([fates.map((fate) => [expected[fate]]), true, 0]);
        expect(intents.every(({ detail }) => /^[0-9a-f]{64}$/.test(String(detail["arguments"])))).toBe(true);
        // What was decided can be asked again from the record alone.
        const replayed = checkTrace(traceOfRecords(records.toReversed()), calls(home));
        expect(replayed.map(({ outcome }) => outcome)).toEqual(intents.map(() => "same"));
      }),
      { numRuns: 8, examples: [[[...FATES]]] },
    );
  });
});
