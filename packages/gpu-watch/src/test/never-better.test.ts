// The rule that everything else rests on: to know less never makes anything look better.
import type { GpuCheck, GpuProbe } from "@casemate/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Card, FactName } from "../common/card.ts";
import { FACT_NAMES } from "../common/card.ts";
import type { CheckInput } from "../common/check.ts";
import type { Look } from "../common/look.ts";
import { readAmdSmi } from "../common/sources/amd-smi.ts";
import { fixture } from "./fixtures.ts";
import { ANSWER_OK, baselineOf, cardsOf, check, CPU_OK, ENGINE, lookOf } from "./scenes.ts";

type Scene = Partial<CheckInput> & { readonly look: Look };

const is = <T>(value: T) => ({ is: "known", value, raw: String(value) }) as const;

function amd(kind: string): readonly Card[] {
  const parsed = readAmdSmi(fixture(`amd-${kind}-static.json`), fixture(`amd-${kind}-metric.json`));
  if (!parsed.ok) throw new Error(parsed.why);
  return parsed.value;
}

const MACHINES: readonly (readonly Card[])[] = [
  cardsOf("nvidia-datacentre-v12.xml"),
  cardsOf("nvidia-consumer-two-v11.xml").slice(0, 1),
  cardsOf("nvidia-workstation-ecc-off-v13.xml"),
  cardsOf("nvidia-passed-through-v12.xml"),
  amd("datacentre"),
  amd("consumer"),
];

/** What can go wrong with a card, one thing each. */
const TROUBLES: readonly Partial<Card>[] = [
  { vbios: is("another") },
  { uuid: is("another") },
  { driver: is("1.2.3") },
  { uncorrectedNow: is(9) },
  { uncorrectedEver: is(9) },
  { remapFailed: is(true) },
  { remapPending: is(true) },
  { retirementPending: is(true) },
  { remappedRows: is(7) },
  { correctedNow: is(1000) },
  { eccOn: is(false) },
  { linkWidth: is(1) },
  { replays: is(100_000) },
  { temperature: is(150) },
  { throttle: is(["hw_thermal_slowdown"]) },
  { powerLimit: is(5000) },
  { processes: is([{ pid: 9, name: "miner", usedMiB: 10 }]) },
  { processes: is([{ pid: 9, name: "liar", usedMiB: 1_000_000 }]) },
  { memoryUsed: is(20_000), memoryTotal: is(24_000), processes: is([]) },
  { virtualization: is("Pass-Through") },
];

const ENGINES: readonly NonNullable<CheckInput["engine"]>[] = [
  { state: "ok", fingerprint: ENGINE },
  { state: "ok", fingerprint: { ...ENGINE, commit: "b2" } },
  { state: "ok", fingerprint: { ...ENGINE, steps: [{ token: 2, top: [[2, 0]] }] } },
];

const looks: fc.Arbitrary<Partial<Look>> = fc
  .subarray<Partial<Look>>([
    {
      modules: [
        { name: "nvidia", version: "580.95.05", srcversion: "EVIL", sha256: "e".repeat(64), changedAt: null },
      ],
    },
    { events: [{ kind: "xid", code: 48, address: null, line: "NVRM" }] },
    { hypervisor: "KVM or QEMU" },
    { nodes: ["/dev/nvidia0", "/dev/nvidiactl", "/dev/nvidia1"] },
  ])
  .map((changes) => Object.assign({}, ...changes) as Partial<Look>);

/** A card has no trouble with what it does not have. */
const fits =
  (card: Card) =>
  (trouble: Partial<Card>): boolean =>
    (Object.keys(trouble) as FactName[]).every((name) => card[name].is === "known");

