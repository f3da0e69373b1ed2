import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Card } from "../common/card.ts";
import type { Look } from "../common/look.ts";
import { UNKNOWN } from "../common/sources/reading.ts";
import { ANSWER_OK, baselineOf, cardsOf, check, lookOf } from "./scenes.ts";

const CARDS = cardsOf("nvidia-datacentre-v12.xml");
const [CARD, ...REST] = CARDS as [Card, ...Card[]];
const BASELINE = baselineOf(lookOf(CARDS));
const known = <T>(value: T): { is: "known"; value: T; raw: string } => ({
  is: "known",
  value,
  raw: String(value),
});
const withCard = (change: Partial<Card>): Look => lookOf([{ ...CARD, ...change }, ...REST]);
const MINER = known([{ pid: 9, name: "/tmp/miner", usedMiB: 10 }]);
const judge = (look: Look, first = false): ReturnType<typeof check> =>
  check(look, { baseline: first ? null : BASELINE, answer: ANSWER_OK });

describe("what a new baseline would take over", () => {
  it.each<[string, Look, string]>([
    ["errors that were counted", withCard({ uncorrectedEver: known(7) }), "uncorrectedEver: 0 → 7"],
    ["another power limit", withCard({ powerLimit: known(700) }), "powerLimit: 500 → 700"],
    ["a program", withCard({ processes: MINER }), "program on a card: nothing → /tmp/miner"],
    ["a driver nobody knows any more", withCard({ driver: UNKNOWN }), "driver: 580.95.05 → not known"],
    ["error correction nobody knows", withCard({ eccOn: UNKNOWN }), "eccOn: true → not known"],
    ["modules nobody could list", lookOf(CARDS, { modules: null }), "kernel modules: 1 known → not known"],
    ["device files", lookOf(CARDS, { nodes: null }), "device files: 2 known → not known"],
    ["another kernel", lookOf(CARDS, { kernel: "7" }), "kernel: 6.12.57 → 7"],
    ["a hypervisor", lookOf(CARDS, { hypervisor: null }), "hypervisor: none → not known"],
  ])("%s", (_name, look, wanted) => {
    const { taken } = judge(look);
    const lines = taken.map(
      ({ what, before, after }) => `${what}: ${before ?? "nothing"} → ${after ?? "not known"}`,
    );
    expect(lines).toContain(wanted);
  });

  it("is nothing where nothing is another", () => {
    const { taken, granted, drift } = judge(lookOf(CARDS));
    expect([taken, granted, drift]).toEqual([[], [], []]);
  });

  it("names every finding that would go away with it, with or without a baseline before", () => {
    const found = (look: Look, first: boolean): unknown[] =>
      judge(look, first).granted.map(({ probe, status }) => [probe, status]);
    const bad = withCard({ uncorrectedEver: known(7), processes: MINER });
    expect([found(bad, false), found(bad, true), found(lookOf(CARDS), true)]).toEqual([
      [
        ["ecc", "critical"],
        ["processes", "warning"],
      ],
      [["ecc", "critical"]],
      [],
    ]);
  });

  it("makes no finding go away unnamed, and none named stay", () => {
    const change = fc.record(
      {
        uncorrectedEver: fc.nat(3).map(known),
        uncorrectedNow: fc.nat(1).map(known),
        retiredPages: fc.nat(3).map(known),
        powerLimit: fc.constantFrom(300, 400, 700).map(known),
        processes: fc.constantFrom(MINER, known([])),
        linkWidth: fc.constantFrom(8, 16).map(known),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(change, fc.boolean(), (one, first) => {
        const look = withCard(one);
        const before = judge(look, first);
        const after = check(look, { baseline: baselineOf(look), answer: ANSWER_OK });
        const bad = ({ probes }: typeof before): string[] =>
          probes.flatMap(({ id, status }) =>
            status === "critical" || status === "warning" ? [`${id} ${status}`] : [],
          );
        const stays = new Set(bad(after));
        expect(before.granted.map(({ probe, status }) => `${probe} ${status}`)).toEqual(
          bad(before).filter((id) => !stays.has(id)),
        );
      }),
    );
  });

  it("binds an approval to what it takes for granted", () => {
    const prints = [
      lookOf(CARDS),
      withCard({ uncorrectedEver: known(7) }),
      withCard({ replays: known(3) }),
    ].map((look) => judge(look).fingerprint);
    expect([prints[0] === prints[1], prints[0] === prints[2]]).toEqual([false, true]);
  });
});
