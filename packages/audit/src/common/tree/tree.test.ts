import * as fc from "fast-check";
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { addSubtree, emptyFrontier, rootOf } from "./frontier.ts";
import { treeHashing } from "./hashing.ts";
import {
  consistencyProof,
  inclusionProof,
  isConsistent,
  rangeRoot,
  rootFromInclusion,
  type NodeAt,
} from "./proofs.ts";
import { tilePath, tilesOf } from "./tile.ts";

const hashing = treeHashing((...parts) => {
  const hash = createHash("sha256");
  parts.forEach((part) => hash.update(part));
  return hash.digest();
});
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const leaves = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => hashing.leaf(Buffer.from(String(i))));

/** RFC 6962, section 2.1, word by word. */
function mth(list: readonly Uint8Array[]): Uint8Array {
  const [only] = list;
  if (!only) return hashing.empty;
  if (list.length === 1) return only;
  const k = 2 ** Math.ceil(Math.log2(list.length) - 1);
  return hashing.node(mth(list.slice(0, k)), mth(list.slice(k)));
}

function nodesOf(list: readonly Uint8Array[]): NodeAt {
  return (level, n) => mth(list.slice(n * 2 ** level, (n + 1) * 2 ** level));
}

const SIZE = fc.integer({ min: 1, max: 200 });

describe("the Merkle tree", () => {
  it("has the roots that RFC 6962 gives for the eight leaves of its reference tests", () => {
    const data = [
      "",
      "00",
      "10",
      "2021",
      "3031",
      "40414243",
      "5051525354555657",
      "606162636465666768696a6b6c6d6e6f",
    ];
    const frontier = emptyFrontier();
    const roots = data.map((entry) => {
      addSubtree(hashing, frontier, 0, hashing.leaf(Buffer.from(entry, "hex")));
      return hex(rootOf(hashing, frontier));
    });
    expect([hex(rootOf(hashing, emptyFrontier())), roots[0], roots[2], roots[7]]).toEqual([
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]);
  });

  it("grows leaf by leaf, by whole subtrees, and out of ranges to the same root", () => {
    fc.assert(
      fc.property(SIZE, fc.integer({ min: 0, max: 7 }), (size, level) => {
        const list = leaves(size);
        const [slow, fast] = [emptyFrontier(), emptyFrontier()];
        list.forEach((leaf) => {
          addSubtree(hashing, slow, 0, leaf);
        });
        const whole = Math.floor(size / 2 ** level);
        for (let n = 0; n < whole; n++) addSubtree(hashing, fast, level, nodesOf(list)(level, n));
        list.slice(whole * 2 ** level).forEach((leaf) => {
          addSubtree(hashing, fast, 0, leaf);
        });
        const roots = [
          rootOf(hashing, slow),
          rootOf(hashing, fast),
          rangeRoot(hashing, nodesOf(list), 0, size),
        ];
        expect(roots.map(hex)).toEqual([1, 2, 3].map(() => hex(mth(list))));
      }),
    );
  });

  it("proves every leaf of every size, and nothing with any hash changed, left out, added or moved", () => {
    fc.assert(
      fc.property(SIZE, fc.nat(), fc.nat(), (size, a, b) => {
        const list = leaves(size);
        const index = a % size;
        const proof = inclusionProof(hashing, nodesOf(list), index, size);
        const leaf = list[index] ?? hashing.empty;
        const root = hex(mth(list));
        const leadsTo = (hashes: readonly Uint8Array[], at = index, of = size): boolean => {
          const found = rootFromInclusion(hashing, leaf, at, of, hashes);
          return found !== null && hex(found) === root;
        };
        const at = b % Math.max(1, proof.length);
        const hostile = [
          ...(proof.length > 0
            ? [
                proof.toSpliced(at, 1),
                proof.toSpliced(at, 1, hashing.leaf(Buffer.from("other"))),
                proof.slice(1),
              ]
            : []),
          [...proof, hashing.empty],
        ];
        expect([leadsTo(proof), hostile.filter((hashes) => leadsTo(hashes)).length]).toEqual([true, 0]);
        expect([leadsTo(proof, index, size + 2 ** 20), leadsTo(proof, size), leadsTo(proof, -1)]).toEqual([
          false,
          false,
          false,
        ]);
      }),
    );
  });

  it("shows that one size begins with another, and takes no other beginning", () => {
    fc.assert(
      fc.property(SIZE, fc.nat(), fc.nat(), (size, a, b) => {
        const list = leaves(size);
        const from = 1 + (a % size);
        const proof = consistencyProof(hashing, nodesOf(list), from, size);
        const [old, now] = [
          { size: from, root: mth(list.slice(0, from)) },
          { size, root: mth(list) },
        ];
        const forged = {
          size: from,
          root: mth(list.slice(0, from).toSpliced(b % from, 1, hashing.leaf(Buffer.from("other")))),
        };
        const hostile = [
          isConsistent(hashing, forged, now, proof),
          isConsistent(hashing, old, { ...now, root: hashing.empty }, proof),
          isConsistent(hashing, old, now, [...proof, hashing.empty]),
          proof.length > 0 && isConsistent(hashing, old, now, proof.toSpliced(b % proof.length, 1)),
          isConsistent(hashing, { ...old, size: 0 }, now, proof),
        ];
        expect([isConsistent(hashing, old, now, proof), hostile]).toEqual([
          true,
          [false, false, false, false, false],
        ]);
      }),
    );
  });
});

describe("tiles", () => {
  it.each([
    [0, 0, 256, "tile/0/000"],
    [0, 5, 7, "tile/0/005.p/7"],
    [2, 1234067, 256, "tile/2/x001/x234/067"],
    ["entries", 1000, 1, "tile/entries/x001/000.p/1"],
  ] as const)("level %s, number %i, width %i: %s", (level, n, width, path) => {
    expect(tilePath(level, n, width)).toBe(path);
  });

  it("of a log of 70,000 entries are those that C2SP counts", () => {
    const tiles = tilesOf(70_000);
    const partial = tiles.filter(({ width }) => width < 256).map(({ level, width }) => [level, width]);
    expect([
      tiles.filter(({ level, width }) => level === 0 && width === 256).length,
      partial,
      tilesOf(256).length,
    ]).toEqual([
      273,
      [
        [0, 112],
        [1, 17],
        [2, 1],
      ],
      2,
    ]);
  });
});
