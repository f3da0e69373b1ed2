import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Card } from "../common/card.ts";
import { factName, standingOf } from "../common/baseline/standing.ts";
import { explainDrift } from "../common/baseline/explain.ts";
import type { Look } from "../common/look.ts";
import { UNKNOWN } from "../common/sources/reading.ts";
import { baselineOf, cardsOf, lookOf } from "./scenes.ts";

const CARDS = cardsOf("nvidia-consumer-two-v11.xml");
const LOOK = lookOf(CARDS);
const BASELINE = baselineOf(LOOK);
const known = (value: string): Card["driver"] => ({ is: "known", value, raw: value });
const [FIRST, ...OTHERS] = CARDS as [Card, ...Card[]];

/** Ways in which a machine becomes another one, and those in which the same can no longer be seen. */
const CHANGED: readonly [string, Partial<Look>, Partial<Look>][] = [
  ["hypervisor", { hypervisor: "KVM or QEMU" }, { hypervisor: null }],
  [
    "driver",
    { cards: [{ ...FIRST, driver: known("1.0") }, ...OTHERS] },
    { cards: [{ ...FIRST, driver: UNKNOWN }, ...OTHERS] },
  ],
  [
    "vbios",
    { cards: [{ ...FIRST, vbios: known("1.0") }, ...OTHERS] },
    { cards: [{ ...FIRST, vbios: UNKNOWN }, ...OTHERS] },
  ],
  ["card", { cards: OTHERS }, { cards: null }],
  ["module", { modules: [] }, { modules: null }],
  [
    "another module",
    { modules: [{ ...LOOK.modules![0]!, srcversion: "OTHER" }] },
    { modules: [{ ...LOOK.modules![0]!, srcversion: null }] },
  ],
  [
    "a module more",
    {
      modules: [
        ...LOOK.modules!,
        { name: "nouveau", version: null, srcversion: "X", sha256: null, changedAt: null },
      ],
    },
    { modules: null },
  ],
  ["device file", { nodes: [...LOOK.nodes!, "/dev/nvidia7"] }, { nodes: null }],
];

describe("how a change stands that was told", () => {
  it.each(CHANGED)(
    "%s: another while it is, as captured when it is undone, and neither while nobody can see it",
    (_what, changed, hidden) => {
      const name = factName(explainDrift(BASELINE, lookOf(CARDS, changed))[0]!);
      const now = (look: Look): string => standingOf(BASELINE, look, null)(name);
      expect([now(lookOf(CARDS, changed)), now(LOOK), now(lookOf(CARDS, hidden))]).toEqual([
        "another",
        "as captured",
        "unread",
      ]);
    },
  );

  it("is never as captured for a fact that is another, whatever else is another or cannot be seen", () => {
    const parts = fc.record({
      changed: fc.subarray(CHANGED.map(([, changed]) => changed)),
      hidden: fc.subarray(CHANGED.map(([, , hidden]) => hidden)),
    });
    fc.assert(
      fc.property(parts, ({ changed, hidden }) => {
        const before = lookOf(CARDS, Object.assign({}, ...changed) as Partial<Look>);
        const after = { ...before, ...(Object.assign({}, ...hidden) as Partial<Look>) };
        const names = explainDrift(BASELINE, before).map(factName);
        const still = new Set(explainDrift(BASELINE, after).map(factName));
        const standing = standingOf(BASELINE, after, null);
        for (const name of names) if (still.has(name)) expect(standing(name)).toBe("another");
      }),
    );
  });

  it("is unread where the name is none of ours", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^(?:device|node|module): /.test(text));
        expect(standingOf(BASELINE, LOOK, null)(text)).toBe("unread");
      }),
    );
  });
});
