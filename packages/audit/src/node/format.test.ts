import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readLinks } from "../common/record-body.ts";
import { readHead } from "./head.ts";
import { recordHash } from "./record-hash.ts";

/** The examples of docs/formats/log.md are its test vectors. */
const page = readFileSync(join(import.meta.dirname, "../../../../docs/formats/log.md"), "utf8");
const [records = "", headText = ""] = [...page.matchAll(/^```\n([^]*?)^```$/gm)].map(
  ([, block]) => block ?? "",
);

describe("docs/formats/log.md", () => {
  it("shows records that have their hashes and are linked", () => {
    const [first = "", firstHash, second = "", secondHash] = records.split("\n");
    expect([recordHash(first), readLinks(second)?.prev, recordHash(second)]).toEqual([
      firstHash,
      firstHash,
      secondHash,
    ]);
  });

  it("shows a head that its key signed, over those records", () => {
    const { text: _text, ...head } = readHead(headText) ?? {};
    const [first = "", , , hash] = records.split("\n");
    const { detail } = JSON.parse(first) as { detail: { publicKey: string } };
    expect(head).toEqual({
      log: readLinks(first)?.log,
      size: 2,
      hash,
      signedAt: "2026-11-01T00:00:01.000Z",
      publicKey: detail.publicKey,
    });
  });
});
