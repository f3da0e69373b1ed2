import { known, type Card, type FactName } from "../card.ts";
import { answered, sourceKind, type Look } from "../look.ts";
import { comparable, pairCards } from "../same-card.ts";
import { IDENTITY_NAMES, type Baseline, type BaselineCard } from "./baseline.ts";

interface Matched {
  readonly pairs: readonly (readonly [BaselineCard, Card])[];
  /** Somebody who knew of the card looked again and did not find it. */
  readonly gone: readonly BaselineCard[];
  /** Somebody who sees the card looked at capture too, and did not find it then. */
  readonly arrived: readonly Card[];
  /** Cards of the baseline for which nobody could look now, and cards for which nobody could look then. */
  readonly notSeenNow: readonly BaselineCard[];
  readonly notSeenThen: readonly Card[];
}

/** The cards of a look beside those of the baseline. A look that saw nothing at all says nothing about any card. */
export function matchCards(baseline: Baseline, look: Look): Matched {
  if (look.cards === null)
    return { pairs: [], gone: [], arrived: [], notSeenNow: baseline.cards, notSeenThen: [] };
  const { pairs, first, second } = pairCards(baseline.cards, look.cards);
  const [now, then] = [answered(look), baseline.sources];
  const isGone = ({ seenBy }: BaselineCard): boolean => seenBy.length === 0 || any(seenBy, now);
  const isNew = ({ seenBy }: Card): boolean => seenBy.length === 0 || then === null || any(seenBy, then);
  return {
    pairs,
    gone: first.filter(isGone),
    arrived: second.filter(isNew),
    notSeenNow: first.filter((card) => !isGone(card)),
    notSeenThen: second.filter((card) => !isNew(card)),
  };
}

function any(some: readonly string[], of: readonly string[]): boolean {
  return some.some((one) => of.includes(one));
}

/** The baseline's card without what another source told than tells it now: identity is not known, counters and limits are as now. */
export function asComparable(before: BaselineCard, now: Card): BaselineCard {
  const same = (name: FactName): boolean => comparable(name, before.by[name], now.by[name]);
  const numbers = <Numbers extends object>(of: Numbers): Numbers =>
    Object.fromEntries(
      Object.entries(of).map(([name, value]) => [
        name,
        value === null || same(name as FactName) ? (value as unknown) : known<unknown>(now[name as FactName]),
      ]),
    ) as Numbers;
  return {
    ...before,
    identity: Object.fromEntries(
      IDENTITY_NAMES.map((name) => [name, same(name) ? before.identity[name] : null]),
    ) as BaselineCard["identity"],
    eccOn: same("eccOn") ? before.eccOn : null,
    eccPending: same("eccPending") ? before.eccPending : null,
    counters: numbers(before.counters),
    envelope: numbers(before.envelope),
  };
}

/** Facts of identity that the baseline knows and this look cannot set beside it, in words; empty when all were compared. */
export function notCompared(baseline: Baseline, look: Look): readonly string[] {
  const facts = matchCards(baseline, look).pairs.flatMap(([before, now]) => {
    const left = IDENTITY_NAMES.filter(
      (name) =>
        before.identity[name] !== null &&
        (known(now[name]) === null || !comparable(name, before.by[name], now.by[name])),
    );
    if (left.length === 0) return [];
    const tellers = new Set(left.map((name) => before.by[name] ?? OLD));
    return [
      `${left.join(", ")} of ${now.address ?? now.name ?? "a card"} (from ${[...tellers].join(" and ")})`,
    ];
  });
  // Neither then nor now, as on systems without such a list, leaves nothing to compare.
  return (baseline.modules === null) === (look.modules === null) ? facts : [...facts, "kernel modules"];
}
const OLD = "an earlier version that did not write down who told them";

/** Sources that were asked in this round and did not answer, with the reason. */
export function silent({ sources }: Pick<Look, "sources">, kinds: ReadonlySet<string>): readonly string[] {
  return sources
    .filter(({ name, state }) => state !== "ok" && kinds.has(sourceKind(name)))
    .map(({ name, why }) => `${name}: ${why}`);
}

/** Sources that told this baseline something. */
export function tellersOf({ cards }: Baseline): ReadonlySet<string> {
  return new Set(cards.flatMap(({ seenBy }) => seenBy));
}
