import * as fc from "fast-check";
import { createHash } from "node:crypto";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import type { WatchedFile } from "../../common/integrity/watched.ts";
import { READ_AGAIN_MS } from "../../common/integrity/queue.ts";
import { Monitor } from "./monitor.ts";

const root = mkdtempSync(join(tmpdir(), "casemate-monitor-"));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});
const monitors: Monitor[] = [];
afterEach(async () => {
  await Promise.all(monitors.splice(0).map((monitor) => monitor.close()));
});
let made = 0;
const folder = (): string => {
  const path = join(root, String((made += 1)));
  mkdirSync(path);
  return path;
};
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const file = (path: string, text: string, known = true): WatchedFile => ({
  group: "program",
  path,
  bytes: Buffer.byteLength(text),
  sha256: known ? sha256(text) : null,
});

async function watching(
  at: string,
  files: readonly WatchedFile[],
  now: () => number = () => 0,
): Promise<Monitor> {
  const monitor = new Monitor(now);
  monitors.push(monitor);
  await monitor.watch({ program: at }, files);
  return monitor;
}

/** Same length, so that only reading tells. */
const other = (text: string): string => text.replaceAll(/./g, (letter) => (letter === "x" ? "y" : "x"));

/** What may happen to a file, and what has to be said of it then. */
const ACTS: Readonly<Record<string, { act: (path: string, text: string) => void; kind: string | null }>> = {
  nothing: { act: () => undefined, kind: null },
  "written again with the same bytes": {
    act: (path, text) => {
      writeFileSync(path, text);
    },
    kind: null,
  },
  "times set": {
    act: (path) => {
      utimesSync(path, 1, 1);
    },
    kind: null,
  },
  "another file of the same bytes": {
    act: (path, text) => {
      writeFileSync(`${path}.new`, text);
      renameSync(`${path}.new`, path);
    },
    kind: null,
  },
  "one length, other bytes": {
    act: (path, text) => {
      writeFileSync(path, other(text));
    },
    kind: "changed",
  },
  "other bytes and the old times": {
    act: (path, text) => {
      writeFileSync(path, other(text));
      utimesSync(path, 1, 1);
    },
    kind: "changed",
  },
  "cut off": {
    act: (path, text) => {
      truncateSync(path, text.length - 1);
    },
    kind: "changed",
  },
  removed: {
    act: (path) => {
      rmSync(path);
    },
    kind: "missing",
  },
  "a link to the same bytes": {
    act: (path) => {
      renameSync(path, `${path}.old`);
      symlinkSync(`${path}.old`, path);
    },
    kind: "replaced",
  },
  "a folder": {
    act: (path) => {
      rmSync(path);
      mkdirSync(path);
    },
    kind: "replaced",
  },
};

