import { RpcError } from "@casemate/contract";
import { createFakeClock } from "@casemate/testkit";
import { describe, expect, it } from "vitest";
import { testState } from "./state/test-state.ts";
import { createJobs, stoppedByLock } from "./jobs.ts";

function jobsAt(): {
  clock: ReturnType<typeof createFakeClock>;
  state: ReturnType<typeof testState>;
  jobs: ReturnType<typeof createJobs>;
} {
  const clock = createFakeClock();
  const state = testState();
  let next = 0;
  return { clock, state, jobs: createJobs(state, clock, () => String(++next).padStart(32, "0")) };
}

describe("a job", () => {
  it("shows progress at most every 200 ms, each new stage at once, with an estimate", () => {
    const { clock, state, jobs } = jobsAt();
    const job = jobs.start("import", "Importing x", null);
    const shown: unknown[] = [];
    state.subscribe(({ value }) =>
      shown.push(
        (value as { stage: string; done: number; etaMs: number | null }[]).map(({ stage, done, etaMs }) => [
          stage,
          done,
          etaMs,
        ]),
      ),
    );
    job.progress({ stage: "reading", done: 0, total: 100 });
    clock.advance(100);
    job.progress({ done: 10 });
    clock.advance(100);
    job.progress({ done: 20 });
    job.progress({ stage: "format", done: 20 });
    job.finish();
    job.progress({ done: 99 });
    expect(shown).toEqual([
      [["reading", 0, null]],
      [["reading", 20, 800]],
      [["format", 20, null]],
      [["format", 20, null]],
    ]);
  });

  it("that is cancelled aborts its signal and ends as cancelled, whatever it throws", () => {
    const { state, jobs } = jobsAt();
    const job = jobs.start("inspect", "Inspecting x", null);
    expect([jobs.busyWith(), jobs.cancel(job.id), job.signal.aborted]).toEqual(["Inspecting x", true, true]);
    job.fail(new Error("killed"));
    expect([state.get("jobs").map((one) => one.state), jobs.busyWith(), jobs.cancel(job.id)]).toEqual([
      ["cancelled"],
      null,
      false,
    ]);
  });

  it("that fails says our sentence, and nothing of an error that is not ours", () => {
    const { state, jobs } = jobsAt();
    jobs.start("import", "a", null).fail(new RpcError("disk_full", "The disk is full."));
    jobs.start("import", "b", null).fail(new Error("/home/someone/secret.gguf"));
    expect(state.get("jobs").map((job) => job.error)).toEqual([
      { code: "disk_full", message: "The disk is full." },
      { code: "internal", message: "Something inside Casemate failed. Nothing was kept." },
    ]);
  });

  it("that ended stays visible, the newest twenty", () => {
    const { state, jobs } = jobsAt();
    for (let index = 0; index < 30; index++) jobs.start("load", String(index), null).finish();
    expect(state.get("jobs").map((job) => job.label)).toEqual(
      Array.from({ length: 20 }, (_, index) => String(index + 10)),
    );
  });

  it("that can go on waits from the lock to the next unlock, under its id and without the file's name; others are cancelled", () => {
    const { state, jobs } = jobsAt();
    const shown = (): unknown =>
      state.get("jobs").map(({ id, ...job }) => [Number(id), job.state, job.label, job.error?.message]);
    jobs.start("import", "Importing ended", null).finish();
    const goesOn = jobs.start("import", "Importing secret.gguf", null);
    goesOn.goesOn("Then from the start.");
    const load = jobs.start("load", "Loading secret", null);
    const byHand = jobs.start("inspect", "Inspecting secret", null);
    byHand.goesOn("Then again.");
    jobs.cancel(byHand.id);
    jobs.lock();
    const signals = [goesOn, load, byHand].map(({ signal }) => stoppedByLock(signal));
    [goesOn, load, byHand].forEach((job) => {
      job.fail(new Error("killed"));
    });
    const locked = shown();
    const again = jobs.start("import", "Importing secret.gguf", null, goesOn.id);
    jobs.forgetWaiting();
    goesOn.finish(); // late news of the first try
    again.progress({ stage: "reading", done: 1 });
    expect({ signals, locked, busy: jobs.busyWith(), unlocked: shown() }).toEqual({
      signals: [true, true, false],
      locked: [
        [2, "waiting", "Importing a file", "Waits until the vault is unlocked. Then from the start."],
        [3, "cancelled", "Loading a model", "Stopped because the vault was locked."],
        [4, "cancelled", "Inspecting a file", "Cancelled."],
      ],
      busy: "Importing secret.gguf",
      unlocked: [
        [3, "cancelled", "Loading a model", "Stopped because the vault was locked."],
        [4, "cancelled", "Inspecting a file", "Cancelled."],
        [2, "running", "Importing secret.gguf", undefined],
      ],
    });
  });
});
