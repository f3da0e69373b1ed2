import { RpcError, type AuditRecord, type Caller } from "@casemate/contract";
import * as fc from "fast-check";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createApprovals } from "../src/common/approvals.ts";
import { createCallLimits } from "../src/common/call-limits.ts";
import { systemClock } from "../src/common/clock.ts";
import { createFreeze } from "../src/common/freeze.ts";
import { initialState } from "../src/common/initial-state.ts";
import { createStateStore, type StateStore } from "../src/common/state/store.ts";
import { createCalls } from "../src/node/calls/call-policy.ts";
import { readCallPolicyFile } from "../src/node/calls/read-call-policy.ts";
import { checkTrace, traceOfRecords } from "../src/node/calls/trace.ts";
import { boundNow } from "../src/node/calls/question.ts";
import { createAuthoriser, type Authorise, type Explain } from "../src/node/console/authorise.ts";
import { createLedgerLink, type LedgerLink } from "../src/node/console/ledger-link.ts";
import { createIncidents } from "../src/node/incidents/incidents.ts";
import { readMachine } from "../src/node/health/machine.ts";
import { prepareHome, type Home } from "../src/node/home.ts";
import { createSpawner, type Spawner } from "../src/node/hosts/spawn-service.ts";
import { DEFAULT_SETTINGS } from "../src/node/settings.ts";
import { root } from "./bundle-probes.ts";

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

interface Shell {
  readonly state: StateStore;
  readonly spawner: Spawner;
  readonly ledger: LedgerLink;
  readonly authorise: Authorise;
  readonly grant: (id: string) => Promise<unknown>;
}

const folders: string[] = [];
const shells: Shell[] = [];
afterEach(async () => {
  for (const shell of shells.splice(0)) {
    await shell.ledger.stop();
    await shell.spawner.endAll(null);
  }
  folders.splice(0).forEach((folder) => {
    rmSync(folder, { recursive: true, force: true });
  });
});

async function start(home: Home): Promise<Shell> {
  const state = createStateStore(
    initialState(
      {
        version: "0",
        engine: "0",
        node: "0",
        platform: "test",
        startedAt: "2026-11-01T00:00:00.000Z",
        shell: "serve",
        settings: DEFAULT_SETTINGS,
      },
      readMachine(),
    ),
  );
  const spawner = createSpawner({
    node: process.execPath,
    servicesDir: join(root, "dist/services"),
    manifest: null,
    nodeModules: join(root, "node_modules"),
  });
  const report = (): void => undefined;
  const ledger = createLedgerLink({ state, clock: systemClock, spawner, home, report });
  const calls = createCalls({ home, state, ledger });
  let ids = 0;
  const newId = (): string => (++ids).toString(16).padStart(32, "0");
  const freeze = createFreeze(state);
  const incidents = createIncidents({ state, clock: systemClock, ledger, freeze, newId, report });
  const approvals = createApprovals({
    state,
    clock: systemClock,
    newId,
    subjectOf: () => "subject",
    boundNow: () => boundNow({ state, calls }),
    onExpired: () => undefined,
  });
  const explain: Explain = () => ({
    sentence: "Remove it.",
    risk: "It is gone.",
    evidence: [],
    diff: [],
    subject: "subject",
  });
  const limits = createCallLimits(systemClock);
  const parts = { state, ledger, approvals, report, calls, limits, freeze, incidents };
  const authorise = createAuthoriser(parts as never, explain);
  await ledger.start();
  await incidents.start();
  const shell = { state, spawner, ledger, authorise, grant: (id: string) => approvals.grant(id) };
  shells.push(shell);
  return shell;
}

/** Runs one call to its end; "dies with the console" answers the next console. */
async function call(shell: Shell, home: Home, fate: Fate): Promise<Shell> {
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
    await shell.ledger.stop();
    await shell.spawner.endAll(null);
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
    await shell.grant(id);
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
async function back({ state, ledger }: Shell): Promise<void> {
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

async function everything({ ledger }: Shell): Promise<AuditRecord[]> {
  await ledger.flush();
  const { records } = await ledger.tail({
    before: null,
    limit: 500,
    text: "",
    subjects: [],
    kind: null,
    result: null,
    action: "",
    own: true,
  });
  return records;
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
