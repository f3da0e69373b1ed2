// The rule that everything else rests on: to know less never makes anything look better.
import type { GpuCheck, GpuProbe } from "@casemate/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FACT_NAMES, toldBy, type Card, type FactName } from "../common/card.ts";
import type { CheckInput } from "../common/check.ts";
import type { Look } from "../common/look.ts";
import { readAmdSmi } from "../common/sources/amd-smi.ts";
import { fixture } from "./fixtures.ts";
import { ANSWER_OK, baselineOf, cardsOf, check, CPU_OK, ENGINE, lookOf } from "./scenes.ts";

const MODELS: NonNullable<CheckInput["models"]> = {
  count: 1,
  bytes: 1000,
  readBytes: 0,
  laps: 1,
  damaged: [],
  unread: [],
};
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
const OF_CARDS: readonly Partial<Card>[] = [
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

const OTHER_MODULES: Look["modules"] = [
  { name: "nvidia", version: "580.95.05", srcversion: "EVIL", sha256: "e".repeat(64), changedAt: null },
];
const ASKED: Look["sources"] = [{ name: "nvidia-smi -q -x", state: "ok", why: "" }];

/** What makes a scene less well or less known. */
type Change = (scene: Scene) => Scene;
const inLook =
  (change: Partial<Look>): Change =>
  (scene) => ({ ...scene, look: { ...scene.look, ...change } });
const inCards =
  (change: (card: Card) => Partial<Card>): Change =>
  (scene) =>
    inLook({ cards: scene.look.cards?.map((card) => ({ ...card, ...change(card) })) ?? null })(scene);
const engineOf =
  (change: Partial<typeof ENGINE>): Change =>
  (scene) => ({ ...scene, engine: { state: "ok", fingerprint: { ...ENGINE, ...change } } });
const modelsOf =
  (change: Partial<typeof MODELS>): Change =>
  (scene) => ({ ...scene, models: { ...MODELS, ...change } });

/** A card has no trouble with what it does not have. */
const fits = (card: Card, trouble: Partial<Card>): boolean =>
  (Object.keys(trouble) as FactName[]).every((name) => card[name].is === "known");

const TROUBLES: readonly Change[] = [
  ...OF_CARDS.map((trouble) => inCards((card) => (fits(card, trouble) ? trouble : {}))),
  inLook({ modules: OTHER_MODULES }),
  inLook({ events: [{ kind: "xid", code: 48, address: null, line: "NVRM" }] }),
  inLook({ hypervisor: "KVM or QEMU" }),
  inLook({ nodes: ["/dev/nvidia0", "/dev/nvidiactl", "/dev/nvidia1"] }),
  engineOf({ commit: "b2" }),
  engineOf({ steps: [{ token: 2, top: [[2, 0]] }] }),
  (scene) => ({ ...scene, cpu: { ...CPU_OK, wrong: 1 } }),
  modelsOf({ damaged: [{ id: "m", why: "changed" }] }),
  modelsOf({ unread: [{ id: "m", why: "EIO" }] }),
];

/** Good days of each machine, with a baseline of them; once with the marks of who told each fact, as real looks have them. */
const GOOD_DAYS: readonly Scene[] = MACHINES.flatMap((plain) =>
  [plain, plain.map((card) => toldBy("nvidia-smi", card))].map((cards) => {
    const look = lookOf(cards, { sources: ASKED });
    const answer = { ...ANSWER_OK, card: cards[0]?.name ?? null };
    return {
      look,
      baseline: baselineOf(look),
      cpu: CPU_OK,
      answer,
      engine: { state: "ok", fingerprint: ENGINE },
      models: MODELS,
    } as const;
  }),
);

const fact = (name: FactName, to: "unknown" | "none"): Change =>
  inCards((card) => {
    const { [name]: _gone, ...by } = card.by;
    return card[name].is === "known" ? { by, [name]: { is: to, raw: "N/A" } } : {};
  });
const inModules =
  (name: "version" | "srcversion" | "sha256"): Change =>
  (scene) =>
    inLook({ modules: scene.look.modules?.map((one) => ({ ...one, [name]: null })) ?? null })(scene);
const withoutBuild: Change = (scene) =>
  scene.engine?.state === "ok"
    ? { ...scene, engine: { state: "ok", fingerprint: { ...scene.engine.fingerprint, commit: null } } }
    : scene;

const HIDES: readonly Change[] = [
  ...FACT_NAMES.flatMap((name) => [fact(name, "unknown"), fact(name, "none")]),
  inLook({ sources: [{ name: "nvidia-smi -q -x", state: "failed", why: "It did not answer." }] }),
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
const NO_BASELINE: Change = (scene) => ({ ...scene, baseline: null });

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
  it("about one thing never makes a probe or the verdict better, whatever one thing is wrong", () => {
    for (const day of GOOD_DAYS)
      for (const trouble of TROUBLES) {
        const scene = trouble(day);
        const before = judged(scene);
        const found = [...HIDES, NO_BASELINE].flatMap((hide) => better(before, judged(hide(scene))));
        expect(found).toEqual([]);
      }
  });

  it("about any number of things never does, whatever is wrong", () => {
    const some = fc.subarray([...TROUBLES], { minLength: 1, maxLength: 4 });
    const less = fc.subarray([...HIDES], { minLength: 1 });
    fc.assert(
      fc.property(fc.constantFrom(...GOOD_DAYS), some, less, (day, troubles, hides) => {
        const scene = troubles.reduce((one, trouble) => trouble(one), day);
        const hidden = hides.reduce((one, hide) => hide(one), scene);
        expect(better(judged(scene), judged(hidden))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
