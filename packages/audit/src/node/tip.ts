import { HASH_BYTES } from "../common/tree/hashing.ts";
import { addSubtree, emptyFrontier, rootOf, type Frontier } from "../common/tree/frontier.ts";
import type { NodeAt } from "../common/tree/proofs.ts";
import { TILE_LEVELS, TILE_WIDTH, tileNode } from "../common/tree/tile.ts";
import { hashing } from "./hashing.ts";
import { leafAt } from "./record.ts";
import type { Store, Tile } from "./store.ts";

/** The growing end of the tree: its right edge, and the tiles that are not full yet. */
export interface Tip {
  readonly frontier: Frontier;
  /** The hashes of the tile that is being filled, level by level. */
  readonly partial: Buffer[][];
}

/** Adds a leaf; answers the tiles that became full by it, lowest first. */
export function grow(tip: Tip, leaf: Buffer): Tile[] {
  const completed = addSubtree(hashing, tip.frontier, 0, leaf);
  const full: Tile[] = [];
  let hash = leaf;
  for (let level = 0, n = tip.frontier.size; ; level++) {
    const hashes = (tip.partial[level] ??= []);
    hashes.push(hash);
    if (hashes.length < TILE_WIDTH) return full;
    n = Math.floor(n / TILE_WIDTH);
    hash = rootOfFullTile(completed, level);
    full.push({ level, n: n - 1, hashes: Buffer.concat(hashes), root: hash });
    hashes.length = 0;
  }
}

/** A tile that became full is a subtree that the leaf completed. */
function rootOfFullTile(completed: readonly Uint8Array[], level: number): Buffer {
  const root = completed[TILE_LEVELS * (level + 1) - 1];
  if (!root) throw new RangeError("a tile is full and its subtree is not");
  return Buffer.from(root);
}

export function rootOfTip(tip: Tip): Buffer {
  return Buffer.from(rootOf(hashing, tip.frontier));
}

/**
 * The end of a tree of `size` as the database has it. Reads at most 255 records and 255 roots a level. Throws RangeError when rows or tiles
 * are missing.
 */
export function loadTip(store: Store, log: string, size: number): Tip {
  const partial: Buffer[][] = [];
  const counts: number[] = [];
  for (let nodes = size; nodes > 0; nodes = Math.floor(nodes / TILE_WIDTH)) counts.push(nodes);
  counts.forEach((nodes, level) => {
    const from = nodes - (nodes % TILE_WIDTH);
    const hashes =
      level === 0
        ? store.rows(from, nodes).map(({ seq, digest }) => leafAt(log, seq, digest))
        : store.tileRoots(level - 1, from, nodes);
    if (hashes.length !== nodes - from) throw new RangeError("rows or tiles are missing");
    partial[level] = hashes;
  });
  const frontier = emptyFrontier();
  partial.toReversed().forEach((hashes, i) => {
    const level = (partial.length - 1 - i) * TILE_LEVELS;
    for (const hash of hashes) addSubtree(hashing, frontier, level, hash);
  });
  return { frontier, partial };
}

/** Every complete subtree below `tip`, out of full tiles and the ones being filled. Throws RangeError for a tile that is missing. */
export function nodesOf(store: Store, tip: Tip): NodeAt {
  return (level, n) => {
    const tileLevel = Math.floor(level / TILE_LEVELS);
    const width = 2 ** (level - tileLevel * TILE_LEVELS);
    const first = n * width;
    const index = Math.floor(first / TILE_WIDTH);
    const stored = store.tile(tileLevel, index);
    const filling = tip.partial[tileLevel] ?? [];
    const full = Math.floor(tip.frontier.size / TILE_WIDTH ** (tileLevel + 1));
    const hashes = stored?.hashes ?? (index === full ? Buffer.concat(filling) : undefined);
    const from = first % TILE_WIDTH;
    if (!hashes || hashes.length < (from + width) * HASH_BYTES) throw new RangeError("a tile is missing");
    return tileNode(hashing, hashes, from, from + width);
  };
}
