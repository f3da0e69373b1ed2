import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { wordsFor } from "../common/bundle/words.ts";
import { readCheckpoint } from "../common/note/checkpoint.ts";
import { parseNote, readVerifierKey } from "../common/note/signed-note.ts";
import { composeRecord } from "../common/record/fields.ts";
import { parseBody, readLinks } from "../common/record/read.ts";
import { checkNote, openingKeys, sealedKeys } from "./chain-of-keys.ts";
import { openEpoch, nextEpoch, signCheckpoint } from "./epoch.ts";
import { hashing, sha256 } from "./hashing.ts";
import { commitmentsOf, digestOf, leafAt } from "./record.ts";

/** The examples of docs/formats/log.md are its test vectors. */
const page = readFileSync(join(import.meta.dirname, "../../../../docs/formats/log.md"), "utf8");
const [records = "", note = "", keys = ""] = [...page.matchAll(/^```\n([^]*?)^```$/gm)].map(
  ([, block]) => block ?? "",
);
const LOG = "00112233445566778899aabbccddeeff";
/** RFC 8032, section 7.1, tests 1 and 2. */
const LOG_SEED = Buffer.from("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "hex");
const EPOCH_SEED = Buffer.from("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "hex");
const bodies = records.split("\n").filter((line) => line.startsWith("{"));

/** The block again, out of the texts and the salts that the page describes. */
function written(): string {
  return bodies
    .map((body, seq) => {
      const { texts } = composeRecord(parseBody(body) ?? {});
      const salts = Buffer.concat(texts.map((_, i) => Buffer.alloc(16, 16 * seq + i)));
      const digest = digestOf(texts, salts);
      const fields = commitmentsOf(texts, salts).map((commitment, i) => `${commitment} ${texts[i] ?? ""}\n`);
      return `${body}\n${fields.join("")}digest ${digest.toString("hex")}\nleaf ${leafAt(LOG, seq, digest).toString("hex")}\n`;
    })
    .join("");
}

function keysOf(seq: number): ReturnType<typeof readLinks> {
  return readLinks(parseBody(bodies[seq] ?? "") ?? {});
}

describe("docs/formats/log.md", () => {
  it("shows records with their commitments, digests and leaves", () => {
    expect([bodies.length, written()]).toEqual([2, records]);
  });

  it("shows a checkpoint over those records, which the keys they name signed", () => {
    const epoch = openEpoch({ log: LOG, logSeed: LOG_SEED, epoch: 0, epochSeed: EPOCH_SEED });
    const leaves = [...records.matchAll(/^leaf (.*)$/gm)].map(([, leaf]) => Buffer.from(leaf ?? "", "hex"));
    const root = Buffer.from(hashing.node(leaves[0] ?? sha256(), leaves[1] ?? sha256()));
    const first = openingKeys(keysOf(0))!;
    expect([signCheckpoint(epoch, 2, root), checkNote({ epoch: 0, size: 2, note }, first)]).toEqual([
      note,
      readCheckpoint(parseNote(note)?.text ?? ""),
    ]);
  });

  it("shows the next epoch's key and seed, the verifier key and the words", () => {
    const first = openingKeys(keysOf(0))!;
    const next = nextEpoch(openEpoch({ log: LOG, logSeed: LOG_SEED, epoch: 0, epochSeed: EPOCH_SEED }));
    const [key = "", words] = keys.split("\n");
    expect({
      next: sealedKeys(first, keysOf(1))?.epochKey,
      seed: page.includes(next.keys.epochSeed.toString("hex")),
      key: readVerifierKey(sha256, key)?.publicKey,
      words,
    }).toEqual({
      next: new Uint8Array(next.epoch.publicKey),
      seed: true,
      key: first.publicKey,
      words: wordsFor(sha256, first),
    });
  });
});
