import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readLeaves } from "../../src/common/bundle/leaves.ts";
import { formatPiece } from "../../src/common/bundle/piece.ts";
import { createRedactor } from "../../src/common/bundle/redact.ts";
import { toHex } from "../../src/common/note/base64.ts";
import { bundleText } from "../../src/common/bundle/statement.ts";
import { addSubtree, emptyFrontier, rootOf } from "../../src/common/tree/frontier.ts";
import { composeRecord } from "../../src/common/record/fields.ts";
import { parseBody } from "../../src/common/record/read.ts";
import { openEpoch } from "../../src/node/epoch.ts";
import { signDigest } from "../../src/node/evidence.ts";
import { hashing, sha256 } from "../../src/node/hashing.ts";
import { commitmentsOf, digestOf, leafAt } from "../../src/node/record.ts";

/** The examples of docs/formats/forensic-bundle.md are its test vectors; they go on where those of log.md end. */
const page = (name: string): string =>
  readFileSync(join(import.meta.dirname, "../../../../docs/formats", name), "utf8");
const blocksOf = (text: string): string[] =>
  [...text.matchAll(/^```\n([^]*?)^```$/gm)].map(([, block]) => block ?? "");
const [, texts = "", lines = "", hashes = "", note = ""] = blocksOf(page("forensic-bundle.md"));
const [before = ""] = blocksOf(page("log.md"));
const LOG = "00112233445566778899aabbccddeeff";
/** RFC 8032, section 7.1, tests 1 and 2. */
const LOG_SEED = Buffer.from("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "hex");
const EPOCH_SEED = Buffer.from("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "hex");

const leavesBefore = [...before.matchAll(/^leaf (.*)$/gm)].map(([, leaf]) => Buffer.from(leaf ?? "", "hex"));
const records = texts
  .trimEnd()
  .split("\n")
  .map((body, i) => recordOf(body, i + 2));

function recordOf(body: string, seq: number) {
  const fields = composeRecord(parseBody(body) ?? {}).texts;
  const salts = Buffer.concat(fields.map((_, i) => Buffer.alloc(16, 16 * seq + i)));
  const digest = digestOf(fields, salts);
  return {
    seq,
    fields,
    salts,
    digest,
    commitments: commitmentsOf(fields, salts),
    leaf: leafAt(LOG, seq, digest),
  };
}

/** The lines as an export writes them: two records outside of the range, one with hidden fields, one whose text was forgotten. */
function written(): string {
  const [shown, forgotten] = records;
  const root = Buffer.from(hashing.node(leavesBefore[0]!, leavesBefore[1]!)).toString("hex");
  const redactor = createRedactor(sha256, ["subject"]);
  const digits = shown!.salts.toString("hex");
  const fields = redactor.redact(
    shown!.fields.map((text, i) => ({ text, salt: digits.slice(32 * i, 32 * i + 32) })),
  );
  return [
    { seq: 0, level: 1, hash: root },
    { seq: shown!.seq, fields },
    { seq: forgotten!.seq, digest: forgotten!.digest.toString("hex") },
  ]
    .map(formatPiece)
    .join("");
}

function hashed(): string {
  const frontier = emptyFrontier();
  const parts = records.map(({ seq, fields, commitments, digest, leaf }) =>
    [
      ...fields.map((text, i) => `${commitments[i] ?? ""} ${text}`),
      `digest ${String(seq)} ${digest.toString("hex")}`,
      `leaf ${String(seq)} ${leaf.toString("hex")}`,
    ].join("\n"),
  );
  [...leavesBefore, ...records.map(({ leaf }) => leaf)].forEach((leaf) => {
    addSubtree(hashing, frontier, 0, leaf);
  });
  return `${parts.join("\n")}\nroot ${Buffer.from(rootOf(hashing, frontier)).toString("hex")}\n`;
}

describe("docs/formats/forensic-bundle.md", () => {
  it("shows lines as an export writes them", () => {
    expect(lines).toBe(written());
  });

  it("shows what they hash to, hidden fields included", () => {
    expect(hashes).toBe(hashed());
  });

  it("shows lines that a reader takes, and that make the same tree as the whole records", () => {
    const { list, hiddenFields } = readLeaves(sha256, Buffer.from(lines), { log: LOG, hidden: ["subject"] });
    const frontier = emptyFrontier();
    list.forEach(({ level, hash }) => {
      addSubtree(hashing, frontier, level, hash);
    });
    expect([hiddenFields, `root ${Buffer.from(rootOf(hashing, frontier)).toString("hex")}`]).toEqual([
      2,
      hashes.trimEnd().split("\n").at(-1),
    ]);
  });

  it("shows the signature over a manifest's digest", () => {
    const epoch = openEpoch({ log: LOG, logSeed: LOG_SEED, epoch: 0, epochSeed: EPOCH_SEED });
    const digest = toHex(sha256(Buffer.from("{}")));
    expect([note, note.startsWith(bundleText(`casemate/log/${LOG}`, digest))]).toEqual([
      signDigest(epoch, "bundle", digest),
      true,
    ]);
  });
});
