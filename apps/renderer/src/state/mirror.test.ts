import type { State } from "@casemate/contract";
import fc from "fast-check";
import { expect, it } from "vitest";
import { mirror, type Change, type MirrorTarget, type StateSource } from "./mirror.ts";

/** A supervisor in memory: counts revisions, emits changes, answers snapshots when the test lets it. */
function source() {
  let rev = 0;
  let jobs: State["jobs"] = [];
  let snapshots = 0;
  const listeners = new Set<(change: Change) => void>();
  const waiting: (() => void)[] = [];
  const made: StateSource = {
    call: async () => {
      snapshots += 1;
      const answer = { rev, state: withJobs(jobs) };
      await new Promise<void>((resolve) => waiting.push(resolve));
      return answer;
    },
    on: (_, listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const step = (): Change => {
    rev += 1;
    jobs = [{ ...job(), label: String(rev) }];
    return { rev, slice: "jobs", value: jobs };
  };
  const release = async (): Promise<void> => {
    waiting.splice(0).forEach((resolve) => {
      resolve();
    });
    await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    made,
    step,
    release,
    emit: (change: Change) => {
      listeners.forEach((listener) => {
        listener(change);
      });
    },
    snapshots: () => snapshots,
    label: () => String(rev),
  };
}

/** The mirror looks into no slice of a snapshot (the client has parsed it): one slice stands for all. */
function withJobs(jobs: State["jobs"]): State {
  return { jobs } as unknown as State;
}

function job(): State["jobs"][number] {
  return {
    id: "0".repeat(32),
    kind: "verify",
    subject: null,
    label: "",
    stage: null,
    done: 0,
    total: null,
    etaMs: null,
    state: "running",
    error: null,
    startedAt: "2026-11-21T00:00:00.000Z",
    endedAt: null,
  };
}

function target(): MirrorTarget & { state: State | null } {
  const made: MirrorTarget & { state: State | null } = {
    state: null,
    replace: (state) => {
      made.state = state;
    },
    set: (slice, value) => {
      if (made.state) made.state = { ...made.state, [slice]: value };
    },
  };
  return made;
}

const never = (error: unknown): void => {
  throw error as Error;
};

it("keeps a change that lands between asking and the snapshot", async () => {
  const from = source();
  const to = target();
  const started = mirror(from.made, to, never);
  from.emit(from.step());
  await from.release();
  await started;
  expect([to.state?.jobs[0]?.label, from.snapshots()]).toEqual(["1", 1]);
});

it("drops what the snapshot already contains", async () => {
  const from = source();
  const to = target();
  const old = from.step();
  from.step();
  const started = mirror(from.made, to, never);
  from.emit(old);
  await from.release();
  await started;
  expect([to.state?.jobs[0]?.label, from.snapshots()]).toEqual(["2", 1]);
});

it("asks again after a gap, after an unknown slice and after a value that does not parse", async () => {
  const from = source();
  const to = target();
  const started = mirror(from.made, to, never);
  await from.release();
  await started;
  from.step();
  from.emit(from.step());
  await from.release();
  const afterGap = to.state?.jobs[0]?.label;
  from.emit({ ...from.step(), slice: "__proto__" });
  await from.release();
  const afterUnknown = to.state?.jobs[0]?.label;
  from.emit({ ...from.step(), value: [{ id: "not a job" }] });
  await from.release();
  expect([afterGap, afterUnknown, to.state?.jobs[0]?.label, from.snapshots()]).toEqual(["2", "3", "4", 4]);
});

it("does not lose a gap that is found while the held changes are applied", async () => {
  const from = source();
  const to = target();
  const started = mirror(from.made, to, never);
  from.step();
  from.emit(from.step()); // held with a gap before it
  await from.release();
  await from.release();
  await started;
  expect([to.state?.jobs[0]?.label, from.snapshots()]).toEqual(["2", 2]);
});

it("tells when a later snapshot fails", async () => {
  const from = source();
  const errors: unknown[] = [];
  const started = mirror(from.made, target(), (error) => errors.push(error));
  await from.release();
  await started;
  from.made.call = () => Promise.reject(new Error("gone"));
  from.step();
  from.emit(from.step());
  await new Promise((resolve) => setImmediate(resolve));
  expect(errors).toEqual([new Error("gone")]);
});

it("ends equal to the source whatever is dropped, repeated or swapped", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom("deliver", "drop", "twice", "late", "answer"), { maxLength: 40 }),
      async (steps) => {
        const from = source();
        const to = target();
        const started = mirror(from.made, to, never);
        let late: Change[] = [];
        for (const step of steps) {
          if (step === "answer") {
            await from.release();
            continue;
          }
          const change = from.step();
          if (step === "late") late.push(change);
          else if (step !== "drop") from.emit(change);
          if (step === "twice") from.emit(change);
          if (step === "deliver") {
            late.forEach((one) => {
              from.emit(one);
            });
            late = [];
          }
        }
        from.emit(from.step());
        for (let round = 0; round < 4; round += 1) await from.release();
        await started;
        expect(to.state?.jobs[0]?.label).toBe(from.label());
      },
    ),
    { numRuns: 60 },
  );
});
