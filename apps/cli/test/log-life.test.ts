import { growLogForBench, openLedger, type LedgerEntry } from "@casemate/audit";
import type { AppContract, AuditRecord, Out, RpcError } from "@casemate/contract";
import { createTestHome, runCasemate, serveCasemate, type TestHome } from "@casemate/testkit";
import Sqlite from "better-sqlite3";
import { mkdirSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { attach, stateOf, until } from "./client.ts";

const DAY_MS = 24 * 60 * 60_000;
/** One record a day for longer than a year. */
const DAYS = 400;
const KEPT_DAYS = 100;
/** So many that checking them takes longer than pressing Ctrl C. */
const MANY = 60_000;

let home: TestHome;
beforeEach(() => {
  home = createTestHome();
  mkdirSync(home.root, { mode: 0o700 });
});
afterEach(() => {
  home.remove();
});

function note(detail: LedgerEntry["detail"]): LedgerEntry {
  const about = { actor: "casemate", action: "model.admitted", subject: null } as const;
  return { ...about, kind: "note", intent: null, result: null, detail };
}

async function session(work: (client: Awaited<ReturnType<typeof attach>>) => Promise<void>): Promise<void> {
  const served = await serveCasemate(home);
  const client = await attach(home);
  try {
    await work(client);
  } finally {
    client.close();
    await served.stop();
  }
}

describe("retention", () => {
  it("by age forgets what is older, to the day, and nothing that is younger; everything verifies on", async () => {
    let day = DAYS;
    const ledger = openLedger({ Sqlite, home: home.root, now: () => new Date(Date.now() - day * DAY_MS) });
    for (; day > 0; day--) ledger.append(note({ day }));
    ledger.close();
    await session(async (client) => {
      const prune = { olderThanDays: KEPT_DAYS };
      const asked = await client
        .call("audit.prune", prune)
        .catch((error: unknown) => (error as RpcError).code);
      const [request] = (await stateOf(client)).approvals;
      // Without a vault, a terminal is asked for nothing more.
      await client.call("approvals.grant", { id: request?.id ?? "", secretId: null });
      const left: AuditRecord[] = [];
      for (let before: number | null = (await stateOf(client)).ledger.size; before !== null;) {
        const wanted = { before, limit: 500, action: "model.admitted" };
        const page: Out<AppContract["audit.tail"]> = await client.call("audit.tail", wanted);
        left.push(...page.records);
        before = page.next;
      }
      const { ok } = await client.call("audit.verify", {});
      expect([asked, left.map(({ detail }) => detail["day"]), ok, request?.sentence]).toEqual([
        "approval_required",
        Array.from({ length: KEPT_DAYS - 1 }, (_, i) => i + 1),
        true,
        expect.stringContaining(`older than ${String(KEPT_DAYS)} days`),
      ]);
    });
  });
});

describe("a verification", () => {
  it("ends with Ctrl C, in somebody else's console too, says how far it came, and changes nothing", async () => {
    growLogForBench(Sqlite, home.root, MANY, note({ count: 7 }));
    await session(async (client) => {
      const running = until(client, ({ ledger }) => ledger.verifying !== null);
      const { code, stdout, stderr } = await runCasemate(home, ["audit", "verify", "--json"], {
        interrupt: running,
      });
      const { ledger } = await stateOf(client);
      const idle = await client.call("audit.stopVerify", {});
      expect([code, stdout, stderr, ledger.state, ledger.verifying, ledger.verifiedAt, idle]).toEqual([
        1,
        "",
        expect.stringMatching(
          /^casemate: Stopped\. Nothing bad was found in the first \d+ of \d+ records\./m,
        ),
        "ok",
        null,
        null,
        { stopped: false },
      ]);
    });
  });
});
