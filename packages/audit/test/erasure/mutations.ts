import { checkpointText } from "../../src/common/note/checkpoint.ts";
import type { ErasureStatement } from "../../src/common/erasure/certificate.ts";
import { certify, fileOf, log, logWith, ORIGIN, STATEMENT } from "./fixture.ts";

/** What a file is, and the problem that every reader must name; "none": it is whole. */
export interface Mutation {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly problem: string;
}

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Path = readonly (string | number)[];

const whole = certify(STATEMENT);
export const WHOLE = fileOf(whole);
const text = (name: string, file: string, problem: string): Mutation => ({
  name,
  problem,
  bytes: Buffer.from(file),
});
/** By somebody who has the file, and no key. */
const stranger = (name: string, change: Partial<ErasureStatement>, problem: string): Mutation =>
  text(`${name} (stranger)`, fileOf({ ...whole, statement: { ...STATEMENT, ...change } }), problem);
/** By whoever has the log's key, who can sign anything. */
const thief = (name: string, change: object, problem: string): Mutation =>
  text(`${name} (thief)`, fileOf(certify({ ...STATEMENT, ...change })), problem);
const step = (change: object): object => ({ steps: [{ ...STATEMENT.steps[0]!, ...change }] });
const checkpoint = (note: string | null): object => ({ log: { key: log.key, checkpoint: note } });
const point = (origin: string, size: number): string =>
  checkpointText({ origin, size, root: Buffer.alloc(32, 9) });
/** The signed note with one more line, by a name that nobody here knows. */
const cosigned = (name: string, line: string, problem: string): Mutation =>
  text(
    `a second line of the note: ${name}`,
    fileOf({ ...whole, note: `${whole.note ?? ""}${line}\n` }),
    problem,
  );

const GOOD: readonly Mutation[] = [
  text("the whole file", WHOLE, "none"),
  thief("a drill's report", { kind: "drill", vault: null }, "none"),
  thief("no checkpoint", checkpoint(null), "none"),
  thief(
    "each state of a step",
    {
      steps: ["waiting", "running", "done", "failed", "absent"].map((state) => ({
        ...STATEMENT.steps[0]!,
        state,
      })),
    },
    "none",
  ),
  thief("no steps", { steps: [] }, "none"),
  thief("letters beyond the first plane", { method: "𝄞".repeat(500) }, "none"),
  text("something else after the signing", fileOf({ ...whole, after: [] }), "none"),
  cosigned("another's", `— another/name ${Buffer.alloc(68, 1).toString("base64")}`, "none"),
];

