import { expect, it } from "vitest";
import { initialState } from "../initial-state.ts";
import { becauseOfIncident } from "./because.ts";

type Slice = Parameters<typeof becauseOfIncident>[0];
const NONE: Slice = initialState(
  { startedAt: "2026-11-21T10:00:00.000Z" } as Parameters<typeof initialState>[0],
  { memoryBytes: 0, cores: 1, swap: "off" },
).incidents;
const item = (severity: string, message: string): Slice["items"][number] =>
  ({ severity, summary: { code: "c", message } }) as Slice["items"][number];

it("names the gravest incident, and only while one has frozen what acts", () => {
  const items = [item("low", "Little."), item("critical", "The engine was changed."), item("high", "Log.")];
  expect([
    becauseOfIncident(NONE),
    becauseOfIncident({ ...NONE, items }),
    becauseOfIncident({ ...NONE, frozen: true }),
    becauseOfIncident({ ...NONE, frozen: true, items }),
  ]).toEqual(["", "", "", " Casemate contains an incident: The engine was changed."]);
});
