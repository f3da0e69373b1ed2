import type { BaselineCard } from "../baseline/baseline.ts";
import type { Card, FactName } from "../card.ts";

/**
 * Facts that were known when the baseline was captured and are not known now, be it that nobody tells them or that a source says the card does not
 * have them: a card does not lose them, so something stands between it and us.
 */
export function lostOf(card: Card, before: BaselineCard | null, names: readonly FactName[]): FactName[] {
  if (before === null) return [];
  const { identity, counters, envelope, eccOn, eccPending } = before;
  const then: Partial<Record<FactName, unknown>> = {
    ...identity,
    ...counters,
    ...envelope,
    eccOn,
    eccPending,
  };
  return names.filter((name) => card[name].is !== "known" && (then[name] ?? null) !== null);
}

const WORDS: Partial<Record<FactName, string>> = {
  vbios: "VBIOS",
  inforom: "InfoROM",
  partNumber: "part number",
  uuid: "UUID",
  device: "device number",
  subsystem: "board number",
};

/** Facts as they are called in sentences. */
export function factWords(names: readonly FactName[]): string {
  return names.map((name) => WORDS[name] ?? name).join(", ");
}
