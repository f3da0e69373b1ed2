import * as fc from "fast-check";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  ATTESTATION_FORMAT,
  attestationDigest,
  attestationFile,
  attestationText,
  ATTESTED_PARTS,
  attestedState,
  GATING_PARTS,
  type AttestationBundle,
  type AttestationStatement,
  type StatementPart,
} from "../../src/common/attestation/statement.ts";
import { verifyAttestation, type Expected } from "../../src/common/attestation/verify.ts";
import { plainCrypto } from "../../src/common/bundle/noble-crypto.ts";
import { canonicalJson } from "../../src/common/canonical-json.ts";
import { checkpointText } from "../../src/common/note/checkpoint.ts";
import { formatNote, signatureLine, verifierKey } from "../../src/common/note/signed-note.ts";
import { nodeCrypto } from "../../src/node/bundle-crypto.ts";
import { signerOf } from "../../src/node/ed25519.ts";

const SCRIPT = join(import.meta.dirname, "../../assets/verify_attestation.py");
const here = (program: string, args: readonly string[]): boolean => spawnSync(program, args).status === 0;
const able = here("python3", ["--version"]) && here("openssl", ["version"]);
const folder = mkdtempSync(join(tmpdir(), "casemate-attestation-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const { sha256 } = nodeCrypto;
const ORIGIN = `casemate/log/${"0123456789abcdef".repeat(2)}`;
const NONCE = "00112233445566778899aabbccddeeff";

function signer(seed: number): { sign: (text: string) => string; key: string } {
  const own = signerOf(Buffer.alloc(32, seed));
  const key = { name: ORIGIN, publicKey: own.publicKey };
  return {
    key: verifierKey(sha256, key),
    sign: (text) => formatNote(text, [signatureLine(sha256, key, own.sign(text))]),
  };
}

const log = signer(7);
const checkpoint = log.sign(checkpointText({ origin: ORIGIN, size: 42, root: Buffer.alloc(32, 9) }));
const part = (id: StatementPart["id"], ok: boolean | null = true): StatementPart => ({
  id,
  ok,
  words: "Looked at: „well“.",
  facts: [{ name: "sha256", value: "ab".repeat(32) }],
});
const STATEMENT: AttestationStatement = {
  made: "2026-11-01T00:00:05.000Z",
  nonce: NONCE,
  assurance: "software",
  state: "attested",
  version: "0.1.0",
  boot: "6e3f0c2a-1111-4222-8333-444455556666",
  log: { key: log.key, checkpoint },
  parts: ATTESTED_PARTS.map((id) => part(id)),
  limits: ["Whoever controls this machine controls the answer."],
};

function signed(statement: AttestationStatement, by = log): AttestationBundle {
  const note = by.sign(attestationText(ORIGIN, attestationDigest(sha256, statement)));
  return { format: ATTESTATION_FORMAT, statement, note };
}

const whole = signed(STATEMENT);
const file = attestationFile(whole);
const UNCOMPARED: Expected = { nonce: null, key: null };

function problemOf(text: string, expected = UNCOMPARED): string {
  const verdicts = [nodeCrypto, plainCrypto].map((crypto) =>
    verifyAttestation(crypto, Buffer.from(text), expected),
  );
  const problems = verdicts.map((verdict) => (verdict.ok ? "none" : verdict.problem));
  return problems[0] === problems[1] ? problems[0]! : problems.join(" or ");
}

function pythonSays(text: string, { nonce, key }: Expected): string {
  const path = join(folder, "attestation.json");
  writeFileSync(path, text);
  const asked = [...(nonce === null ? [] : ["--nonce", nonce]), ...(key === null ? [] : ["--key", key])];
  const args = ["-I", SCRIPT, path, "--json", ...asked];
  const { stdout, stderr } = spawnSync("python3", args, { encoding: "utf8" });
  if (stderr !== "") throw new Error(stderr);
  const { ok, problem } = JSON.parse(stdout) as { ok: boolean; problem?: string };
  return ok ? "none" : (problem ?? "");
}

/** The signed note stays, the statement becomes another. */
const spoilt = (change: object): string =>
  `${canonicalJson({ ...whole, statement: { ...STATEMENT, ...change } })}\n`;
/** Signed by the right key, though it should never have been said. */
const lied = (change: Partial<AttestationStatement>): string =>
  attestationFile(signed({ ...STATEMENT, ...change }));
const unwell = STATEMENT.parts.map((one) => (one.id === "gpu" ? part("gpu", null) : one));

const MUTATIONS: readonly [string, string, string, Expected?][] = [
  ["the whole file", file, "none"],
  ["the nonce that was asked with", file, "none", { nonce: NONCE, key: log.key }],
  ["degraded, and said so", lied({ parts: unwell, state: "degraded" }), "none"],
  ["no boot known", lied({ boot: null }), "none"],
  ["an answer to another question", file, "nonce", { nonce: "ff".repeat(16), key: null }],
  ["another key than the known one", file, "key", { nonce: null, key: signer(8).key }],
  ["another nonce", spoilt({ nonce: "ff".repeat(16) }), "signature"],
  ["another time", spoilt({ made: "2026-11-01T00:00:06.000Z" }), "signature"],
  ["another version", spoilt({ version: "0.2.0" }), "signature"],
  ["another boot", spoilt({ boot: null }), "signature"],
  ["a limit less", spoilt({ limits: [] }), "signature"],
  ["an unknown part shown as attested", lied({ parts: unwell }), "shape"],
  ["a part that was not well, shown as if", spoilt({ parts: unwell, state: "degraded" }), "signature"],
  ["a part less", lied({ parts: STATEMENT.parts.slice(1), state: "pending" }), "shape"],
  ["parts in another order", lied({ parts: STATEMENT.parts.toReversed() }), "shape"],
  ["hardware that nobody asked", spoilt({ assurance: "hardware" }), "shape"],
  ["a short nonce", spoilt({ nonce: "ff".repeat(15) }), "shape"],
  ["half a byte of nonce", spoilt({ nonce: "f".repeat(33) }), "shape"],
  ["another's signature", attestationFile(signed(STATEMENT, signer(8))), "signature"],
  ["nobody's signature", attestationFile({ ...whole, note: null }), "signature"],
  ["no key", lied({ log: null }), "signature"],
  ["a key that is none", lied({ log: { key: "casemate/log/x+00000000+AAAA", checkpoint } }), "key"],
  [
    "another log's checkpoint",
    lied({ log: { key: log.key, checkpoint: signer(8).sign("a\n1\nb\n") } }),
    "foreign",
  ],
  ["white space", file.replace(":", ": "), "json"],
  ["a name that stands twice", file.replace('"format":', '"format":"x","format":'), "json"],
  ["another format", file.replace("casemate-attestation/v1", "casemate-attestation/v2"), "shape"],
  ["a member more", `${canonicalJson({ ...whole, more: 1 })}\n`, "shape"],
  ["no line feed", file.trimEnd(), "shape"],
  ["nothing", "", "shape"],
  ["too much", `${file}${" ".repeat(300_000)}`, "too_large"],
];

describe("an attestation bundle", () => {
  it("has one spelling, which stays as the format page has it", async () => {
    await expect(file).toMatchFileSnapshot("../vectors/attestation.json");
  });

  it.each(MUTATIONS)("%s", (_name, text, problem, expected = UNCOMPARED) => {
    expect(problemOf(text, expected)).toBe(problem);
  });

  it.skipIf(!able).each(MUTATIONS)("verify_attestation.py, %s", (_name, text, problem, expected) => {
    expect(pythonSays(text, expected ?? UNCOMPARED)).toBe(problem);
  });

  it("any changed character is noticed", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: file.length - 2 }),
        fc.constantFrom("a", "0", "}", "\u0000"),
        (at, other) => {
          fc.pre(file[at] !== other);
          expect(problemOf(file.slice(0, at) + other + file.slice(at + 1))).not.toBe("none");
        },
      ),
    );
  });
});

describe("the state of an attestation", () => {
  it("is bad before unknown, never attested while anything is unknown, and failed only by a part that gates", () => {
    const some = fc
      .subarray([...ATTESTED_PARTS])
      .chain((ids) =>
        fc.tuple(...ids.map((id) => fc.constantFrom(true, false, null).map((ok) => ({ id, ok })))),
      );
    fc.assert(
      fc.property(some, (parts) => {
        const state = attestedState(parts);
        const gates = parts.filter(({ id }) => GATING_PARTS.includes(id));
        const well = ATTESTED_PARTS.every((id) => parts.some((one) => one.id === id && one.ok === true));
        expect({ attested: state === "attested", failed: state === "failed" }).toEqual({
          attested: well,
          failed: gates.some(({ ok }) => ok === false),
        });
        if (state === "degraded")
          expect([gates.length, gates.every(({ ok }) => ok === true)]).toEqual([4, true]);
      }),
    );
  });
});
