import type { TreeHashing } from "./hashing.ts";
import { HASH_BYTES } from "./hashing.ts";

/** Hashes of a full tile: eight levels of the tree (C2SP tlog-tiles). */
export const TILE_WIDTH = 256;
export const TILE_LEVELS = 8;

/** `tile/<L>/<N>[.p/<W>]` below a log's prefix; `level` "entries" names entry bundles. */
export function tilePath(level: number | "entries", n: number, width: number = TILE_WIDTH): string {
  const groups = [String(n % 1000).padStart(3, "0")];
  for (let rest = Math.floor(n / 1000); rest > 0; rest = Math.floor(rest / 1000))
    groups.unshift(`x${String(rest % 1000).padStart(3, "0")}`);
  const partial = width === TILE_WIDTH ? "" : `.p/${String(width)}`;
  return `tile/${String(level)}/${groups.join("/")}${partial}`;
}

export interface TileName {
  readonly level: number;
  readonly n: number;
  /** Hashes in it, 1 to 256. */
  readonly width: number;
}

/** Every tile of a tree of this size, full ones and partial ones. */
export function tilesOf(size: number): TileName[] {
  const tiles: TileName[] = [];
  for (let level = 0, nodes = size; nodes > 0; level++, nodes = Math.floor(nodes / TILE_WIDTH)) {
    const full = Math.floor(nodes / TILE_WIDTH);
    for (let n = 0; n < full; n++) tiles.push({ level, n, width: TILE_WIDTH });
    if (nodes % TILE_WIDTH > 0) tiles.push({ level, n: full, width: nodes % TILE_WIDTH });
  }
  return tiles;
}

/** The root over the hashes `from` to below `to` of a tile, a power of two of them. */
export function tileNode(hashing: TreeHashing, tile: Uint8Array, from: number, to: number): Uint8Array {
  if (to - from === 1) return tile.subarray(from * HASH_BYTES, to * HASH_BYTES);
  const middle = (from + to) / 2;
  return hashing.node(tileNode(hashing, tile, from, middle), tileNode(hashing, tile, middle, to));
}
