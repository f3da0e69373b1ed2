import { hash } from "node:crypto";
import { treeHashing, type Sha256, type TreeHashing } from "../common/tree/hashing.ts";

export const sha256: Sha256 = (...parts) =>
  hash("sha256", parts.length === 1 ? (parts[0] ?? new Uint8Array()) : Buffer.concat(parts), "buffer");

const plain = treeHashing(sha256);
/** One node is `0x01` and two hashes; reused, since a verification hashes millions. */
const scratch = Buffer.alloc(65);
scratch[0] = 1;

export const hashing: TreeHashing = {
  ...plain,
  node: (left, right) => {
    scratch.set(left, 1);
    scratch.set(right, 33);
    return hash("sha256", scratch, "buffer");
  },
};

/** The leaf over an entry's text, whose characters are all ASCII. */
export function leafOf(entry: string): Buffer {
  return hash("sha256", `\0${entry}`, "buffer");
}
