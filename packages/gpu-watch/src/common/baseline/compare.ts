import type { GpuDrift } from "@casemate/contract";
import { known, type Card } from "../card.ts";
import type { Look } from "../look.ts";
import { IDENTITY_NAMES, type Baseline, type BaselineCard } from "./baseline.ts";

/** A difference, before anybody asked where it comes from. */
export type Change = Pick<GpuDrift, "section" | "card" | "what" | "before" | "after">;

/**
 * What is different from the baseline. A fact that is not known now, or was not known then, is no difference: the probes say that it is unknown.
 * Cards are matched by their address, without one by their name.
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
  if (look.cards === null) return [];
  const before = new Map(baseline.cards.map((card) => [keyOf(card), card]));
  const now = new Map(look.cards.map((card) => [keyOf(card), card]));
  const gone = [...before].filter(([key]) => !now.has(key));
  return [
    ...gone.map(([key, { name }]): Change => change("device", key, "card", name ?? key, null)),
    ...[...now].flatMap(([key, card]) => {
      const old = before.get(key);
      return old ? cardChanges(key, old, card) : [change("device", key, "card", null, card.name ?? key)];
    }),
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

function onOff(on: boolean): string {
  return on ? "on" : "off";
}

function modules(baseline: Baseline, look: Look): Change[] {
  if (look.modules === null) return [];
  const now = new Map(look.modules.map((module) => [module.name, module]));
  const known = new Set(baseline.modules.map(({ name }) => name));
  return [
    ...baseline.modules.flatMap((before) => {
      const module = now.get(before.name);
      if (!module) return [change("module", null, before.name, "loaded", null)];
      return (["version", "srcversion", "sha256"] as const).flatMap((what) => {
        const [old, value] = [before[what], module[what]];
        return old === null || value === null || old === value
          ? []
          : [change("module", null, `${before.name} ${what}`, old, value)];
      });
    }),
    ...look.modules
      .filter(({ name }) => !known.has(name))
      .map(({ name }) => change("module", null, name, null, "loaded")),
  ];
}

function nodes(baseline: Baseline, look: Look): Change[] {
  const now = look.nodes;
  if (now === null) return [];
  return [
    ...baseline.nodes
      .filter((node) => !now.includes(node))
      .map((node) => change("node", null, node, "there", null)),
    ...now
      .filter((node) => !baseline.nodes.includes(node))
      .map((node) => change("node", null, node, null, "there")),
  ];
}

function machine(baseline: Baseline, look: Look): Change[] {
  const { hypervisor } = look;
  return baseline.hypervisor === null || hypervisor === null || baseline.hypervisor === hypervisor
    ? []
    : [change("machine", null, "hypervisor", baseline.hypervisor, hypervisor)];
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