const STRANGER: readonly Mutation[] = [
  stranger("another level", { level: 2 }, "signature"),
  stranger("another vault", { vault: "0".repeat(32) }, "signature"),
  stranger("no vault", { vault: null }, "signature"),
  stranger("a drill made an erasure", { kind: "drill" }, "signature"),
  stranger("a step less", { steps: [] }, "signature"),
  stranger("a step more", { steps: [...STATEMENT.steps, ...STATEMENT.steps] }, "signature"),
  stranger("a step that is best effort shown as proven", step({ claim: "proven" }), "signature"),
  stranger("nothing survives", { survives: [] }, "signature"),
  stranger("no log", { log: null }, "signature"),
  stranger("another's key", { log: { key: logWith(8).key, checkpoint: null } }, "signature"),
  stranger("no checkpoint", checkpoint(null), "signature"),
  stranger("a key that is none", { log: { key: "casemate/log/x+00000000+AAAA", checkpoint: null } }, "key"),
  stranger(
    "a key under another number",
    { log: { key: log.key.replace(/\+[0-9a-f]{8}\+/, "+00000000+"), checkpoint: null } },
    "key",
  ),
  stranger("a key with white space", { log: { key: `${log.key}\n`, checkpoint: null } }, "key"),
  text("another's signature", fileOf(certify(STATEMENT, logWith(8))), "signature"),
  text("nobody's signature", fileOf({ ...whole, note: null }), "signature"),
  text(
    "no log and no signature",
    fileOf({ ...certify({ ...STATEMENT, log: null }), note: null }),
    "signature",
  ),
  text(
    "the checkpoint in place of the signature",
    fileOf({ ...whole, note: STATEMENT.log?.checkpoint ?? "" }),
    "signature",
  ),
  text(
    "the signature without its line feed",
    fileOf({ ...whole, note: whole.note?.trimEnd() ?? "" }),
    "signature",
  ),
  cosigned("the same once more", whole.note?.split("\n").at(-2) ?? "", "signature"),
  cosigned("nothing", "", "signature"),
  cosigned("a hyphen", `- another/name ${Buffer.alloc(68, 1).toString("base64")}`, "signature"),
  cosigned("no base64", "— another/name A", "signature"),
  cosigned("base64 in another spelling", "— another/name AAAAAAAAAB==", "signature"),
  cosigned(
    "no signature behind its number",
    `— another/name ${Buffer.alloc(4).toString("base64")}`,
    "signature",
  ),
  cosigned("too long", `— another/name ${Buffer.alloc(5005, 1).toString("base64")}`, "signature"),
  cosigned(
    "a control character",
    `— another\u0001name ${Buffer.alloc(68, 1).toString("base64")}`,
    "signature",
  ),
  cosigned(
    "a delete character",
    `— another\u007fname ${Buffer.alloc(68, 1).toString("base64")}`,
    "signature",
  ),
  cosigned(
    "a mark of byte order",
    `— another\ufeffname ${Buffer.alloc(68, 1).toString("base64")}`,
    "signature",
  ),
  cosigned(
    "sixteen more",
    `${`— another/name ${Buffer.alloc(68, 1).toString("base64")}\n`.repeat(15)}— another/name ${Buffer.alloc(68, 1).toString("base64")}`,
    "signature",
  ),
];

const THIEF: readonly Mutation[] = [
  thief("another log's checkpoint", checkpoint(logWith(8).sign(point(ORIGIN, 1))), "foreign"),
  thief(
    "a checkpoint under another name",
    checkpoint(log.sign(point(`casemate/log/${"0".repeat(32)}`, 1))),
    "foreign",
  ),
  thief("a checkpoint of too many records", checkpoint(log.sign(point(ORIGIN, 1e15))), "foreign"),
  thief("a checkpoint that is none", checkpoint(log.sign("a\n1\nb\n")), "foreign"),
  thief("a checkpoint that nobody signed", checkpoint(point(ORIGIN, 1)), "foreign"),
  thief("digits of another script", { begun: "２０２６-11-01T00:00:05.000Z" }, "shape"),
  thief("a time without milliseconds", { made: "2026-11-01T00:00:05Z" }, "shape"),
  thief("a level that does not exist", { level: 4 }, "shape"),
  thief("a level that is true", { level: true }, "shape"),
  thief("a kind that does not exist", { kind: "rehearsal" }, "shape"),
  thief("an id in capitals", { id: "F".repeat(32) }, "shape"),
  thief("an id with a line feed", { id: `${"f".repeat(32)}\n` }, "shape"),
  thief("a cause of two words", { cause: "two words" }, "shape"),
  thief("a control character in a sentence", { method: "a\u0085b" }, "shape"),
  thief("a sentence that is too long", { method: "𝄞".repeat(501) }, "shape"),
  thief("too many steps", { steps: Array.from({ length: 33 }, () => STATEMENT.steps[0]!) }, "shape"),
  thief("too much that survives", { survives: Array.from({ length: 17 }, () => "All.") }, "shape"),
  thief("a state that does not exist", step({ state: "skipped" }), "shape"),
  thief("a claim that does not exist", step({ claim: "certain" }), "shape"),
  thief("a fraction", step({ ms: 0.5 }), "shape"),
  thief("less than nothing", step({ ms: -1 }), "shape"),
  thief("more than any number", step({ ms: 1e15 }), "shape"),
];

