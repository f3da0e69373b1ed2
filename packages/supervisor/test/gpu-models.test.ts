import { RpcError, type GpuSample } from "@casemate/contract";
import type { Report } from "@casemate/incidents";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { initialState } from "../src/common/initial-state.ts";
import { createStateStore, type StateStore } from "../src/common/state/store.ts";
import { withSample } from "../src/node/gpu/samples.ts";
import { watchStoredModels, type CheckStretch } from "../src/node/gpu/stored-models.ts";
import { readMachine } from "../src/node/health/machine.ts";
import type { Catalogue } from "../src/node/models/catalogue.ts";
import { DEFAULT_SETTINGS } from "../src/node/settings.ts";

type Entry = ReturnType<Catalogue["all"]>[number];

function open(): StateStore {
  const facts = {
    version: "0",
    engine: "0",
    node: "0",
    platform: "test",
    startedAt: "2026-11-01T00:00:00.000Z",
    shell: "serve",
  } as const;
  const state = createStateStore(initialState({ ...facts, settings: DEFAULT_SETTINGS }, readMachine()));
  state.update("vault", (vault) => ({ ...vault, state: "unlocked" as const }));
  return state;
}

/** Models of so many bytes each. */
function storeOf(sizes: readonly number[]): Pick<Catalogue, "all"> {
  const entries = sizes.map((bytes, at) => ({
    summary: { id: `m${String(at)}`, state: "admitted" },
    files: [{ id: `f${String(at)}`, name: "x", bytes, sha256: "" }],
  }));
  return { all: () => entries as unknown as Entry[] };
}

describe("reading stored models again", () => {
  it("reads every byte of every model once in a lap, whatever their sizes and the stretch", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 400 }),
        async (sizes, stretch) => {
          const read = new Map<string, number[]>();
          const check: CheckStretch = async ({ id, bytes }, { from, length }) => {
            const end = Math.min(bytes, from + length);
            read.set(id, [...(read.get(id) ?? []), from, end]);
            return end;
          };
          const context = {
            state: open(),
            incidents: { report: () => undefined, register: { openOnes: () => [] } },
            report: () => undefined,
          };
          const watch = watchStoredModels(context, storeOf(sizes), check);
          for (let step = 0; step < 6000 && watch.seen()?.laps === 0; step++) await watch.step(stretch);
          const gapless = [...read.values()].every((edges) =>
            edges.every((edge, at) => at === 0 || at % 2 === 1 || edge === edges[at - 1]),
          );
          const ends = sizes.map((bytes, at) => read.get(`f${String(at)}`)?.at(-1) === bytes);
          expect([watch.seen()?.laps, gapless, ends.every(Boolean), watch.seen()?.damaged]).toEqual([
            1,
            true,
            true,
            [],
          ]);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("tells a damaged one once, goes on with the others, and takes what could not be read for neither", async () => {
    const reports: Report[] = [];
    const errors: unknown[] = [];
    const state = open();
    const watch = watchStoredModels(
      {
        state,
        incidents: { report: (report) => reports.push(report), register: { openOnes: () => [] } },
        report: (_where, error) => errors.push(error),
      },
      {
        all: () =>
          storeOf([10, 10, 10])
            .all()
            .filter(({ summary }) => !reports.some(({ subject }) => subject.id === summary.id)),
      },
      async ({ id, bytes }) => {
        if (id === "f0") throw new RpcError("damaged", "A piece does not authenticate.");
        if (id === "f1") throw new RpcError("unreadable", "The disk did not answer.");
        return bytes;
      },
    );
    for (let step = 0; step < 9; step++) await watch.step(100);
    const seen = watch.seen();
    state.update("vault", (vault) => ({ ...vault, state: "locked" as const }));
    await watch.step(100);
    expect([
      reports.map(({ class: of, severity, subject }) => [of, severity, subject.id]),
      errors.length > 0,
      seen?.damaged.map(({ id }) => id),
      seen?.unread,
      seen?.count,
      watch.seen(),
    ]).toEqual([
      [["manifest_mismatch", "critical", "m0"]],
      true,
      ["m0"],
      [{ id: "m1", why: "The disk did not answer." }],
      3,
      null,
    ]);
  });

  it("counts no byte that it could not read, and takes a model for read only when all of it was", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 150 }),
        async (broken, stretch) => {
          let mended = false;
          const read = new Map<string, number>();
          const check: CheckStretch = async ({ id, bytes }, { from, length }) => {
            if (broken[Number(id.slice(1))] === true && !mended) throw new Error("EIO: i/o error, read");
            read.set(id, Math.min(bytes, from + length));
            return Math.min(bytes, from + length);
          };
          const context = {
            state: open(),
            incidents: { report: () => undefined, register: { openOnes: () => [] } },
            report: () => undefined,
          };
          const watch = watchStoredModels(context, storeOf(broken.map(() => 100)), check);
          const lap = async (until: number): Promise<void> => {
            for (let step = 0; step < 1000 && (watch.seen()?.laps ?? 0) < until; step++) {
              await watch.step(stretch);
              const { readBytes = 0, laps = 0 } = watch.seen() ?? {};
              const all = [...read.values()].reduce((sum, bytes) => sum + bytes, 0);
              if (laps === 0) expect(readBytes).toBe(all);
            }
          };
          await lap(1);
          const failed = watch.seen()?.unread.map(({ id }) => id);
          mended = true;
          await lap(2);
          expect([failed, watch.seen()?.unread]).toEqual([
            broken.flatMap((one, at) => (one ? [`m${String(at)}`] : [])),
            [],
          ]);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe("samples of the last hour", () => {
  it("are in order, never older than an hour, and begin anew when the clock is set back", () => {
    const at = (minutes: number): string => new Date(Date.UTC(2026, 10, 21) + minutes * 60_000).toISOString();
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 })), (minutes) => {
        let ring: readonly GpuSample[] = [];
        for (const minute of minutes) ring = withSample(ring, { at: at(minute), cards: null });
        const times = ring.map((one) => Date.parse(one.at));
        const ordered = times.every((time, index) => index === 0 || time > (times[index - 1] ?? 0));
        const fresh = times.every((time) => (times.at(-1) ?? 0) - time <= 3_600_000);
        expect([ordered, fresh, ring.at(-1)?.at ?? null]).toEqual([
          true,
          true,
          minutes.length === 0 ? null : at(minutes.at(-1) ?? 0),
        ]);
      }),
    );
  });
});
