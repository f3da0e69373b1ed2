import { hash } from "node:crypto";
import { treeHashing, type Sha256, type TreeHashing } from "../common/tree/hashing.ts";

/** SHA-256, 32 bytes. Taken as text on the way: a buffer that the hash function makes itself costs three times the hash of a short input. */
export function digest(input: string | Uint8Array): Buffer {
  return Buffer.from(hash("sha256", input, "latin1"), "latin1");
}

export const sha256: Sha256 = (...parts) =>
  digest(parts.length === 1 ? (parts[0] ?? new Uint8Array()) : Buffer.concat(parts));

const plain = treeHashing(sha256);
/** One node is `0x01` and two hashes; reused, since a verification hashes millions. */
const scratch = Buffer.alloc(65);
scratch[0] = 1;

export const hashing: TreeHashing = {
  ...plain,
  node: (left, right) => {
    scratch.set(left, 1);
    scratch.set(right, 33);
    return digest(scratch);
  },
};

/** The leaf over an entry's text, whose characters are all ASCII. */
export function leafOf(entry: string): Buffer {
  return digest(`\0${entry}`);
}
