import type { TreeHashing } from "./hashing.ts";

/**
 * The right edge of a growing tree: the roots of its complete subtrees, largest first, one per bit of its size. Enough to add leaves and
 * to name the root; takes at most 53 hashes whatever the size.
 */
export interface Frontier {
  size: number;
  readonly roots: Uint8Array[];
}

export function emptyFrontier(): Frontier {
  return { size: 0, roots: [] };
}

/**
 * Adds a complete subtree of 2^level leaves; the size must be a multiple of that. Level 0 adds a leaf. Answers the roots of the subtrees that
 * it completed, of 2^(level + 1) leaves first.
 */
export function addSubtree(
  hashing: TreeHashing,
  frontier: Frontier,
  level: number,
  root: Uint8Array,
): Uint8Array[] {
  const { roots } = frontier;
  const completed: Uint8Array[] = [];
  let hash = root;
  // Each trailing one bit of the size is a complete subtree as large as the new one: they merge.
  for (let rest = frontier.size / 2 ** level; rest % 2 === 1; rest = (rest - 1) / 2) {
    const left = roots.pop();
    if (!left) throw new RangeError("a frontier lacks a root");
    hash = hashing.node(left, hash);
    completed.push(hash);
  }
  roots.push(hash);
  frontier.size += 2 ** level;
  return completed;
}

/** The root of the whole tree (RFC 6962 MTH). */
export function rootOf(hashing: TreeHashing, { roots }: Frontier): Uint8Array {
  return (
    roots.reduceRight<Uint8Array | null>((right, left) => (right ? hashing.node(left, right) : left), null) ??
    hashing.empty
  );
}

export function copyFrontier({ size, roots }: Frontier): Frontier {
  return { size, roots: [...roots] };
}
