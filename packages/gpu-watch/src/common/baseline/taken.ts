import type { GpuTaken } from "@casemate/contract";
import type { Look } from "../look.ts";
import type { Baseline, BaselineCard } from "./baseline.ts";

/** Differences that are listed (the contract's limit). */
const MAX_TAKEN = 200;
type Value = string | number | boolean | null;
type Values = Readonly<Record<string, Value>>;

/**
 * What a baseline captured now would take over beside the changes that are told: counters that grew, limits that moved, programs that were not there,
 * and everything that was known and is not any more, which would no longer be compared. `seen`: that new baseline.
 */
export function takenOver(baseline: Baseline, look: Look, seen: Baseline): GpuTaken[] {
  const before = new Map(baseline.cards.map((card) => [keyOf(card), card]));
  const cards = seen.cards.flatMap((card) => {
    const old = before.get(keyOf(card));
    return old ? cardTaken(keyOf(card), old, card) : [];
  });
  const programs = seen.processes
    .filter((name) => !baseline.processes.includes(name))
    .map((name) => taken(null, "program on a card", null, name));
  return [...cards, ...programs, ...machineTaken(baseline, look, seen)].slice(0, MAX_TAKEN);
}

function keyOf({ address, name }: BaselineCard): string {
  return address ?? name ?? "unnamed";
}

function cardTaken(card: string, before: BaselineCard, now: BaselineCard): GpuTaken[] {
  return [
    ...different(card, before.counters, now.counters),
    ...different(card, before.envelope, now.envelope),
    ...lost(card, before.identity, now.identity),
    ...lost(card, { eccOn: before.eccOn }, { eccOn: now.eccOn }),
  ];
}

function machineTaken(baseline: Baseline, look: Look, seen: Baseline): GpuTaken[] {
  const { platform, kernel } = seen;
  const modules = (seen.modules ?? []).flatMap((module) => {
    const { name, ...now } = module;
    const old = baseline.modules?.find((one) => one.name === name);
    if (!old) return [];
    const { name: _name, ...before } = old;
    return lost(name, before, now);
  });
  return [
    ...different(null, { platform: baseline.platform, kernel: baseline.kernel }, { platform, kernel }),
    ...lost(null, { hypervisor: baseline.hypervisor }, { hypervisor: seen.hypervisor }),
    ...modules,
    ...unlisted("kernel modules", baseline.modules?.length ?? 0, look.modules),
    ...unlisted("device files", baseline.nodes?.length ?? 0, look.nodes),
    ...(baseline.engine !== null && seen.engine === null
      ? [taken(null, "answers of the engine", "known", null)]
      : []),
  ];
}

/** Values that are others, or are not known any more; what was not known and is now forgets nothing. */
function different(card: string | null, before: Values, now: Values): GpuTaken[] {
  return Object.entries(before).flatMap(([what, old]) => {
    const value = now[what] ?? null;
    return old === null || old === value ? [] : [taken(card, what, old, value)];
  });
}

function lost(card: string | null, before: Values, now: Values): GpuTaken[] {
  return different(card, before, now).filter(({ after }) => after === null);
}

/** A list that could not be made now would stand as an empty one. */
function unlisted(what: string, before: number, now: readonly unknown[] | null): GpuTaken[] {
  return now === null && before > 0 ? [taken(null, what, `${String(before)} known`, null)] : [];
}

function taken(card: string | null, what: string, before: Value, after: Value): GpuTaken {
  const show = (value: Value): string | null => (value === null ? null : String(value).slice(0, MAX_SHOWN));
  return { card, what: what.slice(0, MAX_WHAT), before: show(before), after: show(after) };
}
const MAX_SHOWN = 300;
const MAX_WHAT = 80;
