import type { GpuDrift } from "@casemate/contract";
import type { EngineFingerprint } from "../engine/fingerprint.ts";
import type { Look } from "../look.ts";
import type { Baseline } from "./baseline.ts";
import { compare } from "./compare.ts";
import { explainDrift } from "./explain.ts";

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

/** No value that anything has. */
const OTHER = "\u0000";

/** Facts that are compared at all: those of which a baseline that is wrong about everything would be told. */
function readableFacts(baseline: Baseline, look: Look): (name: string) => boolean {
  const other = <T extends string | null>(value: T): T => (value === null ? value : (OTHER as T));
  const wrong: Baseline = {
    ...baseline,
    hypervisor: other(baseline.hypervisor),
    cards: baseline.cards.map((card) => ({
      ...card,
      identity: Object.fromEntries(
        Object.entries(card.identity).map(([name, value]) => [name, other(value)]),
      ) as typeof card.identity,
      eccOn: card.eccOn === null ? null : !card.eccOn,
    })),
    modules:
      baseline.modules?.map((module) => ({
        name: module.name,
        version: other(module.version),
        srcversion: other(module.srcversion),
        sha256: module.sha256 === null ? null : OTHER,
      })) ?? null,
  };
  const told = [baseline, wrong].flatMap((one) => compare(one, look));
  const values = new Set(told.map(factName));
  return (name) =>
    values.has(name) ||
    (look.cards !== null && name.startsWith("device: ")) ||
    (look.nodes !== null && name.startsWith("node: ")) ||
    // What was loaded besides, and is gone: no module of that name is left to be compared.
    (look.modules !== null && /^module: \S+$/.test(name));
}
