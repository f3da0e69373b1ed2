import type { AuditRecord, State } from "@casemate/contract";
import type { Baseline } from "@casemate/gpu-watch";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Home } from "../home.ts";
import { loadBaseline, saveBaseline } from "./baseline-file.ts";
import { createBaselineNote, keepingBaselineNote, type LogSays } from "./baseline-note.ts";
import type { GpuContext } from "./gpu-context.ts";

let root: string;
let home: Home;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "casemate-baseline-"));
  home = { gpuBaseline: join(root, "gpu-baseline"), gpuKey: join(root, "gpu-baseline.key") } as Home;
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const BASELINE: Baseline = {
  ...{ capturedAt: "2026-11-21T10:00:00.000Z", platform: "linux", kernel: "1", bootId: "1" },
  ...{ hypervisor: "none", cards: [], modules: [], nodes: [], processes: [], engine: null, timing: null },
  sources: null,
};
const NONE: LogSays = { is: "none" };
const UNKNOWN: LogSays = { is: "unknown" };
const captured = (sha256: string | null): LogSays => ({ is: "captured", sha256: sha256 ?? "" });

describe("the baseline's file beside what the log says", () => {
  it("is the one captured last, another one signed here, or one that nobody vouches for", () => {
    const first = saveBaseline(home, BASELINE).known.state.sha256;
    const old = readFileSync(home.gpuBaseline);
    const second = saveBaseline(home, { ...BASELINE, kernel: "2" }).known.state.sha256;
    const says = [captured(second), captured(first), NONE, UNKNOWN];
    const now = says.map((log) => loadBaseline(home, log));
    writeFileSync(home.gpuBaseline, old);
    expect([
      now.map(({ state, baseline }) => [state.state, baseline?.kernel]),
      loadBaseline(home, captured(second)),
    ]).toEqual([
      [
        ["ok", "2"],
        ["other", undefined],
        ["unvouched", "2"],
        ["unvouched", "2"],
      ],
      { state: { state: "other", capturedAt: null, cards: null, sha256: first }, baseline: null },
    ]);
  });

  it("is gone where the log or a key says that there was one, and never absent where nobody can say", () => {
    const states = (): string[] =>
      [captured("0".repeat(64)), NONE, UNKNOWN].map((log) => loadBaseline(home, log).state.state);
    const never = states();
    writeFileSync(home.gpuKey, `${Buffer.alloc(32, 7).toString("base64")}\n`);
    expect([never, states()]).toEqual([
      ["gone", "absent", "unvouched"],
      ["gone", "gone", "gone"],
    ]);
  });

  it("that cannot be written leaves nothing behind: no key of a baseline that never was, no half file", () => {
    mkdirSync(home.gpuBaseline);
    expect(() => saveBaseline(home, BASELINE)).toThrow("The baseline could not be written");
    rmSync(home.gpuBaseline, { recursive: true });
    mkdirSync(`${home.gpuBaseline}.new`);
    expect(() => saveBaseline(home, BASELINE)).toThrow("The baseline could not be written");
    expect([existsSync(home.gpuKey), readdirSync(root)]).toEqual([false, ["gpu-baseline.new"]]);
  });
});

interface Log {
  readonly context: GpuContext;
  readonly records: { action: string; detail: AuditRecord["detail"]; at: string }[];
  readonly asked: () => number;
  show(change: Partial<State["ledger"]>): void;
}

function log(): Log {
  let ledger = { state: "ok", log: "one", recovered: null } as State["ledger"];
  let asked = 0;
  const records: Log["records"] = [];
  const context = {
    state: { get: () => ledger },
    report: () => undefined,
    ledger: {
      flush: () => Promise.resolve(),
      note: (action: string, _subject: null, detail: AuditRecord["detail"]) =>
        records.unshift({ action, detail, at: "2026-11-21T10:00:00.000Z" }),
      tail: () => {
        asked++;
        return ledger.state === "unavailable"
          ? Promise.reject(new Error("away"))
          : Promise.resolve({ records: records.slice(0, 1), total: 0, next: null });
      },
    },
  } as unknown as GpuContext;
  return {
    context,
    records,
    asked: () => asked,
    show: (change) => {
      ledger = { ...ledger, ...change };
    },
  };
}

describe("what the log says of the baseline", () => {
  it("is asked once, remembered while the log is away, and worth nothing from one that is damaged or was begun anew", async () => {
    const { context, asked, show } = log();
    const note = createBaselineNote(context);
    note.captured({ sha256: "a".repeat(64), key: "k", cards: 1 });
    const another = createBaselineNote(context);
    const says = [await note.read(), await another.read(), await another.read()];
    show({ state: "unavailable" });
    says.push(await another.read(), await createBaselineNote(context).read());
    show({ state: "damaged" });
    says.push(await another.read());
    expect([says.map(({ is }) => is), asked()]).toEqual([
      ["captured", "captured", "captured", "captured", "unknown", "unknown"],
      1,
    ]);
  });

  it("is unknown, not none, in a log that was begun anew, until a person took note of that", async () => {
    const { context, show } = log();
    show({ recovered: "it was damaged" });
    const note = createBaselineNote(context);
    const before = await note.read();
    show({ recovered: null });
    expect([before.is, (await note.read()).is]).toEqual(["unknown", "none"]);
  });

  it("is written again when the log forgets, or another one takes its place", async () => {
    const { context, records } = log();
    const detail = { sha256: "a".repeat(64), key: "k", cards: 1 };
    context.ledger.note("gpu.baseline", null, detail);
    const answer = await keepingBaselineNote(context.ledger, () => {
      records.splice(0);
      return Promise.resolve("done");
    });
    expect([answer, records.map((one) => [one.action, one.detail])]).toEqual([
      "done",
      [["gpu.baseline", { ...detail, since: "2026-11-21T10:00:00.000Z" }]],
    ]);
  });
});
