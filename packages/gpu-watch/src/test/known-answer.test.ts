import type { GpuAnswer } from "@casemate/contract";
import { describe, expect, it } from "vitest";
import type { Card } from "../common/card.ts";
import { cardOfAdapter, type KnownCard } from "../common/webgpu/cards.ts";
import { CARD } from "./fake-device.ts";
import { readAmdSmi } from "../common/sources/amd-smi.ts";
import { readNvidiaCsv } from "../common/sources/nvidia-smi-csv.ts";
import { readNvidiaXml } from "../common/sources/nvidia-smi-xml.ts";
import type { Parsed } from "../common/sources/parsed.ts";
import { readRocmSmi } from "../common/sources/rocm-smi.ts";
import { readSystemProfiler } from "../common/sources/system-profiler.ts";
import { fixture, FIXTURES } from "./fixtures.ts";
import { ANSWER_OK, baselineOf, cardsOf, check, lookOf, statusOf } from "./scenes.ts";

const TWO = cardsOf("nvidia-consumer-two-v11.xml");
const ONE = TWO.slice(0, 1);

function judged(cards: readonly Card[] | null, change: Partial<GpuAnswer> | null): [string, string, string] {
  const look = lookOf(cards, cards?.length === 0 ? { modules: [], nodes: [] } : {});
  const answer = change === null ? null : { ...ANSWER_OK, card: ONE[0]?.name ?? null, ...change };
  const found = check(look, { answer, baseline: cards?.length === 1 ? baselineOf(look) : null });
  const probe = found.probes.find(({ id }) => id === "known_answer");
  return [probe?.status ?? "", found.verdict, probe?.sentence ?? ""];
}

describe("known answers of the accelerator, judged", () => {
  it.each<[string, readonly Card[] | null, Partial<GpuAnswer> | null, string]>([
    ["one card that was right", ONE, {}, "pass"],
    ["one card, nothing computed yet", ONE, null, "unknown"],
    ["one card that was right two days ago", ONE, { at: "2026-11-19T09:00:00.000Z" }, "unknown"],
    ["a program in the card's place", ONE, { on: "software", card: null }, "unknown"],
    ["a card that cannot be told from another", ONE, { card: null }, "unknown"],
    ["no browser", ONE, { state: "unknown", on: null, card: null, why: "There is no browser." }, "unknown"],
    ["one of two cards", TWO, {}, "unknown"],
    ["cards that nobody could look for", null, {}, "unknown"],
    ["a card that is not here", ONE, { card: "Another" }, "unknown"],
    ["a test of tomorrow", ONE, { at: "2026-11-22T10:00:00.000Z" }, "unknown"],
    ["a test of a moment ago by a clock that was set back", ONE, { at: "2026-11-21T10:04:00.000Z" }, "pass"],
    ["nothing computed", ONE, { products: { ...ANSWER_OK.products, done: 0 } }, "unknown"],
    ["right beside a wrong product", ONE, { products: { ...ANSWER_OK.products, wrong: 1 } }, "critical"],
    ["right beside wrong memory", ONE, { memory: { ...ANSWER_OK.memory, wrongBlocks: 1 } }, "critical"],
    ["no card and nothing computed", [], null, "not_applicable"],
    ["no card and a program in its place", [], { on: "software", card: null }, "not_applicable"],
    ["no card and no browser", [], { state: "unknown", on: null, why: "There is no browser." }, "unknown"],
  ])("%s", (_name, cards, change, status) => {
    expect(judged(cards, change)[0]).toBe(status);
  });

  const WRONG: Partial<GpuAnswer> = {
    state: "wrong",
    at: "2026-11-01T09:00:00.000Z",
    products: { ...ANSWER_OK.products, wrong: 1 },
    faults: ["In a product the result is wrong."],
  };
  it.each<[string, readonly Card[]]>([
    ["a card", ONE],
    ["one of two", TWO],
  ])("one wrong answer of %s is critical, however old it is", (_name, cards) => {
    expect(judged(cards, WRONG).slice(0, 2)).toEqual(["critical", "critical"]);
  });

  it.each<[string, readonly Card[], string]>([
    ["no card", [], "not_applicable"],
    ["a card that computed nothing", ONE, "unknown"],
  ])(
    "one wrong answer of the program in a card's place is the processor's, beside %s",
    (_name, cards, card) => {
      const look = lookOf(cards);
      const answer: GpuAnswer = { ...ANSWER_OK, ...WRONG, on: "software", card: null };
      const found = check(look, { answer, baseline: baselineOf(look) });
      const processor = found.probes.find(({ id }) => id === "cpu_known_answer");
      expect([
        found.verdict,
        statusOf(found)["known_answer"],
        processor?.status,
        /card replaced|accelerator/.test(`${processor?.remedy ?? ""}${processor?.sentence ?? ""}`),
      ]).toEqual(["critical", card, "critical", false]);
    },
  );

  it("says what it shows and what it does not", () => {
    const [, , right] = judged(ONE, {});
    const [, , stood] = judged([], { on: "software", card: null });
    expect([
      right.includes("not which unit computed them, nor that kernels of CUDA, ROCm or Metal are."),
      stood.endsWith("That says nothing about any card."),
      check(lookOf(ONE), { answer: ANSWER_OK }).notChecked[0],
      check(lookOf(ONE)).notChecked[0],
    ]).toEqual([
      true,
      true,
      "kernels of other programs",
      "whether a card computes correctly (known answers on the card itself)",
    ]);
  });

  it("is unknown for the cards of every fixture until something was computed, and then says so of the one", () => {
    const scenes = everyFixture();
    expect(scenes.length).toBeGreaterThan(9);
    for (const [file, cards] of scenes) {
      const card = cards[0]?.name ?? cards[0]?.address ?? null;
      const status = (answer: GpuAnswer | null): string | undefined =>
        statusOf(check(lookOf(cards), { answer: answer && { ...answer, card } }))["known_answer"];
      expect([file, status(null), status(ANSWER_OK), status({ ...ANSWER_OK, state: "wrong" })]).toEqual([
        file,
        "unknown",
        cards.length === 1 ? "pass" : "unknown",
        "critical",
      ]);
    }
  });
});

