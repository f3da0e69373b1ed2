/** SHA-256 over the concatenation of the parts, 32 bytes. Given in, so that trees work in Node and in a bare browser page. */
export type Sha256 = (...parts: readonly Uint8Array[]) => Uint8Array;

export const HASH_BYTES = 32;

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** Merkle tree hashing of RFC 6962, section 2.1: leaves and nodes can never be mistaken for each other. */
export interface TreeHashing {
  leaf(entry: Uint8Array): Uint8Array;
  node(left: Uint8Array, right: Uint8Array): Uint8Array;
  /** The root of a tree without leaves. */
  readonly empty: Uint8Array;
}

export function treeHashing(sha256: Sha256): TreeHashing {
  return {
    leaf: (entry) => sha256(LEAF, entry),
    node: (left, right) => sha256(NODE, left, right),
    empty: sha256(),
  };
}
