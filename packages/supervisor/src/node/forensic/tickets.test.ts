import { createFakeClock } from "@casemate/testkit";
import { expect, it } from "vitest";
import { createTickets, type TakenBundle } from "./tickets.ts";

const bundle: TakenBundle = {
  caller: { via: "browser", session: "s" },
  name: "casemate-log.tar",
  bytes: () => new Uint8Array(3),
};

it("opens the bundle once, within a minute, and only under its newest name", () => {
  const clock = createFakeClock();
  let ids = 0;
  const tickets = createTickets(clock, () => `ticket ${String(++ids)}`);
  const replaced = tickets.issue(bundle);
  const newest = tickets.issue(bundle);
  const seen = [tickets.take("ticket 9"), tickets.take(replaced), tickets.take(newest), tickets.take(newest)];
  const old = tickets.issue(bundle);
  clock.advance(60_001);
  expect([...seen, tickets.take(old)]).toEqual([null, null, bundle, null, null]);
});
