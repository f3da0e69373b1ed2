import type { BaselineCard } from "./baseline/baseline.ts";
import { known, type Card, type FactName } from "./card.ts";

/** What tells one card from another, whoever looked. */
interface Face {
  readonly address: string | null;
  readonly vendorId: number | null;
  readonly name: string | null;
  readonly seenBy: readonly string[];
  readonly uuid: string | null;
  readonly uuidBy: string | undefined;
  readonly device: string | null;
  readonly subsystem: string | null;
}

/** Facts that every source spells the same: numbers that PCI defines. */
const ALIKE: ReadonlySet<FactName> = new Set(["device", "subsystem", "linkWidth"]);

export function isAlike(name: FactName): boolean {
  return ALIKE.has(name);
}

/** Whether what two sources tell of a fact can be compared. No source on both sides: facts of one hand. */
export function comparable(name: FactName, then: string | undefined, now: string | undefined): boolean {
  return then === now || (ALIKE.has(name) && then !== undefined && now !== undefined);
}

function faceOf(card: Card | BaselineCard): Face {
  const { address, vendorId, name, seenBy } = card;
  const ids =
    "identity" in card
      ? card.identity
      : { uuid: known(card.uuid), device: known(card.device), subsystem: known(card.subsystem) };
  const { uuid, device, subsystem } = ids;
  return { address, vendorId, name, seenBy, uuid, uuidBy: card.by.uuid, device, subsystem };
}

/** Whether nothing that both tell says that these are two cards. Names count only where one source gave both, since each source has its own. */
export function maySame(one: Card | BaselineCard, other: Card | BaselineCard): boolean {
  return agree(faceOf(one), faceOf(other));
}

function agree(a: Face, b: Face): boolean {
  const names = (["address", "vendorId", "device", "subsystem"] as const).every(
    (name) => a[name] === null || b[name] === null || a[name] === b[name],
  );
  const numbered = a.uuid === null || b.uuid === null || a.uuid === b.uuid || a.uuidBy !== b.uuidBy;
  const named = a.name === null || b.name === null || a.name === b.name;
  // The tool that knows more than the system's files names the card; the files call it by its number.
  const tools = a.seenBy.filter((source) => b.seenBy.includes(source));
  const alone = tools.length === a.seenBy.length && tools.length === b.seenBy.length;
  return names && numbered && (named || !alone);
}

/** From the surest to what is left over. Two addresses that differ are two places, so they are never one card. */
const PASSES: readonly ((a: Face, b: Face) => boolean)[] = [
  (a, b) => a.address !== null && a.address === b.address,
  (a, b) => agree(a, b) && a.uuid !== null && a.uuid === b.uuid,
  (a, b) => agree(a, b) && a.name === b.name && a.device === b.device,
  (a, b) => agree(a, b) && a.name === b.name,
  (a, b) => agree(a, b) && (a.address === null) !== (b.address === null),
];

/** Which of one list are which of another; each is used once, so that two cards of one name are two. */
export function pairCards<A extends Card | BaselineCard, B extends Card | BaselineCard>(
  first: readonly A[],
  second: readonly B[],
): {
  readonly pairs: readonly (readonly [A, B])[];
  readonly first: readonly A[];
  readonly second: readonly B[];
} {
  const mates = new Map<A, B>();
  const [facesA, facesB] = [first.map(faceOf), second.map(faceOf)];
  const taken = new Set<B>();
  for (const isPair of PASSES)
    first.forEach((one, a) => {
      const at = second.findIndex((other, b) => !taken.has(other) && fits(facesA[a], facesB[b], isPair));
      const mate = mates.has(one) ? undefined : second[at];
      if (mate === undefined) return;
      mates.set(one, mate);
      taken.add(mate);
    });
  return {
    pairs: [...mates],
    first: first.filter((one) => !mates.has(one)),
    second: second.filter((other) => !taken.has(other)),
  };
}

function fits(a: Face | undefined, b: Face | undefined, isPair: (a: Face, b: Face) => boolean): boolean {
  return a !== undefined && b !== undefined && isPair(a, b);
}
