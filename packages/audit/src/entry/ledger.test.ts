import { connect, processPort, type Client } from "@casemate/contract";
import BetterSqlite3 from "better-sqlite3";
import * as fc from "fast-check";
import { fork, type ChildProcess } from "node:child_process";
import { copyFileSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ledgerContract } from "../common/ledger-contract.ts";
import { leafAt } from "../node/record.ts";
import { copyHome, intent, newHome, note, open, removeHome, writeSampleLog } from "../../test/log-fixture.ts";

/** The bundle that ships; the test run builds it first. */
const ENTRY = join(import.meta.dirname, "../../../../dist/services/ledger.mjs");
const homes: string[] = [];
afterAll(() => {
  homes.forEach(removeHome);
});
function fresh(home: string): string {
  homes.push(home);
  return home;
}

interface Running {
  readonly child: ChildProcess;
  readonly client: Client<typeof ledgerContract>;
  readonly ended: Promise<number | NodeJS.Signals>;
}

function start(home: string): Running {
  const child = fork(ENTRY, { env: { CASEMATE_HOME: home }, stdio: ["ignore", "ignore", "pipe", "ipc"] });
  const port = processPort({
    send: (message) => child.send(message, () => undefined),
    on: (event, listener) => child.on(event, listener),
  });
  const ended = new Promise<number | NodeJS.Signals>((resolve) =>
    child.once("exit", (code, signal) => {
      resolve(code ?? signal ?? "SIGKILL");
    }),
  );
  return { child, client: connect(ledgerContract, port), ended };
}

describe("the ledger child", () => {
  it("survives SIGKILL during appends, again and again: nothing acknowledged is lost, nothing is called damage", async () => {
    const home = fresh(newHome());
    const acknowledged: string[] = [];
    const openIntents: number[] = [];
    // Killed after the first, second … answer while more appends are on their way, so death falls on ever other places.
    for (let round = 0; round < 12; round++) {
      const { child, client, ended } = start(home);
      const { state } = await client.call("ledger.status", {});
      expect(state).toBe("ok");
      let answers = 0;
      const sent = Array.from({ length: 40 + round }, async (_, i) => {
        const { seq, hash } = await client.call(
          "ledger.append",
          i % 2 === 0 ? intent(`act.${String(round)}`) : note("did"),
        );
        acknowledged.push(`${String(seq)} ${hash}`);
        if (i % 2 === 0) openIntents.push(seq);
        if (++answers === 1 + 3 * round) child.kill("SIGKILL");
      });
      await Promise.allSettled(sent);
      await ended;
    }
    const { child, client, ended } = start(home);
    await client.call("ledger.settle", {});
    const { ok, problem } = await client.call("ledger.verify", { depth: "records" });
    await client.call("ledger.checkpoint", {}); // so that closing has nothing left to seal
    const { total } = await client.call("ledger.tail", { before: null, limit: 1 });
    child.disconnect();
    const code = await ended;
    const db = new BetterSqlite3(join(home, "ledger.db"), { readonly: true });
    const log = /"log":"([0-9a-f]{32})"/.exec(
      db.prepare<[], string>("SELECT body FROM record WHERE seq = 0").pluck().get() ?? "",
    )?.[1];
    const all = new Set(
      db
        .prepare<[], { seq: number; digest: Buffer }>("SELECT seq, digest FROM record")
        .all()
        .map(({ seq, digest }) => `${String(seq)} ${leafAt(log ?? "", seq, digest).toString("hex")}`),
    );
    const unknown = db
      .prepare<[], number>(
        "SELECT json_extract(body, '$.intent') FROM record WHERE json_extract(body, '$.result') = 'unknown'",
      )
      .pluck()
      .all();
    db.close();
    expect({ ok, problem, code, total, lost: acknowledged.filter((one) => !all.has(one)) }).toEqual({
      ok: true,
      problem: null,
      code: 0,
      total: all.size,
      lost: [],
    });
    expect([openIntents.filter((seq) => !unknown.includes(seq)), unknown.length]).toEqual([
      [],
      new Set(unknown).size,
    ]);
  });

  it("says in one sentence why it does not start, and ends", async () => {
    const child = fork(ENTRY, { env: {}, stdio: ["ignore", "ignore", "pipe", "ipc"] });
    let said = "";
    child.stderr?.on("data", (text: Buffer) => {
      said += text.toString();
    });
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect([code, said]).toEqual([
      1,
      "ledger: CASEMATE_HOME is not set: the ledger does not know where the log is.\n",
    ]);
  });
});

