import * as fc from "fast-check";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { plainCrypto } from "../../src/common/bundle/noble-crypto.ts";
import { canonicalJson } from "../../src/common/canonical-json.ts";
import {
  certificateFile,
  ERASURE_FORMAT,
  erasureText,
  statementDigest,
  type Certificate,
  type ErasureStatement,
} from "../../src/common/erasure/certificate.ts";
import { verifyErasure } from "../../src/common/erasure/verify.ts";
import { checkpointText } from "../../src/common/note/checkpoint.ts";
import { formatNote, signatureLine, verifierKey } from "../../src/common/note/signed-note.ts";
import { nodeCrypto } from "../../src/node/bundle-crypto.ts";
import { signerOf } from "../../src/node/ed25519.ts";

const SCRIPT = join(import.meta.dirname, "../../assets/verify_erasure.py");
const here = (program: string, args: readonly string[]): boolean => spawnSync(program, args).status === 0;
const able = here("python3", ["--version"]) && here("openssl", ["version"]);
const folder = mkdtempSync(join(tmpdir(), "casemate-erasure-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const { sha256 } = nodeCrypto;
const ORIGIN = `casemate/log/${"0123456789abcdef".repeat(2)}`;

function signer(seed: number): { sign: (text: string) => string; key: string } {
  const own = signerOf(Buffer.alloc(32, seed));
  const key = { name: ORIGIN, publicKey: own.publicKey };
  return {
    key: verifierKey(sha256, key),
    sign: (text) => formatNote(text, [signatureLine(sha256, key, own.sign(text))]),
  };
}

const log = signer(7);
const STATEMENT: ErasureStatement = {
  kind: "erasure",
  id: "f".repeat(32),
  level: 3,
  cause: "passphrase",
  resumed: false,
  begun: "2026-11-01T00:00:05.000Z",
  made: "2026-11-01T00:00:05.120Z",
  version: "0.1.0",
  vault: "3f7a9c2100112233445566778899aabb",
  log: {
    key: log.key,
    checkpoint: log.sign(checkpointText({ origin: ORIGIN, size: 42, root: Buffer.alloc(32, 9) })),
  },
  steps: [
    {
      id: "header",
      does: "Overwrite the whole header.",
      medium: "file vault/header, both copies",
      claim: "best_effort",
      state: "done",
      detail: "Read back: „random“ bytes only.",
      ms: 3,
    },
  ],
  method: "Cryptographic Erase",
  survives: ["Backups made earlier."],
};

function certify(statement: ErasureStatement, by = log): Certificate {
  const note = by.sign(erasureText(ORIGIN, statementDigest(sha256, statement)));
  const after = [{ ...STATEMENT.steps[0]!, id: "log_key", ms: null }];
  return { format: ERASURE_FORMAT, statement, note, after };
}

const whole = certify(STATEMENT);

function problemOf(text: string): string {
  const verdicts = [nodeCrypto, plainCrypto].map((crypto) => verifyErasure(crypto, Buffer.from(text)));
  const problems = verdicts.map((verdict) => (verdict.ok ? "none" : verdict.problem));
  return problems[0] === problems[1] ? problems[0]! : problems.join(" or ");
}

function pythonSays(text: string): string {
  const path = join(folder, "certificate.json");
  writeFileSync(path, text);
  const { stdout, stderr } = spawnSync("python3", ["-I", SCRIPT, path, "--json"], { encoding: "utf8" });
  if (stderr !== "") throw new Error(stderr);
  const { ok, problem } = JSON.parse(stdout) as { ok: boolean; problem?: string };
  return ok ? "none" : (problem ?? "");
}

const file = certificateFile(whole);
const spoilt = (change: Partial<ErasureStatement>): string =>
  certificateFile({ ...whole, statement: { ...STATEMENT, ...change } });
const MUTATIONS: readonly [string, string, string][] = [
  ["the whole file", file, "none"],
  ["a drill's report", certificateFile(certify({ ...STATEMENT, kind: "drill", vault: null })), "none"],
  [
    "no checkpoint",
    certificateFile(certify({ ...STATEMENT, log: { key: log.key, checkpoint: null } })),
    "none",
  ],
  ["something else after the signing", certificateFile({ ...whole, after: [] }), "none"],
  ["another level", spoilt({ level: 2 }), "signature"],
  ["another vault", spoilt({ vault: "0".repeat(32) }), "signature"],
  ["a step less", spoilt({ steps: [] }), "signature"],
  [
    "a step that failed shown as done",
    spoilt({ steps: [{ ...STATEMENT.steps[0]!, claim: "proven" }] }),
    "signature",
  ],
  ["another's signature", certificateFile(certify(STATEMENT, signer(8))), "signature"],
  ["nobody's signature", certificateFile({ ...whole, note: null }), "signature"],
  ["no key", certificateFile({ ...certify({ ...STATEMENT, log: null }), note: null }), "signature"],
  ["a key that is none", spoilt({ log: { key: "casemate/log/x+00000000+AAAA", checkpoint: null } }), "key"],
  [
    "another log's checkpoint",
    certificateFile(
      certify({ ...STATEMENT, log: { key: log.key, checkpoint: signer(8).sign("a\n1\nb\n") } }),
    ),
    "foreign",
  ],
  ["white space", file.replace(":", ": "), "json"],
  ["a name that stands twice", file.replace('"format":', '"format":"x","format":'), "json"],
  ["another format", file.replace("casemate-erasure/v1", "casemate-erasure/v2"), "shape"],
  ["a member more", `${canonicalJson({ ...whole, more: 1 })}\n`, "shape"],
  [
    "a level that does not exist",
    `${canonicalJson({ ...whole, statement: { ...STATEMENT, level: 4 } })}\n`,
    "shape",
  ],
  ["no line feed", file.trimEnd(), "shape"],
  ["nothing", "", "shape"],
  ["too much", `${file}${" ".repeat(300_000)}`, "too_large"],
];

describe("an erasure certificate", () => {
  it("has one spelling, which stays as the format page has it", async () => {
    await expect(file).toMatchFileSnapshot("../vectors/erasure.json");
  });

  it.each(MUTATIONS)("%s", (_name, text, problem) => {
    expect(problemOf(text)).toBe(problem);
  });

  it.skipIf(!able).each(MUTATIONS)("verify_erasure.py, %s", (_name, text, problem) => {
    expect(pythonSays(text)).toBe(problem);
  });

  it("any changed character is noticed, but for what is signed by nobody", () => {
    const [from, to] = [file.indexOf('"note"'), file.length];
    fc.assert(
      fc.property(
        fc.integer({ min: from, max: to - 2 }),
        fc.constantFrom("a", "0", "}", "\u0000"),
        (at, other) => {
          fc.pre(file[at] !== other);
          expect(problemOf(file.slice(0, at) + other + file.slice(at + 1))).not.toBe("none");
        },
      ),
    );
  });
});
