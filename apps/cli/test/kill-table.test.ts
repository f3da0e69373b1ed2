import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { said, World } from "./kill-table/world.ts";
import { ROWS } from "./kill-table/rows.ts";
import { aftermath, CALM, killAt, WHOLE } from "./kill-table/watch.ts";

// Children are found in /proc.
const canFind = process.platform === "linux";
/** Deaths of one service within a minute after which it is left alone. */
const TOO_OFTEN = 5;

describe.skipIf(!canFind)("a child that is killed (needs /proc)", () => {
  const world = new World();
  beforeAll(async () => {
    await world.begin();
    await world.furnish();
    await world.end();
  }, 120_000);
  afterAll(async () => {
    await world.end();
    world.home.remove();
  });

  describe.each(ROWS.map((rows, index) => ({ console: index + 1, rows })))("console $console", ({ rows }) => {
    beforeAll(async () => {
      await world.begin();
      await world.unlock();
    });
    afterAll(() => world.end());

    it.each(rows.map(([child, point, sees, or]) => [child, point, sees, or ?? null] as const))(
      "%s, %s",
      async (child, point, sees, or) => {
        const seen = await killAt(world, child, point);
        const after = await aftermath(world);
        const expected = [sees, ...(or ? [or] : [])].map((one) => ({ ...CALM, ...one }));
        expect({ seen: expected, after }).toEqual({
          seen: expect.arrayContaining([seen]) as unknown,
          after: WHOLE,
        });
      },
    );
  });

  it("a log that ends again and again is left alone until somebody needs it", async () => {
    await world.begin();
    await world.unlock();
    for (let times = 1; times <= TOO_OFTEN; times++) {
      await world.kill("ledger");
      await world.when(({ ledger }) => ledger.state === "unavailable");
      if (times < TOO_OFTEN) await world.when(({ ledger }) => ledger.state === "ok");
    }
    const first = await said(world.client.call("audit.verify", {}));
    await world.when(({ ledger }) => ledger.state === "ok");
    const second = await said(world.client.call("audit.verify", {}));
    await world.end();
    expect([first, second]).toEqual(["The log cannot be reached at this moment. Try again shortly.", "ok"]);
  });
});
