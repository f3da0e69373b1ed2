import { joinCards, known, type Card } from "./card.ts";
import { sourceKind, type KernelModule, type Look } from "./look.ts";
import { CAPTURED_NAMES } from "./baseline/baseline.ts";
import { isAlike, maySame, pairCards } from "./same-card.ts";

/**
 * What only a full round asks for is taken from the last one, for the same cards; what a light round knows goes first. Nothing is taken from a
 * source that was asked now and did not answer: what it said then is not known to be so now.
 */
export function withLastFull(light: Look, full: Look | null): Look {
  if (light.cards === null || full?.cards == null) return light;
  const asked = new Set(light.sources.map(({ name }) => sourceKind(name)));
  const failed = new Set(
    light.sources.filter(({ state }) => state !== "ok").map(({ name }) => sourceKind(name)),
  );
  const before = full.cards.filter(({ seenBy }) => !seenBy.some((source) => failed.has(source)));
  const { pairs, second } = pairCards(light.cards, before);
  const mates = new Map(pairs.filter(([now, then]) => maySame(now, then)));
  return {
    ...light,
    events: light.events ?? full.events,
    modules: light.modules?.map((module) => withDigest(module, full.modules ?? [])) ?? null,
    cards: [
      ...light.cards.map((card) => fill(card, mates.get(card))),
      // Known only to tools that a light round does not ask.
      ...second.filter(({ seenBy }) => seenBy.length > 0 && !seenBy.some((source) => asked.has(source))),
    ],
  };
}

/** A light round hashes no module; one whose file was not written since has the digest that it had. */
function withDigest(module: KernelModule, before: readonly KernelModule[]): KernelModule {
  const then = before.find(({ name }) => name === module.name);
  const same =
    module.changedAt !== null &&
    (["version", "srcversion", "changedAt"] as const).every((what) => then?.[what] === module[what]);
  return same ? { ...module, sha256: module.sha256 ?? then?.sha256 ?? null } : module;
}

/** A fact that is compared with the baseline stays with the source that told it, when that one was only not asked this time. */
function fill(card: Card, before: Card | undefined): Card {
  if (before === undefined) return card;
  const unasked = (source: string | undefined): boolean =>
    source !== undefined && before.seenBy.includes(source) && !card.seenBy.includes(source);
  const kept = CAPTURED_NAMES.filter(
    (name) => !isAlike(name) && unasked(before.by[name]) && known<unknown>(before[name]) !== null,
  );
  const joined = joinCards(card, before);
  return {
    ...joined,
    ...Object.fromEntries(kept.map((name) => [name, before[name]])),
    by: { ...joined.by, ...Object.fromEntries(kept.map((name) => [name, before.by[name]])) },
    name: before.seenBy.some(unasked) ? (before.name ?? card.name) : joined.name,
  };
}
