import * as fc from "fast-check";
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { signerOf, verifyEd25519 } from "../../node/ed25519.ts";
import { checkpointText, readCheckpoint } from "./checkpoint.ts";
import { formatProof, parseProof } from "./proof-file.ts";
import {
  formatNote,
  parseNote,
  readVerifierKey,
  signatureLine,
  signedBy,
  verifierKey,
} from "./signed-note.ts";
import type { Sha256 } from "../tree/hashing.ts";

const sha256: Sha256 = (...parts) => {
  const hash = createHash("sha256");
  parts.forEach((part) => hash.update(part));
  return hash.digest();
};
const signer = signerOf(Buffer.alloc(32, 1));
const key = { name: "casemate/log/test", publicKey: signer.publicKey };
const text = checkpointText({ origin: key.name, size: 42, root: Buffer.alloc(32, 9) });
const note = formatNote(text, [signatureLine(sha256, key, signer.sign(text))]);

function verdict(changed: string, by = key): string {
  const parsed = parseNote(changed);
  return parsed && readCheckpoint(parsed.text)
    ? signedBy(sha256, verifyEd25519, parsed, by)
    : "no checkpoint";
}

describe("a signed checkpoint", () => {
  it("is signed by its key; by no other; and not after any change of one bit", () => {
    const bytes = Buffer.from(note);
    const taken: number[] = [];
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      if (verdict(changed.toString("utf8")) === "valid") taken.push(bit);
    }
    const stranger = { ...key, publicKey: signerOf(Buffer.alloc(32, 2)).publicKey };
    expect([verdict(note), verdict(note, stranger), taken]).toEqual(["valid", "absent", []]);
  });

  it("may carry signatures of others, known or not, but its own only once", () => {
    const other = signatureLine(sha256, { ...key, name: "witness.example" }, Buffer.alloc(64));
    const long = `— pq.example ${Buffer.alloc(2424, 3).toString("base64")}\n`;
    const own = note.slice(text.length + 1);
    expect([note + other, note + long, note + own, `${text}\n`].map((one) => verdict(one))).toEqual([
      "valid",
      "valid",
      "invalid",
      "no checkpoint",
    ]);
  });

  it.each([
    ["size with a zero before it", text.replace("\n42\n", "\n042\n")],
    ["negative size", text.replace("\n42\n", "\n-1\n")],
    ["extension line", `${text}more\n`],
    ["root with spare bits set", text.replace("k=\n", "l=\n").replace("Q=\n", "R=\n")],
    ["root of 31 bytes", checkpointText({ origin: key.name, size: 42, root: Buffer.alloc(31) })],
    ["no origin", text.slice(key.name.length)],
  ])("has one spelling: %s is none", (_name, changed) => {
    expect([readCheckpoint(changed) === null || changed === text, readCheckpoint(text)?.size]).toEqual([
      true,
      42,
    ]);
  });

  it("any text at all is read or refused, never more", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (any) => {
        const parsed = parseNote(any);
        expect(parsed === null || any.startsWith(parsed.text)).toBe(true);
      }),
    );
  });
});

describe("a verifier key", () => {
  it("is read back, and not with any character changed", () => {
    const spelled = verifierKey(sha256, key);
    expect(readVerifierKey(sha256, spelled)?.publicKey).toEqual(new Uint8Array(key.publicKey));
    const taken = Array.from(
      spelled,
      (_, i) => spelled.slice(0, i) + (spelled[i] === "A" ? "B" : "A") + spelled.slice(i + 1),
    ).filter((changed) => changed !== spelled && readVerifierKey(sha256, changed) !== null);
    expect(taken).toEqual([]);
  });
});

describe("a proof file", () => {
  it("is read back as it was written, with and without extra data", () => {
    const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(
        fc.nat(),
        fc.array(hash, { maxLength: 20 }),
        fc.option(fc.uint8Array({ minLength: 1 })),
        (index, hashes, extra) => {
          const written = formatProof({ extra, index, hashes, checkpoint: note });
          const read = parseProof(written);
          expect(read && formatProof(read)).toBe(written);
        },
      ),
    );
  });

  it.each([
    ["another title", (one: string) => one.replace("@v1", "@v2")],
    ["an index with a zero before it", (one: string) => one.replace("index 7", "index 07")],
    ["no index", (one: string) => one.replace("index 7\n", "")],
    [
      "a hash of 31 bytes",
      (one: string) => one.replace(/\n[A-Za-z0-9+/]{43}=\n/, `\n${Buffer.alloc(31).toString("base64")}\n`),
    ],
    [
      "too many hashes",
      (one: string) =>
        one.replace("index 7\n", `index 7\n${`${Buffer.alloc(32).toString("base64")}\n`.repeat(60)}`),
    ],
  ])("with %s is none", (_name, change) => {
    const written = formatProof({ extra: null, index: 7, hashes: [Buffer.alloc(32, 5)], checkpoint: note });
    expect([parseProof(written)?.index, parseProof(change(written))]).toEqual([7, null]);
  });
});