describe("the monitor", () => {
  it.each(Object.entries(ACTS))(
    "after %s says what happened, and as soon as it was read",
    async (_name, { act, kind }) => {
      const at = folder();
      const text = "x".repeat(5000);
      writeFileSync(join(at, "a"), text);
      const monitor = await watching(at, [file("a", text)]);
      await monitor.scan(1e6);
      act(join(at, "a"), text);
      const { changes, intact, unread } = await monitor.scan(1e6);
      expect({ kinds: changes.map((change) => change.kind), intact, unread }).toEqual({
        kinds: kind === null ? [] : [kind],
        intact: kind === null ? 1 : 0,
        unread: 0,
      });
    },
  );

  it("says nothing good of what it has not read, and reads a little at a time", async () => {
    const at = folder();
    const text = "x".repeat(10_000);
    writeFileSync(join(at, "a"), text);
    const monitor = await watching(at, [file("a", text, false)]);
    const seen = [];
    for (let i = 0; i < 4; i++) {
      const { intact, unread, learnt, readBytes } = await monitor.scan(4000);
      seen.push([intact, unread, learnt.map((one) => one.sha256), readBytes]);
    }
    expect(seen).toEqual([
      [0, 1, [], 4000],
      [0, 1, [], 4000],
      [1, 0, [sha256(text)], 2000],
      [1, 0, [sha256(text)], 0],
    ]);
  });

  it("reads from the start again what was touched while it was read", async () => {
    const at = folder();
    const text = "x".repeat(10_000);
    writeFileSync(join(at, "a"), text);
    const monitor = await watching(at, [file("a", text)]);
    await monitor.scan(9000);
    writeFileSync(join(at, "a"), `y${text.slice(1)}`);
    const states = [];
    for (let i = 0; i < 4; i++) {
      const { intact, unread, changed } = await monitor.scan(9000);
      states.push([intact, unread, changed]);
    }
    expect(states.slice(-1)).toEqual([[0, 0, 1]]);
    expect(states.every(([intact]) => intact === 0)).toBe(true);
  });

  it("reads everything again after a day, and nothing before", async () => {
    const at = folder();
    const text = "x".repeat(100);
    writeFileSync(join(at, "a"), text);
    let now = 0;
    const monitor = await watching(at, [file("a", text)], () => now);
    const read = [];
    for (const time of [0, 1, READ_AGAIN_MS - 1, READ_AGAIN_MS, READ_AGAIN_MS + 1]) {
      now = time;
      read.push((await monitor.scan(1e6)).readBytes);
    }
    expect(read).toEqual([100, 0, 0, 100, 0]);
  });

  it("finds exactly what happened to each of many files, whatever it may read at once", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...Object.keys(ACTS)), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 100, max: 9000 }),
        fc.integer({ min: 0, max: 4 }),
        async (acts, budget, scansBefore) => {
          const at = folder();
          const texts = acts.map((_, i) => "x".repeat(1000 + i));
          texts.forEach((text, i) => {
            writeFileSync(join(at, String(i)), text);
          });
          const monitor = await watching(
            at,
            texts.map((text, i) => file(String(i), text)),
          );
          for (let i = 0; i < scansBefore; i++) await monitor.scan(budget);
          acts.forEach((name, i) => {
            ACTS[name]?.act(join(at, String(i)), texts[i] ?? "");
          });
          let last = await monitor.scan(budget);
          for (let i = 0; last.unread > 0 && i < 200; i++) last = await monitor.scan(budget);
          const expected = acts.flatMap((name, i) => {
            const kind = ACTS[name]?.kind ?? null;
            return kind === null ? [] : [[String(i), kind]];
          });
          expect(last.changes.map(({ path, kind }) => [path, kind])).toEqual(expected);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("is told at once when a canary is written, renamed or removed, and not when one is read", async () => {
    const at = folder();
    const texts = ["written", "renamed", "removed", "read"];
    for (const name of texts) writeFileSync(join(at, name), name);
    const monitor = new Monitor(() => 0);
    monitors.push(monitor);
    await monitor.watch(
      { canaries: at },
      texts.map((name) => ({ ...file(name, name), group: "canaries" })),
    );
    const { notified } = await monitor.scan(1e6);
    readFileSync(join(at, "read"));
    const told = [await monitor.touched(1)];
    for (const act of [
      () => {
        writeFileSync(join(at, "written"), "writtem");
      },
      () => {
        renameSync(join(at, "renamed"), join(at, "elsewhere"));
      },
      () => {
        rmSync(join(at, "removed"));
      },
    ]) {
      const next = monitor.touched(60_000);
      act();
      told.push(await next);
      while (await monitor.touched(1)); // a write is told more than once
    }
    const { changes } = await monitor.scan(1e6);
    expect([notified, told, changes.map(({ path, kind }) => [path, kind])]).toEqual([
      true,
      [false, true, true, true],
      [
        ["written", "changed"],
        ["renamed", "missing"],
        ["removed", "missing"],
      ],
    ]);
  });
});
