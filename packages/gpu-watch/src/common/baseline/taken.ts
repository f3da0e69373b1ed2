import type { GpuTaken } from "@casemate/contract";
import type { Look } from "../look.ts";
import { comparable } from "../same-card.ts";
import { IDENTITY_NAMES, type Baseline, type BaselineCard } from "./baseline.ts";
import { matchCards } from "./match.ts";

/** Differences that are listed (the contract's limit). */
const MAX_TAKEN = 200;
type Value = string | number | boolean | null;
type Values = Readonly<Record<string, Value>>;

/**
 * What a baseline captured now would take over beside the changes that are told: counters that grew, limits that moved, programs that were not there,
 * what another source tells now, and everything that was known and is not any more, which would no longer be compared. `seen`: that new baseline.
 */
export function takenOver(baseline: Baseline, look: Look, seen: Baseline): GpuTaken[] {
  const { pairs, notSeenNow, notSeenThen } = matchCards(baseline, look);
  const cards = pairs.flatMap(([before, now]) => {
    const at = look.cards?.indexOf(now) ?? -1;
    const fresh = seen.cards[at];
    return fresh ? cardTaken(keyOf(now), before, fresh) : [];
  });
  const programs = seen.processes
    .filter((name) => !baseline.processes.includes(name))
    .map((name) => taken(null, "program on a card", null, name));
  const unseen = [
    ...notSeenNow.map((card) => taken(keyOf(card), "card", card.name ?? keyOf(card), null)),
    ...notSeenThen.map((card) => taken(keyOf(card), "card", null, card.name ?? keyOf(card))),
  ];
  return [...cards, ...programs, ...unseen, ...machineTaken(baseline, look, seen)].slice(0, MAX_TAKEN);
}

function keyOf({ address, name }: Pick<BaselineCard, "address" | "name">): string {
  return address ?? name ?? "unnamed";
}

function cardTaken(card: string, before: BaselineCard, now: BaselineCard): GpuTaken[] {
  return [
    ...different(card, before.counters, now.counters),
    ...different(card, before.envelope, now.envelope),
    ...uncompared(card, before, now),
    ...lost(card, { eccOn: before.eccOn }, { eccOn: now.eccOn }),
  ];
}

/** Identity that is not known any more, or that others tell now, so that nobody compared it. */
function uncompared(card: string, before: BaselineCard, now: BaselineCard): GpuTaken[] {
  const names = IDENTITY_NAMES.filter(
    (name) => now.identity[name] === null || !comparable(name, before.by[name], now.by[name]),
  );
  const of = ({ identity }: BaselineCard): Values =>
    Object.fromEntries(names.map((name) => [name, identity[name]]));
  return different(card, of(before), of(now));
}

function machineTaken(baseline: Baseline, look: Look, seen: Baseline): GpuTaken[] {
  const modules = (seen.modules ?? []).flatMap(({ name, ...now }) => {
    const old = baseline.modules?.find((one) => one.name === name);
    if (!old) return [];
    const { name: _name, ...before } = old;
    return lost(name, before, now);
  });
  const { platform, kernel } = seen;
  return [
    ...different(null, { platform: baseline.platform, kernel: baseline.kernel }, { platform, kernel }),
    ...lost(null, { hypervisor: baseline.hypervisor }, { hypervisor: seen.hypervisor }),
    ...modules,
    ...unlisted("kernel modules", baseline.modules, look.modules),
    ...unlisted("device files", baseline.nodes, look.nodes),
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

/** A list that could not be made now. */
function unlisted(
  what: string,
  before: readonly unknown[] | null,
  now: readonly unknown[] | null,
): GpuTaken[] {
  return before !== null && now === null ? [taken(null, what, `${String(before.length)} known`, null)] : [];
}

function taken(card: string | null, what: string, before: Value, after: Value): GpuTaken {
  const show = (value: Value): string | null => (value === null ? null : String(value).slice(0, MAX_SHOWN));
  return { card, what: what.slice(0, MAX_WHAT), before: show(before), after: show(after) };
}
const MAX_SHOWN = 300;
const MAX_WHAT = 80;
