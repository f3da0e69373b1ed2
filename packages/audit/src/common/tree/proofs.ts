import type { TreeHashing } from "./hashing.ts";

/** The hash of the complete subtree over leaves n·2^level to (n+1)·2^level. */
export type NodeAt = (level: number, n: number) => Uint8Array;

/** No tree of ours comes near: proofs longer than this are refused before they are read. */
export const MAX_PROOF_HASHES = 53;

/** RFC 6962 MTH of leaves `from` to below `to`, where `from` is a multiple of the largest power of two that fits. */
export function rangeRoot(hashing: TreeHashing, nodeAt: NodeAt, from: number, to: number): Uint8Array {
  const count = to - from;
  if (count === 0) return hashing.empty;
  const level = Math.floor(Math.log2(count));
  const whole = 2 ** level;
  if (whole === count) return nodeAt(level, from / whole);
  return hashing.node(nodeAt(level, from / whole), rangeRoot(hashing, nodeAt, from + whole, to));
}

/** Leaf's sibling first, root's child last (RFC 6962, section 2.1.1). `index` is below `size`. */
export function inclusionProof(
  hashing: TreeHashing,
  nodeAt: NodeAt,
  index: number,
  size: number,
): Uint8Array[] {
  return path(hashing, nodeAt, index, 0, size);
}

function path(hashing: TreeHashing, nodeAt: NodeAt, index: number, from: number, to: number): Uint8Array[] {
  if (to - from <= 1) return [];
  const middle = from + splitOf(to - from);
  return index < middle
    ? [...path(hashing, nodeAt, index, from, middle), rangeRoot(hashing, nodeAt, middle, to)]
    : [...path(hashing, nodeAt, index, middle, to), rangeRoot(hashing, nodeAt, from, middle)];
}

/** That the tree of size `to` begins with the one of size `from` (RFC 6962, section 2.1.2). 0 < from ≤ to. */
export function consistencyProof(
  hashing: TreeHashing,
  nodeAt: NodeAt,
  from: number,
  to: number,
): Uint8Array[] {
  const subproof = (start: number, end: number, known: boolean): Uint8Array[] => {
    if (from === end) return known ? [] : [rangeRoot(hashing, nodeAt, start, end)];
    const middle = start + splitOf(end - start);
    return from <= middle
      ? [...subproof(start, middle, known), rangeRoot(hashing, nodeAt, middle, end)]
      : [...subproof(middle, end, false), rangeRoot(hashing, nodeAt, start, middle)];
  };
  return from === to ? [] : subproof(0, to, true);
}

/** The largest power of two below `count`. */
function splitOf(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

/** The root that a leaf at `index` and its proof lead to; null when the proof has the wrong length (RFC 9162, section 2.1.3.2). */
export function rootFromInclusion(
  hashing: TreeHashing,
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
): Uint8Array | null {
  if (index < 0 || index >= size) return null;
  let [node, last, hash] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (last === 0) return null;
    if (node % 2 === 1 || node === last) {
      hash = hashing.node(sibling, hash);
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else hash = hashing.node(hash, sibling);
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hash : null;
}

/** Whether `proof` shows that a tree of `size` with `root` begins with one of `fromSize` with `fromRoot` (RFC 9162, section 2.1.4.2). */
export function isConsistent(
  hashing: TreeHashing,
  from: { readonly size: number; readonly root: Uint8Array },
  to: { readonly size: number; readonly root: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  if (from.size <= 0 || from.size > to.size) return false;
  if (from.size === to.size) return proof.length === 0 && same(from.root, to.root);
  const steps = Number.isInteger(Math.log2(from.size)) ? [from.root, ...proof] : [...proof];
  const [first, ...rest] = steps;
  if (!first) return false;
  let [node, last] = [from.size - 1, to.size - 1];
  while (node % 2 === 1) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  let [older, newer] = [first, first];
  for (const hash of rest) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      [older, newer] = [hashing.node(hash, older), hashing.node(hash, newer)];
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else newer = hashing.node(newer, hash);
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 && same(older, from.root) && same(newer, to.root);
}

/** Public values: no secret depends on where they differ. */
function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