/** Machines with a baseline of their good days, on which some things are not as they were. */
const scenes: fc.Arbitrary<Scene> = fc
  .record({
    cards: fc.constantFrom(...MACHINES),
    troubles: fc.subarray([...TROUBLES], { maxLength: 3 }),
    look: looks,
    cpuWrong: fc.boolean(),
    engine: fc.constantFrom(...ENGINES),
    damaged: fc.boolean(),
  })
  .map(({ cards, troubles, look, cpuWrong, engine, damaged }) => {
    const changed = cards.map((card) => Object.assign({}, card, ...troubles.filter(fits(card))) as Card);
    return {
      look: lookOf(changed, look),
      baseline: baselineOf(lookOf(cards)),
      cpu: cpuWrong ? { ...CPU_OK, wrong: 1 } : CPU_OK,
      answer: { ...ANSWER_OK, card: cards[0]?.name ?? null },
      engine,
      models: {
        count: 1,
        bytes: 1000,
        readBytes: 0,
        laps: 1,
        damaged: damaged ? [{ id: "m", why: "changed" }] : [],
        unread: [],
      },
    };
  });

/** One thing less that is known. */
type Hide = (scene: Scene) => Scene;
const inLook =
  (change: Partial<Look>): Hide =>
  (scene) => ({ ...scene, look: { ...scene.look, ...change } });
const inCards =
  (change: (card: Card) => Partial<Card>): Hide =>
  (scene) => ({
    ...scene,
    look: {
      ...scene.look,
      cards: scene.look.cards?.map((card) => ({ ...card, ...change(card) })) ?? null,
    },
  });
const fact = (name: FactName, to: "unknown" | "none"): Hide =>
  inCards((card) => (card[name].is === "known" ? { [name]: { is: to, raw: "N/A" } } : {}));
const inModules =
  (name: "version" | "srcversion" | "sha256"): Hide =>
  (scene) =>
    inLook({ modules: scene.look.modules?.map((one) => ({ ...one, [name]: null })) ?? null })(scene);
const withoutBuild: Hide = (scene) =>
  scene.engine?.state === "ok"
    ? { ...scene, engine: { state: "ok", fingerprint: { ...scene.engine.fingerprint, commit: null } } }
    : scene;

const HIDES: readonly Hide[] = [
  ...FACT_NAMES.flatMap((name) => [fact(name, "unknown"), fact(name, "none")]),
  inCards(() => ({ name: null })),
  inCards(() => ({ vendorId: null })),
  inCards((card) =>
    card.processes.is === "known"
      ? { processes: is(card.processes.value.map((one) => ({ ...one, usedMiB: null }))) }
      : {},
  ),
  ...(["cards", "modules", "nodes", "events", "changes", "kernel", "bootId", "hypervisor"] as const).map(
    (name) => inLook({ [name]: null }),
  ),
  ...(["version", "srcversion", "sha256"] as const).map(inModules),
  (scene) => ({ ...scene, cpu: null }),
  (scene) => ({ ...scene, engine: { state: "failed", why: "No box." } }),
  (scene) => ({ ...scene, engine: null }),
  (scene) => ({ ...scene, answer: null }),
  withoutBuild,
];

/** Nobody ever said what this machine is like. Alone: that a card says it has no error correction is then all there is to go by. */
const NO_BASELINE: Hide = (scene) => ({ ...scene, baseline: null });

const GOOD: ReadonlySet<GpuProbe["status"]> = new Set(["pass", "not_applicable"]);
const judged = ({ look, ...rest }: Scene): GpuCheck => check(look, rest);

/** Probes that look better although less is known, and the verdict. */
function better(before: GpuCheck, after: GpuCheck): string[] {
  const probes = after.probes.filter(({ id, status }) => {
    const old = before.probes.find((probe) => probe.id === id)?.status;
    return old !== undefined && !GOOD.has(old) && GOOD.has(status);
  });
  return [
    ...probes.map(({ id, status, sentence }) => `${id}: ${status}: ${sentence}`),
    ...(before.verdict !== "healthy" && after.verdict === "healthy" ? ["the verdict"] : []),
  ];
}

describe("to know less", () => {
  it("about one thing never makes a probe or the verdict better, whatever is wrong", () => {
    fc.assert(
      fc.property(scenes, (scene) => {
        const before = judged(scene);
        for (const hide of [...HIDES, NO_BASELINE]) expect(better(before, judged(hide(scene)))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("about any number of things never does either", () => {
    fc.assert(
      fc.property(scenes, fc.subarray([...HIDES], { minLength: 1 }), (scene, hides) => {
        const hidden = hides.reduce((one, hide) => hide(one), scene);
        expect(better(judged(scene), judged(hidden))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
