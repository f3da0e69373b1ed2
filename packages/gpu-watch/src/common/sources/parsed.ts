/** What a parser made of one output. `why` is one plain sentence about what was wrong with it. */
export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string };

/** Thrown inside parsers and caught at their edge. */
export class Malformed extends Error {}

/** Runs a parser; what it threw on purpose becomes `why`. Everything else is a fault of ours and goes on. */
export function parsing<T>(parse: () => T): Parsed<T> {
  try {
    return { ok: true, value: parse() };
  } catch (error) {
    if (error instanceof Malformed) return { ok: false, why: error.message };
    throw error;
  }
}

/** The cards, when no two stand at one address: of two, one would be compared with what the other is. Throws `Malformed`. */
export function eachOnce<One extends { readonly address: string | null }>(
  cards: readonly One[],
): readonly One[] {
  if (new Set(cards.map(({ address }) => address)).size !== cards.length)
    throw new Malformed("The output names one card twice.");
  return cards;
}
