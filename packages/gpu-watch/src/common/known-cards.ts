import { known } from "./card.ts";
import type { Look } from "./look.ts";
import type { KnownCard } from "./webgpu/cards.ts";

const MIB = 1024 * 1024;

/** The cards of a look, as far as a known-answer test has to know them. */
export function knownCards({ cards }: Look): KnownCard[] {
  return (cards ?? []).map((card) => {
    const free = known(card.memoryFree);
    return {
      name: card.name ?? card.address ?? "a card",
      vendorId: card.vendorId,
      device: known(card.device),
      freeBytes: free === null ? null : Math.max(0, free) * MIB,
    };
  });
}
