import type { IncidentSummary } from "@casemate/contract";
import type { Console } from "@casemate/supervisor";
import { createFakeClock } from "@casemate/testkit";
import { describe, expect, it } from "vitest";
import { watchCritical } from "./critical-notice.ts";
import type { ElectronParts } from "./electron-parts.ts";

/** The system's notifications as a list, and a state of which only the incidents are looked at. */
function setUp({ supported = true } = {}) {
  const clock = createFakeClock();
  const shown: Record<string, unknown>[] = [];
  const clicks: (() => void)[] = [];
  let items: Pick<IncidentSummary, "id" | "severity" | "reminded">[] = [];
  let open = 0;
  const listeners = new Set<(change: { slice: string }) => void>();
  class Notification {
    readonly options: Record<string, unknown>;
    static isSupported = (): boolean => supported;
    constructor(options: Record<string, unknown>) {
      this.options = options;
    }
    on(_event: string, listener: () => void): void {
      clicks.push(listener);
    }
    show(): void {
      shown.push(this.options);
      open += 1;
    }
    close(): void {
      open -= 1;
    }
  }
  const state = {
    get: () => ({ items }),
    subscribe: (listener: (change: { slice: string }) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } as unknown as Console["state"];
  let raised = 0;
  const stop = watchCritical({ Notification } as unknown as ElectronParts, state, clock, () => (raised += 1));
  return {
    clock,
    shown,
    stop,
    click: () => clicks.at(-1)?.(),
    raised: () => raised,
    open: () => open,
    now: (...incidents: [id: string, severity: IncidentSummary["severity"], reminders?: number][]) => {
      items = incidents.map(([id, severity, count = 0]) => {
        return { id, severity, reminded: count === 0 ? null : { at: "2026-01-01T00:00:00.000Z", count } };
      });
      listeners.forEach((listener) => {
        listener({ slice: "incidents" });
      });
    },
  };
}

describe("the system's notification", () => {
  it("comes for critical incidents alone, once each, and holds nothing of them", () => {
    const { now, shown, clock } = setUp();
    now(["a", "high"], ["b", "medium"]);
    const before = shown.length;
    now(["a", "critical"], ["b", "medium"]);
    clock.advance(60_000);
    now(["a", "critical"]);
    expect([before, shown]).toEqual([
      0,
      [{ title: "Casemate: something critical happened", urgency: "critical" }],
    ]);
  });

  it("comes once for a storm, and once more when something came after the first", () => {
    const { now, shown, clock } = setUp();
    now(["a", "critical"]);
    for (let i = 0; i < 1_000; i++) now(["a", "critical"], [`b${String(i)}`, "critical"]);
    const during = shown.length;
    clock.advance(30_000);
    clock.advance(60_000);
    expect([during, shown.length]).toEqual([1, 2]);
  });

  it("comes again when nobody answered in time, for critical ones alone", () => {
    const { now, shown, clock } = setUp();
    now(["a", "critical"], ["b", "high"]);
    clock.advance(3_600_000);
    now(["a", "critical", 1], ["b", "high", 1]);
    clock.advance(60_000);
    now(["a", "critical", 1], ["b", "high", 2]);
    expect(shown.length).toBe(2);
  });

  it("raises the window when it is pressed, and is gone when Casemate ends", () => {
    const { now, click, raised, open, stop } = setUp();
    now(["a", "critical"]);
    click();
    const standing = open();
    stop();
    now(["a", "critical"], ["b", "critical"]);
    expect([raised(), standing, open()]).toEqual([1, 1, 0]);
  });

  it("is left out where the system has none", () => {
    const { now, shown } = setUp({ supported: false });
    now(["a", "critical"]);
    expect(shown).toEqual([]);
  });
});
