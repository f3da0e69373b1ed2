import { createFakeClock } from "@casemate/testkit";
import { expect, it } from "vitest";
import { testState } from "../../common/state/test-state.ts";
import { createKnownAnswers } from "./known-answers.ts";

type Context = Parameters<typeof createKnownAnswers>[0];

it("a test whose folder cannot be made says so, starts nothing, and stands in the way of no other", async () => {
  const state = testState();
  let started = 0;
  const answers = createKnownAnswers({
    clock: createFakeClock(),
    state,
    home: { run: "/there-is-none" } as Context["home"],
    spawner: {
      spawn: () => {
        started += 1;
        return Promise.reject(new Error("started all the same"));
      },
    } as unknown as Context["spawner"],
    report: () => undefined,
    hiddenPage: null,
  });
  const codes: unknown[] = [];
  for (const depth of ["quick", "deep"] as const)
    codes.push(
      await answers.run(depth, null, []).catch((error: unknown) => (error as { code?: string }).code),
    );
  expect([codes, started, state.get("machine").computing, await answers.stop()]).toEqual([
    ["no_room", "no_room"],
    0,
    null,
    false,
  ]);
});
