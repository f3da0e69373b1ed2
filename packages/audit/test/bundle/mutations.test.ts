import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plainCrypto } from "../../src/common/bundle/noble-crypto.ts";
import { verifyBundle } from "../../src/common/bundle/verify.ts";
import { nodeCrypto } from "../../src/node/bundle-crypto.ts";
import { forge } from "./edit.ts";
import { writeTestLog } from "./fixture.ts";
import { MUTATIONS, type World } from "./mutations.ts";

const [log, second] = [writeTestLog(), writeTestLog()];
let world: World;
beforeAll(async () => {
  const [mine, theirs] = [await log.build(), await second.build()];
  world = { archive: mine.archive, keys: log.keys, other: { archive: theirs.archive, keys: second.keys } };
});
afterAll(() => {
  log.close();
  second.close();
});

describe("a bundle that was tampered with", () => {
  it.each(MUTATIONS)("$name: $problem", ({ problem, make }) => {
    const archive = make(world);
    const verdict = verifyBundle(nodeCrypto, archive, null);
    expect(verdict).toMatchObject({ ok: false, problem });
    expect(verifyBundle(plainCrypto, archive, null)).toEqual(verdict);
  });

  it("is the same bundle when a forger with the key changes nothing", () => {
    const archive = forge(world.archive, "thief", world.keys, () => undefined);
    expect(Buffer.compare(archive, world.archive)).toBe(0);
    expect(verifyBundle(plainCrypto, archive, null).ok).toBe(true);
  });

  it("is another log to who has the words, whoever signed it", () => {
    const verdict = verifyBundle(nodeCrypto, world.other.archive, null);
    const mine = verifyBundle(nodeCrypto, world.archive, null);
    expect(verdict.ok && mine.ok).toBe(true);
    expect(verifyBundle(nodeCrypto, world.other.archive, mine.ok ? mine.facts.words : "")).toMatchObject({
      ok: false,
      problem: "words",
    });
  });

  it("is refused with any byte changed", { timeout: 60_000 }, () => {
    for (let at = 0; at < world.archive.length; at += 97) {
      const archive = Buffer.from(world.archive);
      archive[at] = (archive[at] ?? 0) ^ 1;
      expect([at, verifyBundle(nodeCrypto, archive, null).ok]).toEqual([at, false]);
    }
  });

  it("is refused when it is cut at any place", () => {
    for (let at = 0; at < world.archive.length; at += 61)
      expect([at, verifyBundle(nodeCrypto, world.archive.subarray(0, at), null).ok]).toEqual([at, false]);
  });
});