describe("a power cut", () => {
  /** A log whose last append is still in the write-ahead log, and the files as they stood just before it. */
  function cutOff(): { home: string; before: string; walBefore: number; walAfter: number; size: number } {
    const home = fresh(newHome());
    writeSampleLog(BetterSqlite3, home);
    const ledger = open(BetterSqlite3, home);
    ledger.append(note("before"));
    const before = fresh(copyHome(home));
    const walBefore = statSync(join(home, "ledger.db-wal")).size;
    ledger.append(note("last"));
    const after = fresh(copyHome(home));
    const { size } = ledger.status();
    ledger.close();
    return { home: after, before, walBefore, walAfter: statSync(join(after, "ledger.db-wal")).size, size };
  }

  async function check(home: string): Promise<string> {
    const ledger = open(BetterSqlite3, home);
    const { records } = ledger.tail(null, 3);
    ledger.append(note("goes on"));
    const { ok, problem } = await ledger.verify("records");
    ledger.close();
    return ok ? (records.find(({ action }) => action !== "ledger.sealed")?.action ?? "") : String(problem);
  }

  it("during the commit leaves the log as it was before, at any byte of the write-ahead log", async () => {
    const { home, before, walBefore, walAfter } = cutOff();
    const step = Math.ceil((walAfter - walBefore) / 40);
    const seen = [];
    for (let length = walBefore; length < walAfter; length += step) {
      const copy = fresh(copyHome(home));
      truncateSync(join(copy, "ledger.db-wal"), length);
      // The head file is written after the commit, so it is the one from before.
      copyFileSync(join(before, "ledger.head"), join(copy, "ledger.head"));
      seen.push(await check(copy));
    }
    expect(new Set(seen)).toEqual(new Set(["before"]));
  });

  it("between the commit and the head file keeps the record", async () => {
    const { home, before } = cutOff();
    copyFileSync(join(before, "ledger.head"), join(home, "ledger.head"));
    expect(await check(home)).toBe("last");
  });

  it("that takes the committed write-ahead log away although the head file is newer is not a power cut", async () => {
    const { home, walBefore, size } = cutOff();
    truncateSync(join(home, "ledger.db-wal"), walBefore);
    const ledger = open(BetterSqlite3, home);
    const { problem, firstBad } = await ledger.verify("records");
    ledger.close();
    expect([problem, firstBad]).toEqual(["truncated", size - 1]);
  });
});

describe("a power cut while an epoch is sealed", () => {
  const PLACE = 4096;
  /** The writes beside the database in their order: file and place. */
  const WRITES = [
    ["ledger.key", 0],
    ["ledger.key", 1],
    ["ledger.head", 2],
    ["ledger.head", "checkpoint"],
  ] as const;

  it("is no alarm wherever it comes: after any of the writes, with the next one torn at any byte", async () => {
    const home = fresh(newHome());
    const ledger = open(BetterSqlite3, home);
    ledger.append(note("before"));
    const before = fresh(copyHome(home));
    ledger.seal();
    const after = fresh(copyHome(home));
    const { size } = ledger.status();
    ledger.close();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: WRITES.length - 1 }),
        fc.integer({ min: 0, max: PLACE }),
        fc.constantFrom("old", "zero", "noise"),
        async (whole, torn, rest) => {
          const copy = fresh(copyHome(after));
          const files = {
            "ledger.key": read(before, "ledger.key"),
            "ledger.head": read(before, "ledger.head"),
          };
          WRITES.forEach(([name, place], i) => {
            const at = PLACE * (place === "checkpoint" ? 1 : place);
            const fresh = read(after, name).subarray(at, at + PLACE);
            const length = i < whole ? PLACE : i === whole ? torn : 0;
            fresh.copy(files[name], at, 0, length);
            if (i === whole && rest !== "old")
              files[name].fill(rest === "zero" ? 0 : 0xa5, at + length, at + Math.min(PLACE, length + 512));
          });
          for (const [name, bytes] of Object.entries(files)) writeFileSync(join(copy, name), bytes);
          const opened = open(BetterSqlite3, copy);
          const status = opened.status();
          opened.append(note("goes on"));
          const { ok, problem } = await opened.verify("records");
          opened.close();
          expect([status.state, status.size, ok, problem]).toEqual(["ok", size, true, null]);
        },
      ),
      { numRuns: 60 },
    );
  });

  function read(folder: string, name: string): Buffer {
    return readFileSync(join(folder, name));
  }
});