const SPELLINGS: readonly Mutation[] = [
  text("white space", WHOLE.replace(":", ": "), "json"),
  text("a name that stands twice", WHOLE.replace('"format":', '"format":"x","format":'), "json"),
  text("members in another order", `${JSON.stringify({ statement: STATEMENT, format: "x" })}\n`, "json"),
  text("half a letter", WHOLE.replace("Cryptographic", "\\ud800"), "json"),
  text("a number with a fraction", WHOLE.replace('"level":3', '"level":3.0'), "json"),
  text("minus nothing", WHOLE.replace('"ms":3', '"ms":-0'), "json"),
  text("no number", WHOLE.replace('"ms":3', '"ms":NaN'), "json"),
  text("a number without end", WHOLE.replace('"ms":3', `"ms":${"9".repeat(5000)}`), "json"),
  text("a mark of byte order", `\ufeff${WHOLE}`, "json"),
  text("carriage return", `${WHOLE.trimEnd()}\r\n`, "json"),
  text("nested without end", `${"[".repeat(100_000)}\n`, "json"),
  text("nested deeply", `${"[".repeat(100_000)}${"]".repeat(100_000)}\n`, "json"),
  text("something behind it", `${WHOLE}${WHOLE}`, "json"),
  text("another format", WHOLE.replace("casemate-erasure/v1", "casemate-erasure/v2"), "shape"),
  text("a list", "[]\n", "shape"),
  text("null", "null\n", "shape"),
  text("no line feed", WHOLE.trimEnd(), "shape"),
  text("nothing", "", "shape"),
  text("too much", `${WHOLE}${" ".repeat(300_000)}`, "too_large"),
  { name: "no UTF-8", bytes: Buffer.from(WHOLE.replace("„", "\u0080"), "latin1"), problem: "encoding" },
];

/** Every member at every depth: one taken away, one put beside it, one of another type. */
function everyMember(): Mutation[] {
  return pathsOf(whole as unknown as Json).flatMap((path) => {
    const name = path.join(".");
    return [
      ...(typeof path.at(-1) === "string"
        ? [
            text(
              `without ${name}`,
              edited(path, () => undefined),
              "shape",
            ),
          ]
        : []),
      text(
        `${name} is a list in a list`,
        edited(path, () => [[]]),
        "shape",
      ),
      text(
        `${name} is an empty object`,
        edited(path, () => ({})),
        "shape",
      ),
    ];
  });
}

function pathsOf(value: Json, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [];
  const names = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return names.flatMap((name) => {
    const inner = (value as Record<string | number, Json>)[name] ?? null;
    return [[...path, name], ...pathsOf(inner, [...path, name])];
  });
}

function edited(path: Path, change: () => Json | undefined): string {
  const copy = structuredClone(whole) as unknown as Record<string | number, Json>;
  let holder = copy;
  for (const name of path.slice(0, -1)) holder = holder[name] as Record<string | number, Json>;
  const last = path.at(-1) ?? "";
  const value = change();
  if (value === undefined) Reflect.deleteProperty(holder, last);
  else holder[last] = value;
  return fileOf(copy);
}

const MORE: readonly Mutation[] = [
  text("a member more", fileOf({ ...whole, more: 1 }), "shape"),
  thief("a member of the statement more", { more: 1 }, "shape"),
  thief("a member of a step more", step({ more: 1 }), "shape"),
  thief("a member of the log more", { log: { ...STATEMENT.log, more: 1 } }, "shape"),
];

/** Held against all readers: TypeScript with both ways of computing, verify_erasure.py, and verify.html in a browser. */
export const MUTATIONS: readonly Mutation[] = [
  ...GOOD,
  ...STRANGER,
  ...THIEF,
  ...SPELLINGS,
  ...MORE,
  ...everyMember(),
];
