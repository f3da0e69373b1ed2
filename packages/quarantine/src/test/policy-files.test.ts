import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DigestList, MAX_DIGESTS } from "../common/policy/digest-list.ts";
import { PolicyProblem } from "../common/policy/problem.ts";
import { readDigests, readOwnDigests, writeDigests } from "../common/policy/read-digests.ts";
import { readPolicy } from "../common/policy/read-policy.ts";
import { RULES } from "../common/rules/index.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const HEX = "0123456789abcdef".repeat(4);

function problem(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof PolicyProblem) return error.message;
    throw error;
  }
  return "taken";
}
const policyProblem = (text: string): string => problem(() => readPolicy(bytes(text)));

const GOOD = `{
  "version": 1,
  "note": "our laboratory",
  "limits": {"maxFileBytes": 8000000000, "maxTemplateBytes": 16384},
  "allow": {"formats": ["gguf"]},
  "refuse": {"architectures": ["mamba"], "quantisations": ["Q2_K"]},
  "requirePin": true,
  "rules": {"gguf.final-padding": "refuse", "provenance.unsigned": "hold"}
}`;

describe("a policy file", () => {
  it("has the digest that docs/formats/policy.md says for its example", () => {
    const page = readFileSync(new URL("../../../../docs/formats/policy.md", import.meta.url), "utf8");
    const [, example = ""] = /```json\n(.*?)```/s.exec(page) ?? [];
    const { canonical } = readPolicy(bytes(example));
    expect(page).toContain(`is \`${createHash("sha256").update(canonical).digest("hex")}\``);
  });

  it("is read with all that it says, and has one digest for one meaning", () => {
    const policy = readPolicy(bytes(GOOD));
    const other = `{"rules":{"provenance.unsigned":"hold","gguf.final-padding":"refuse"},"requirePin":true,"refuse":{"quantisations":["Q2_K"],"architectures":["mamba"]},"allow":{"formats":["gguf"]},"limits":{"maxTemplateBytes":16384,"maxFileBytes":8000000000},"note":"our laboratory","version":1}`;
    expect({ ...policy, same: readPolicy(bytes(other)).canonical === policy.canonical }).toEqual({
      limits: { maxFileBytes: 8_000_000_000, maxTemplateBytes: 16_384 },
      kinds: {
        formats: { mode: "allow", values: new Set(["gguf"]) },
        architectures: { mode: "refuse", values: new Set(["mamba"]) },
        quantisations: { mode: "refuse", values: new Set(["q2_k"]) },
      },
      requirePin: true,
      rules: new Map([
        ["gguf.final-padding", "refuse"],
        ["provenance.unsigned", "hold"],
      ]),
      canonical: policy.canonical,
      same: true,
    });
  });

  it.each([
    ["a mistyped key", GOOD.replace('"limits"', '"limit"'), 'Line 4: there is no setting "limit"'],
    ["a key in other case", GOOD.replace("requirePin", "requirepin"), "Line 7: there is no setting"],
    ["an unknown limit", GOOD.replace("maxFileBytes", "maxBytes"), 'Line 4: there is no setting "maxBytes"'],
    ["an unknown kind", GOOD.replace('"formats"', '"format"'), 'Line 5: there is no setting "format"'],
    ["__proto__ as a key", GOOD.replace('"note"', '"__proto__"'), 'Line 3: there is no setting "__proto__"'],
    ["a key twice", GOOD.replace('"note"', '"version"'), 'Line 3: the key "version" stands there twice'],
    ["no version", GOOD.replace('  "version": 1,\n', ""), 'must say "version": 1'],
    [
      "another version",
      GOOD.replace('"version": 1', '"version": 2'),
      'Line 2: the policy must say "version": 1',
    ],
    ["the version as a text", GOOD.replace('"version": 1', '"version": "1"'), "Line 2:"],
    ["a note that is no text", GOOD.replace('"our laboratory"', "7"), 'Line 3: "note" must be'],
    [
      "a limit above ours",
      GOOD.replace("16384", "999999"),
      'Line 4: "maxTemplateBytes" may be at most 131,072',
    ],
    ["a limit that is ours", GOOD.replace("16384", "131072"), "it changes nothing"],
    ["a limit of nothing", GOOD.replace("16384", "0"), "at least 1"],
    ["a limit below nothing", GOOD.replace("16384", "-5"), "at least 1"],
    ["a broken limit", GOOD.replace("16384", "1.5"), "must be a whole number"],
    ["a limit in floating point", GOOD.replace("16384", "1e3"), "must be a whole number"],
    ["a limit beyond 2^64", GOOD.replace("16384", "99999999999999999999999"), "may be at most"],
    ["a limit as a text", GOOD.replace("16384", '"16384"'), "must be a whole number"],
    ["an allow-list that is empty", GOOD.replace('["gguf"]', "[]"), 'Line 5: "formats" is empty'],
    ["a format that is never admitted", GOOD.replace('"gguf"', '"pickle"'), "changes nothing"],
    ["a quantisation that does not exist", GOOD.replace("Q2_K", "Q2_X"), 'Line 6: "Q2_X"'],
    ["an architecture that cannot be one", GOOD.replace("mamba", "mam ba"), 'Line 6: "mam ba"'],
    [
      "a list with something twice",
      GOOD.replace('["mamba"]', '["mamba", "MAMBA"]'),
      'stands in "architectures" twice',
    ],
    ["a list that is none", GOOD.replace('["mamba"]', '"mamba"'), "must be a list in brackets"],
    ["a list of numbers", GOOD.replace('["mamba"]', "[1]"), "must be a list of texts"],
    [
      "an architecture both allowed and refused",
      GOOD.replace('{"formats": ["gguf"]}', '{"architectures": ["mamba", "llama"]}'),
      'Line 6: "mamba" is both allowed and refused',
    ],
    [
      "a refusal that an allow-list makes pointless",
      GOOD.replace('{"formats": ["gguf"]}', '{"architectures": ["llama"]}'),
      'Line 6: "allow" already refuses all other architectures',
    ],
    ["requirePin: false", GOOD.replace("true", "false"), 'Line 7: "requirePin" can only be true'],
    [
      "a rule that does not exist",
      GOOD.replace("gguf.final-padding", "gguf.last-padding"),
      "Line 8: there is no rule",
    ],
    [
      "a rule of the policy itself",
      GOOD.replace("gguf.final-padding", "policy.not-pinned"),
      "it cannot be set",
    ],
    ["a rule set to a word that is none", GOOD.replace('"refuse",', '"deny",'), 'can be "hold" or "refuse"'],
    [
      "a rule set to what it is",
      GOOD.replace("gguf.final-padding", "gguf.tensor-overlap"),
      "this line changes nothing",
    ],
    [
      "a rule loosened",
      GOOD.replace('padding": "refuse"', 'padding": "note"').replace(
        "gguf.final-padding",
        "gguf.tensor-overlap",
      ),
      "a policy can only tighten",
    ],
    ["a rule set to note", GOOD.replace('"hold"', '"note"'), "changes nothing"],
    ["rules that are a list", GOOD.replace(/\{"gguf.*\}/, "[]"), '"rules" must be a table'],
    ["no rules in rules", GOOD.replace(/\{"gguf.*\}/, "{}"), '"rules" sets nothing'],
    ["nothing at all", '{"version": 1}', "the policy sets nothing"],
    ["an empty file", "", "this is not JSON"],
    ["a list", "[]", "must be a table"],
    ["a comma too many", GOOD.replace("true,", "true,,"), "Line 7: this is not JSON"],
    ["a comment", `// ours\n${GOOD}`, "Line 1: this is not JSON"],
    ["something behind the end", `${GOOD} {}`, "Line 9: this is not JSON"],
    ["deep nesting", "[".repeat(5000), "this is not JSON"],
    ["a huge file", `${GOOD}${" ".repeat(300_000)}`, "a policy has at most"],
  ])("with %s does not load", (_what, text, sentence) => {
    expect(policyProblem(text)).toContain(sentence);
  });

  it("loosens no rule, whichever and however", () => {
    const rank = { note: 0, hold: 1, refuse: 2 } as const;
    for (const { id, asks } of RULES.values())
      for (const word of ["note", "hold", "refuse"] as const) {
        const taken = policyProblem(JSON.stringify({ version: 1, rules: { [id]: word } })) === "taken";
        expect([id, word, taken]).toEqual([
          id,
          word,
          !id.startsWith("policy.") && rank[word] > rank[asks ?? "note"],
        ]);
      }
  });

  it("answers any bytes with a policy or a sentence", () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.json().map(bytes)), (text) => {
        expect(typeof problem(() => readPolicy(text))).toBe("string");
      }),
    );
  });
});

describe("a list of digests", () => {
  it.each([
    ["one digest a line", `# known\n\n${HEX}\n${HEX.toUpperCase()}\r\n`, [HEX, HEX], ["", ""]],
    ["sha256sum", `${HEX}  models/a b.gguf\n${HEX} *c.gguf`, [HEX, HEX], ["a b.gguf", "c.gguf"]],
    [
      "JSON",
      `[{"sha256": "${HEX}", "note": "seen"}, {"sha256": "${HEX}", "name": "d"}]`,
      [HEX, HEX],
      ["", "d"],
    ],
    ["nothing", "", [], []],
    ["an empty JSON list", " []", [], []],
  ])("is read from %s", (_what, text, digests, names) => {
    const entries = readDigests(bytes(text));
    expect([entries.map(({ sha256 }) => sha256), entries.map(({ name }) => name)]).toEqual([digests, names]);
  });

  it.each([
    ["a short digest", `${HEX}\n${HEX.slice(1)}\n`, "Line 2:"],
    ["a letter that is none", `${HEX.slice(1)}g`, "Line 1:"],
    ["one space before a name", `${HEX} name`, "Line 1:"],
    ["a word", `${HEX}\n${HEX}\nhello`, "Line 3:"],
    ["bytes that are no text", `${HEX}  \u0000`, "Line 1:"],
    ["a direction-changing name", `${HEX}  a\u202eb`, "invisible"],
    ["a name that is too long", `${HEX}  ${"n".repeat(300)}`, "more than 255"],
    ["a line that is too long", `${HEX}  ${"n/".repeat(9000)}`, "too long"],
    ["JSON with another key", `[{"sha256": "${HEX}"},\n{"sha256": "${HEX}", "size": 1}]`, "Line 2:"],
    ["JSON with a short digest", `[\n{"sha256": "${HEX.slice(2)}"}]`, "Line 2:"],
    ["JSON of texts", `["${HEX}"]`, "Line 1:"],
    ["JSON cut short", `[{"sha256": "${HEX}"`, "not a JSON list"],
  ])("with %s is not taken at all", (_what, text, sentence) => {
    expect(problem(() => readDigests(bytes(text)))).toContain(sentence);
  });

  it("names the line of bytes that are not UTF-8", () => {
    const text = new Uint8Array([...bytes(`${HEX}\n${HEX}  `), 0xff]);
    expect(problem(() => readDigests(text))).toContain("Line 2:");
  });

  it("stops at a million digests", () => {
    const line = bytes(`${HEX}\n`);
    const text = new Uint8Array(line.length * (MAX_DIGESTS + 1));
    for (let at = 0; at < text.length; at += line.length) text.set(line, at);
    expect(problem(() => readDigests(text))).toContain("more than 1,000,000 digests");
  });

  it("gives every entry once, page after page", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 7 }),
        (numbers, limit) => {
          const list = new DigestList(
            numbers.map((number) => ({ sha256: String(number).padStart(64, "0"), name: "", note: "" })),
          );
          const seen = [];
          for (
            let page = list.page(null, limit);
            page.length > 0;
            page = list.page(seen.at(-1)?.sha256 ?? null, limit)
          )
            seen.push(...page);
          expect(seen).toEqual(list.entries());
        },
      ),
    );
  });

  it("comes back from its own form as it was, and any change of that is noticed", () => {
    const labels = fc.string({ maxLength: 20, unit: "grapheme-ascii" });
    const entries = fc.array(
      fc.record({
        sha256: fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 64, maxLength: 64 }),
        name: labels,
        note: labels,
      }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(entries, (rows) => {
        const list = new DigestList(rows);
        const text = writeDigests(list.entries());
        const again = new DigestList(readOwnDigests(bytes(text)));
        expect({
          entries: again.entries(),
          cut: problem(() => readOwnDigests(bytes(text.slice(9)))),
        }).toEqual({
          entries: list.entries(),
          cut: "Line 1: this is not a list that Casemate wrote.",
        });
      }),
    );
  });
});
