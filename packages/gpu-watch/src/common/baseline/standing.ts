import type { GpuDrift } from "@casemate/contract";
import type { EngineFingerprint } from "../engine/fingerprint.ts";
import { known } from "../card.ts";
import { answered, DRIVER_MODULES, type Look } from "../look.ts";
import { IDENTITY_NAMES, type Baseline } from "./baseline.ts";
import { explainDrift } from "./explain.ts";
import { asComparable, matchCards } from "./match.ts";

/** How a change is named where it is kept. */
export function factName({ section, card, what }: Pick<GpuDrift, "section" | "card" | "what">): string {
  return `${section}: ${what}${card === null ? "" : ` of ${card}`}`;
}

/** `unread`: now, or when the baseline was captured, nobody knew. */
export type FactStanding = "as captured" | "another" | "unread";

/**
 * How facts stand against the baseline, by their names, whether or not something explains a difference. That no difference is told of a fact says
 * nothing while it cannot be read: only one that would be told if it were another is as captured.
 */
export function standingOf(
  baseline: Baseline,
  look: Look,
  engine: EngineFingerprint | null,
): (name: string) => FactStanding {
  const drift = explainDrift(baseline, look, engine);
  const different = new Set(drift.map(factName));
  // Where the answer begins to differ can move; that it differs is one fact.
  const answersOtherwise = drift.some(({ section }) => section === "engine");
  const readable = readableFacts(baseline, look);
  return (name) => {
    if (different.has(name)) return "another";
    if (name.startsWith("engine: ") && answersOtherwise) return "another";
    if (name.startsWith("engine: "))
      return baseline.engine !== null && engine !== null ? "as captured" : "unread";
    return readable(name) ? "as captured" : "unread";
  };
}

/** Facts that are compared at all: known at capture and now, and told by sources that can be set beside each other. */
function readableFacts(baseline: Baseline, look: Look): (name: string) => boolean {
  const values = new Set([...cardFacts(baseline, look), ...moduleFacts(baseline, look)]);
  if (baseline.hypervisor !== null && look.hypervisor !== null)
    values.add(factName({ section: "machine", card: null, what: "hypervisor" }));
  const device = presence(baseline, look);
  return (name) => {
    if (name.startsWith("device: ")) return device(name);
    if (name.startsWith("node: ")) return baseline.nodes !== null && look.nodes !== null;
    return values.has(name);
  };
}

function keyOf({ address, name }: { address: string | null; name: string | null }): string {
  return address ?? name ?? "unnamed";
}

function cardFacts(baseline: Baseline, look: Look): string[] {
  const [readable, blind] = [new Set<string>(), new Set<string>()];
  for (const [before, now] of matchCards(baseline, look).pairs) {
    const told = asComparable(before, now);
    const note = (section: GpuDrift["section"], what: string, both: boolean): void => {
      (both ? readable : blind).add(factName({ section, card: keyOf(now), what }));
    };
    for (const what of IDENTITY_NAMES)
      note("identity", what, told.identity[what] !== null && known(now[what]) !== null);
    note("protection", "error correction", told.eccOn !== null && known(now.eccOn) !== null);
  }
  // Two cards of one name are told by it together: both have to be readable.
  return [...readable].filter((name) => !blind.has(name));
}

/** Values of modules that were there and are; and for each module, that it is there or not. */
function moduleFacts(baseline: Baseline, look: Look): string[] {
  const [before, now] = [baseline.modules, look.modules];
  if (before === null || now === null) return [];
  const fact = (what: string): string => factName({ section: "module", card: null, what });
  const values = before.flatMap((old) => {
    const module = now.find(({ name }) => name === old.name);
    return (["version", "srcversion", "sha256"] as const)
      .filter((what) => old[what] !== null && module !== undefined && module[what] !== null)
      .map((what) => fact(`${old.name} ${what}`));
  });
  return [...values, ...DRIVER_MODULES.map(fact)];
}

/** Whether a card is there or not is known where it is found beside its like, or where everybody who answered at capture answers now. */
function presence(baseline: Baseline, look: Look): (name: string) => boolean {
  const { pairs, notSeenNow, notSeenThen } = matchCards(baseline, look);
  const fact = (card: { address: string | null; name: string | null }): string =>
    factName({ section: "device", card: keyOf(card), what: "card" });
  const [there, unseen] = [
    new Set(pairs.map(([, now]) => fact(now))),
    new Set([...notSeenNow, ...notSeenThen].map(fact)),
  ];
  const tellers = answered(look);
  const all = look.cards !== null && (baseline.sources ?? []).every((source) => tellers.includes(source));
  return (name) => !unseen.has(name) && (all || there.has(name));
}