describe("which card an adapter is", () => {
  const card = (name: string, vendorId: number | null, device: string | null): KnownCard => ({
    name,
    vendorId,
    device,
    freeBytes: 1,
  });
  const nvidia = card("a", 0x10de, "10DE:2204");
  it.each<[string, readonly KnownCard[], string | null]>([
    ["the one with its number", [card("b", 0x1002, "1002:73bf"), nvidia], "a"],
    ["none of two alike", [nvidia, card("c", 0x10de, "10de:2204")], null],
    ["the other of two when numbers differ", [nvidia, card("c", 0x10de, "10de:1eb8")], "a"],
    ["one whose number is not known", [card("d", 0x10de, null)], "d"],
    ["none of another vendor", [card("b", 0x1002, null)], null],
    ["none with another number", [card("c", 0x10de, "10de:1eb8")], null],
    ["none", [], null],
  ])("%s", (_name, cards, name) => {
    expect(cardOfAdapter(CARD, cards)?.name ?? null).toBe(name);
  });

  it("is none for a program, and none for a vendor that nobody knows, whatever cards lack", () => {
    const blank = card("e", null, null);
    expect([
      cardOfAdapter({ ...CARD, software: true }, [nvidia]),
      cardOfAdapter({ ...CARD, vendor: "acme" }, [nvidia, blank]),
    ]).toEqual([null, null]);
  });
});

/** The cards of every fixture that holds some. */
function everyFixture(): [string, readonly Card[]][] {
  const readers: readonly [RegExp, (file: string) => Parsed<readonly Card[]>][] = [
    [/^nvidia-.*\.xml$/, (file) => readNvidiaXml(fixture(file))],
    [/^nvidia-.*\.csv$/, (file) => readNvidiaCsv(fixture(file))],
    [/^amd-.*-static\.json$/, (file) => readAmdSmi(fixture(file), fixture(file.replace("static", "metric")))],
    [/^rocm-/, (file) => readRocmSmi(fixture(file))],
    [/system-profiler/, (file) => readSystemProfiler(fixture(file))],
  ];
  return FIXTURES.flatMap(({ file }) => {
    const parsed = readers.find(([pattern]) => pattern.test(file))?.[1](file);
    return parsed?.ok === true ? [[file, parsed.value] as [string, readonly Card[]]] : [];
  });
}
