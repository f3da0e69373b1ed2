import { GpuAnswer } from "@casemate/contract";
import fc from "fast-check";
import { expect, it } from "vitest";
import { cardOfAdapter, type KnownCard } from "../common/webgpu/cards.ts";
import { DeviceError, type AdapterFacts } from "../common/webgpu/device.ts";
import { runAnswer } from "../common/webgpu/run-answer.ts";
import { shown } from "../common/sources/reading.ts";
import { anyText } from "./any-text.ts";
import { CARD, FakeDevice, seeds, vectors } from "./fake-device.ts";

const PREFIX = /^(these cards|the other cards|all but at most one of these cards): /;

/** What is said of a test in which the adapter answered and then nothing was computed. */
async function notCovered(facts: AdapterFacts, cards: readonly KnownCard[]): Promise<GpuAnswer> {
  const device = new FakeDevice({}, facts);
  device.multiply = () => Promise.reject(new DeviceError("ended", "It ended."));
  const answer = await runAnswer(device, {
    depth: "quick",
    cards,
    browser: null,
    at: "2026-11-21T10:00:00.000Z",
    seed: seeds(1),
    random: vectors(seeds(2)),
    now: () => 0,
    where: null,
    onProgress: () => undefined,
    onWrong: () => undefined,
    signal: new AbortController().signal,
  });
  return GpuAnswer.parse(answer);
}

/** Every name that is listed, as often as it is counted. */
function listed({ notCovered }: GpuAnswer): string[] {
  return notCovered
    .filter((part) => PREFIX.test(part))
    .flatMap((part) => part.replace(PREFIX, "").split(", "))
    .flatMap((text) => {
      const [, count = "1", name = ""] = /^(?:(\d+) × )?(.*)$/su.exec(text) ?? [];
      return Array.from({ length: Number(count) }, () => name);
    })
    .sort();
}

const MODELS = [
  ["nvidia", 0x10de, "10de:2204", "NVIDIA GeForce RTX 3090"],
  ["nvidia", 0x10de, "10de:2330", "NVIDIA H100 80GB HBM3"],
  ["amd", 0x1002, "1002:744c", "AMD Radeon RX 7900 XTX"],
  ["intel", 0x8086, "8086:56a0", "Intel Arc A770"],
  ["apple", 0x106b, null, "Apple M4 Max"],
] as const;
/** Names are the tools' choice: some are as long, as strange and as alike as they may be. Without what this test splits at. */
const strange = anyText({ minLength: 1, maxLength: 200 })
  .map((text) => text.replace(/[,×]/g, ""))
  .filter((text) => text !== "");
const card = fc
  .record({
    model: fc.constantFrom(...MODELS),
    name: fc.option(strange),
    told: fc.boolean(),
  })
  .map(({ model: [, vendorId, device, name], name: other, told }): KnownCard => ({
    name: other ?? name,
    vendorId,
    device: told ? device : null,
    freeBytes: null,
  }));
const facts = fc
  .record({ model: fc.constantFrom(...MODELS), numbered: fc.boolean(), software: fc.boolean() })
  .map(({ model: [vendor, , device], numbered, software }) => ({
    ...CARD,
    vendor,
    device: numbered && device !== null ? `0x${device.slice(5)}` : "",
    software,
  }));

it("lists by name every card but the one that computed, for 2 to 8 cards of any vendors", async () => {
  await fc.assert(
    fc.asyncProperty(facts, fc.array(card, { minLength: 2, maxLength: 8 }), async (adapter, cards) => {
      const answer = await notCovered(adapter, cards);
      const computed = cardOfAdapter(adapter, cards);
      const others = cards.filter((one) => one !== computed).map(({ name }) => shown(name, 60));
      expect(listed(answer)).toEqual(others.sort());
    }),
    { numRuns: 500 },
  );
});

it("says how many cards found no room, and never more than an answer holds", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(card, { minLength: 40, maxLength: 64 }), async (cards) => {
      const answer = await notCovered({ ...CARD, software: true }, cards);
      const [rest = "0"] = answer.notCovered.flatMap((part) => /^(\d+) more cards$/.exec(part)?.[1] ?? []);
      expect(listed(answer).length + Number(rest)).toBe(cards.length);
    }),
    { numRuns: 100 },
  );
});
