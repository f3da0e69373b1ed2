import type { GpuCard, GpuEvidence, GpuSample } from "@casemate/contract";
import { known, type Card, type FactName } from "./card.ts";
import type { Look } from "./look.ts";
import { evidenceOf } from "./probes/scene.ts";

/** Facts of a card that a person looks for, with their units; in the order in which they are shown. */
const SHOWN: readonly (readonly [name: FactName, unit: string | null])[] = [
  ["driver", null],
  ["vbios", null],
  ["firmware", null],
  ["inforom", null],
  ["partNumber", null],
  ["uuid", null],
  ["device", null],
  ["memoryTotal", "MiB"],
  ["eccOn", null],
  ["linkGen", null],
  ["linkWidth", null],
  ["powerLimit", "W"],
  ["temperatureLimit", "C"],
  ["virtualization", null],
];

/** What is known of each card; what is not known is there too, as null. null: nobody could look. */
export function cardFacts({ cards }: Look): GpuCard[] | null {
  return (
    cards?.map((card) => ({
      id: idOf(card),
      name: card.name,
      vendor: card.vendor,
      facts: SHOWN.flatMap(([name, unit]): GpuEvidence[] => evidenceOf(card, [name], unit)),
    })) ?? null
  );
}

/** The figures of one round that change from minute to minute. */
export function sampleOf({ at, cards }: Look): GpuSample {
  return {
    at,
    cards:
      cards?.map((card) => ({
        card: idOf(card),
        temperature: known(card.temperature),
        power: known(card.power),
        clock: known(card.clock),
        memoryUsed: known(card.memoryUsed),
        busy: known(card.busy),
        fan: known(card.fan),
      })) ?? null,
  };
}

function idOf(card: Card): string {
  return card.address ?? card.name ?? "a card";
}
