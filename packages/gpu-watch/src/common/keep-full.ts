import { joinCards, known, type Card } from "./card.ts";
import type { Look } from "./look.ts";

/** What only a full round asks for is taken from the last one, for the same cards; what a light round knows goes first. */
export function withLastFull(light: Look, full: Look | null): Look {
  if (light.cards === null || full?.cards == null) return light;
  const before = full.cards;
  const events = light.events ?? full.events;
  return {
    ...light,
    events,
    cards: light.cards.map((card) =>
      fill(
        card,
        before.find((other) => isSame(card, other)),
      ),
    ),
  };
}

function fill(card: Card, before: Card | undefined): Card {
  return before === undefined ? card : joinCards(card, before);
}

/** The same place and, where both are told, the same card in it. */
function isSame(card: Card, other: Card): boolean {
  const [now, then] = [known(card.uuid), known(other.uuid)];
  return (
    card.address === other.address &&
    card.name === other.name &&
    (now === null || then === null || now === then)
  );
}
