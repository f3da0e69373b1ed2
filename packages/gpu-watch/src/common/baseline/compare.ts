import type { GpuDrift } from "@casemate/contract";
import { known, type Card } from "../card.ts";
import { isSameHypervisor, type KernelModule, type Look } from "../look.ts";
import { IDENTITY_NAMES, type Baseline, type BaselineCard } from "./baseline.ts";
import { asComparable, matchCards } from "./match.ts";

/** A difference, before anybody asked where it comes from. */
export type Change = Pick<GpuDrift, "card" | "what" | "before" | "after"> & {
  readonly section: Exclude<GpuDrift["section"], "engine">;
};

/**
 * What is different from the baseline. A fact that is not known now, or was not known then, is no difference: the probes say that it is unknown.
 * Nor is one that another source told than at capture, or a card that only a source knows which did not answer both times.
 */
export function compare(baseline: Baseline, look: Look): readonly Change[] {
  return [
    ...cards(baseline, look),
    ...modules(baseline, look),
    ...nodes(baseline, look),
    ...machine(baseline, look),
  ];
}

function keyOf({ address, name }: { address: string | null; name: string | null }): string {
  return address ?? name ?? "unnamed";
}

function cards(baseline: Baseline, look: Look): Change[] {
  const { pairs, gone, arrived } = matchCards(baseline, look);
  return [
    ...gone.map((card): Change => change("device", keyOf(card), "card", card.name ?? keyOf(card), null)),
    ...pairs.flatMap(([then, now]) => [
      ...cardChanges(keyOf(now), asComparable(then, now), now),
      ...lostProtection(keyOf(now), then, now),
    ]),
    ...arrived.map((card) => change("device", keyOf(card), "card", null, card.name ?? keyOf(card))),
  ];
}

function cardChanges(key: string, before: BaselineCard, now: Card): Change[] {
  const identity = IDENTITY_NAMES.flatMap((name) => {
    const [old, value] = [before.identity[name], known(now[name])];
    return old === null || value === null || old === value ? [] : [change("identity", key, name, old, value)];
  });
  const ecc = known(now.eccOn);
  const protection =
    before.eccOn === null || ecc === null || before.eccOn === ecc
      ? []
      : [change("protection", key, "error correction", onOff(before.eccOn), onOff(ecc))];
  return [...identity, ...protection];
}

/** A card that had error correction, and of which the same source now says that it has none. One that does not tell is no difference. */
function lostProtection(key: string, { eccOn, by }: BaselineCard, now: Card): Change[] {
  const same = by.eccOn === undefined || now.seenBy.includes(by.eccOn);
  return eccOn === true && now.eccOn.is === "none" && same
    ? [change("protection", key, "error correction", onOff(eccOn), null)]
    : [];
}

function onOff(on: boolean): string {
  return on ? "on" : "off";
}

/** Parts of NVIDIA's driver that the system loads when a program first needs them, with their device files. That they come and go is no change. */
const ON_DEMAND: ReadonlySet<string> = new Set(["nvidia_uvm", "nvidia_modeset"]);
const ON_DEMAND_NODE = /^\/dev\/nvidia-(?:uvm|uvm-tools|modeset)$/;

function modules(baseline: Baseline, look: Look): Change[] {
  if (look.modules === null || baseline.modules === null) return [];
  const now = new Map(look.modules.map((module) => [module.name, module]));
  const known = new Set(baseline.modules.map(({ name }) => name));
  const arrived = look.modules.filter(
    (module) => !known.has(module.name) && !belongs(module, now.get("nvidia")),
  );
  return [
    ...baseline.modules.flatMap((before) => {
      const module = now.get(before.name);
      if (!module)
        return ON_DEMAND.has(before.name) ? [] : [change("module", null, before.name, "loaded", null)];
      return (["version", "srcversion", "sha256"] as const).flatMap((what) => {
        const [old, value] = [before[what], module[what]];
        return old === null || value === null || old === value
          ? []
          : [change("module", null, `${before.name} ${what}`, old, value)];
      });
    }),
    ...arrived.map(({ name }) => change("module", null, name, null, "loaded")),
  ];
}

/** Loaded on demand, and of the very version of the driver it belongs to. */
function belongs({ name, version }: KernelModule, driver: KernelModule | undefined): boolean {
  return ON_DEMAND.has(name) && version !== null && version === driver?.version;
}

function nodes(baseline: Baseline, look: Look): Change[] {
  const [before, now] = [baseline.nodes, look.nodes].map((list) =>
    list?.filter((node) => !ON_DEMAND_NODE.test(node)),
  );
  if (!before || !now) return [];
  // With every start the system counts screens and cards anew: card0 of yesterday can be card1 of today.
  const restarted = baseline.bootId !== null && look.bootId !== null && baseline.bootId !== look.bootId;
  const renumbered = (node: string): boolean => restarted && countKind(before, node) === countKind(now, node);
  return [
    ...before
      .filter((node) => !now.includes(node) && !renumbered(node))
      .map((node) => change("node", null, node, "there", null)),
    ...now
      .filter((node) => !before.includes(node) && !renumbered(node))
      .map((node) => change("node", null, node, null, "there")),
  ];
}

/** How many there are that differ from this one only in their number. */
function countKind(list: readonly string[], node: string): number {
  const kind = (name: string): string => name.replace(/\d+$/, "");
  return list.filter((other) => kind(other) === kind(node)).length;
}

function machine(baseline: Baseline, look: Look): Change[] {
  const [before, now] = [baseline.hypervisor, look.hypervisor];
  return before === null || now === null || isSameHypervisor(before, now)
    ? []
    : [change("machine", null, "hypervisor", before, now)];
}

function change(
  section: Change["section"],
  card: string | null,
  what: string,
  before: string | null,
  after: string | null,
): Change {
  return { section, card, what: what.slice(0, 80), before, after };
}
