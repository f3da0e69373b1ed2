import { RpcError } from "@casemate/contract";
import { decodeAnyBase64, toHex } from "../note/base64.ts";
import { HASH_BYTES, treeHashing, type Sha256 } from "../tree/hashing.ts";
import { TILE_LEVELS, TILE_WIDTH, tileNode } from "../tree/tile.ts";
import type { LedgerCall } from "./ledger-calls.ts";
import type { Piece } from "./piece.ts";

/** Tiles that are kept while a bundle is made: the ones of a gap lie beside each other. */
const KEPT_TILES = 16;

/** The largest complete subtrees that make up records `from` to below `to`, in their order. */
export function subtreesOf(from: number, to: number): { seq: number; level: number }[] {
  const subtrees: { seq: number; level: number }[] = [];
  for (let seq = from; seq < to;) {
    let level = 0;
    while (seq % 2 ** (level + 1) === 0 && seq + 2 ** (level + 1) <= to) level++;
    subtrees.push({ seq, level });
    seq += 2 ** level;
  }
  return subtrees;
}

/** Roots of the subtrees that stand for records that a bundle leaves out, from a log of `size`. */
export function gapsOf(
  call: LedgerCall,
  sha256: Sha256,
  size: number,
): (from: number, to: number) => Promise<Piece[]> {
  const hashing = treeHashing(sha256);
  const tiles = new Map<string, Uint8Array>();
  const tileAt = async (level: number, n: number): Promise<Uint8Array> => {
    const name = `${String(level)}/${String(n)}`;
    const kept = tiles.get(name);
    if (kept) return kept;
    const width = Math.min(TILE_WIDTH, Math.floor(size / TILE_WIDTH ** level) - n * TILE_WIDTH);
    const { hashes } = await call("ledger.tile", { level, n, width });
    const tile = decodeAnyBase64(hashes, TILE_WIDTH * HASH_BYTES);
    if (tile?.length !== width * HASH_BYTES)
      throw new RpcError("damaged", "A part of the log's tree is missing.");
    if (tiles.size === KEPT_TILES) tiles.delete(tiles.keys().next().value ?? "");
    tiles.set(name, tile);
    return tile;
  };
  const hashOf = async (seq: number, level: number): Promise<string> => {
    const tileLevel = Math.floor(level / TILE_LEVELS);
    const width = 2 ** (level % TILE_LEVELS);
    const at = seq / TILE_WIDTH ** tileLevel;
    const n = Math.floor(at / TILE_WIDTH);
    const from = at - n * TILE_WIDTH;
    return toHex(tileNode(hashing, await tileAt(tileLevel, n), from, from + width));
  };
  return async (from, to) => {
    const pieces: Piece[] = [];
    for (const { seq, level } of subtreesOf(from, to))
      pieces.push({ seq, level, hash: await hashOf(seq, level) });
    return pieces;
  };
}
