import type { BundleProblemName } from "../../src/common/bundle/problem.ts";
import { readTar } from "../../src/common/bundle/tar.ts";
import { createHash } from "node:crypto";
import { digestPreimage, fieldPreimage } from "../../src/common/record/fields.ts";
import { leafAt } from "../../src/node/record.ts";
import type { LogKeys } from "../../src/node/key-file.ts";
import { editJson, editLines, forge, pack, type Files, type Forger, type Json } from "./edit.ts";

/** What can be done to a bundle, and the name under which every verifier must refuse it. */
export interface Mutation {
  readonly name: string;
  readonly problem: BundleProblemName;
  readonly make: (world: World) => Buffer;
}

export interface World {
  readonly archive: Uint8Array;
  readonly keys: LogKeys;
  /** The same of another machine, with its own keys. */
  readonly other: { readonly archive: Uint8Array; readonly keys: LogKeys };
}

const RECORDS = "log/records.jsonl";
const CHECKPOINTS = "log/checkpoints.jsonl";

const bytes = (
  name: string,
  problem: BundleProblemName,
  edit: (archive: Buffer, world: World) => Buffer,
): Mutation => ({ name, problem, make: (world) => edit(Buffer.from(world.archive), world) });

const files =
  (forger: Forger) =>
  (name: string, problem: BundleProblemName, edit: (files: Files, world: World) => void): Mutation => ({
    name: `${name} (${forger})`,
    problem,
    make: (world) =>
      forge(world.archive, forger, world.keys, (all) => {
        edit(all, world);
      }),
  });
const [stranger, careful, thief] = [files("stranger"), files("careful"), files("thief")];

/** By a thief of today's key, who can sign everything but what older epochs sealed. */
const record = (name: string, problem: BundleProblemName, edit: (lines: Json[]) => void): Mutation =>
  thief(name, problem, (all) => {
    editLines(all, RECORDS, edit);
  });
const checkpoint = (
  name: string,
  problem: BundleProblemName,
  edit: (lines: Json[], world: World) => void,
): Mutation =>
  thief(name, problem, (all, world) => {
    editLines(all, CHECKPOINTS, (lines) => {
      edit(lines, world);
    });
  });
const manifest = (name: string, problem: BundleProblemName, edit: (value: Json) => void): Mutation =>
  thief(name, problem, (all) => {
    editJson(all, "manifest.json", edit);
  });

/** Sets bytes in the header of one file and, unless told otherwise, makes its checksum right again. */
function header(path: string, at: number, text: string, sum = true): (archive: Buffer) => Buffer {
  return (archive) => {
    const from = offsetOf(archive, path);
    archive.write(text, from + at, "latin1");
    if (!sum) return archive;
    archive.write("        ", from + 148, "latin1");
    const total = archive.subarray(from, from + 512).reduce((all, byte) => all + byte, 0);
    archive.write(`${total.toString(8).padStart(6, "0")}\0 `, from + 148, "latin1");
    return archive;
  };
}

/** Where the header of a file begins. */
function offsetOf(archive: Buffer, path: string): number {
  const at = archive.indexOf(`${path}\0`);
  if (at < 0 || at % 512 !== 0) throw new Error(`${path} is not in the archive`);
  return at;
}

function renamed(path: string, to: string): (archive: Buffer) => Buffer {
  return (archive) => header(path, 0, `${to}${"\0".repeat(Math.max(1, path.length - to.length))}`)(archive);
}

type Field = Partial<Record<"salt" | "text" | "commitment", string>>;

/** The fields of a record in the middle of the range. */
function fieldsOf(lines: Json[], at = 15): Field[] {
  const line = lines.find(({ seq }) => seq === at);
  if (!line || !("fields" in line)) throw new Error("no such record");
  return line["fields"] as Field[];
}
const named =
  (name: string) =>
  (field: Field): boolean =>
    field.text?.startsWith(`["${name}",`) === true;
const shown = (lines: Json[]): Field => {
  const field = fieldsOf(lines).find(named("at"));
  if (!field) throw new Error("nothing is shown");
  return field;
};
const closed = (lines: Json[]): Field => {
  const field = fieldsOf(lines).find((one) => "commitment" in one);
  if (!field) throw new Error("nothing is hidden");
  return field;
};
const flip = (hex = ""): string => (hex.startsWith("0") ? "1" : "0") + hex.slice(1);
/** Nothing happens where there is no such line: then the bundle is whole, and the test fails. */
const put = (value: Json | Field | undefined, name: string, to: unknown): void => {
  Object.assign(value ?? {}, { [name]: to });
};
const indexOf = (lines: Json[], seq: number): number => lines.findIndex((line) => line["seq"] === seq);

function commitmentOf({ salt = "", text: field = "" }: Field): string {
  return createHash("sha256").update(fieldPreimage(salt, field)).digest("hex");
}

function digestIn(fields: Field[]): string {
  const commitments = fields.map((field) => field.commitment ?? commitmentOf(field));
  return createHash("sha256").update(digestPreimage(commitments)).digest("hex");
}

/** The lines of signatures of a checkpoint's note, without the text. */
function signatures(line: Json | undefined): { text: string; lines: string[] } {
  const note = String(line?.["note"]);
  const end = note.indexOf("\n\n") + 2;
  return { text: note.slice(0, end), lines: note.slice(end).split(/(?<=\n)/) };
}

const text = (all: Files, path: string, edit: (text: string) => string): void => {
  all.set(path, edit(all.get(path) ?? ""));
};

export const MUTATIONS: readonly Mutation[] = [
  // The archive
  bytes("emptied", "empty", () => Buffer.alloc(0)),
  bytes("encrypted", "encrypted", (archive) =>
    Buffer.concat([Buffer.from("age-encryption.org/v1\n"), archive]),
  ),
  bytes("cut in a header", "truncated", (archive) => archive.subarray(0, 100)),
  bytes("cut in a file", "truncated", (archive) => archive.subarray(0, 700)),
  bytes("cut between files", "truncated", (archive) =>
    archive.subarray(0, offsetOf(archive, "manifest.note")),
  ),
  bytes("without its end", "truncated", (archive) => archive.subarray(0, -1024)),
  bytes("with half of its end", "truncated", (archive) => archive.subarray(0, -512)),
  bytes("with a byte behind it", "trailing", (archive) => Buffer.concat([archive, Buffer.alloc(1)])),
  bytes("with blocks behind it", "trailing", (archive) => Buffer.concat([archive, Buffer.alloc(9216)])),
  bytes("with something in its end", "trailing", (archive) => {
    archive[archive.length - 3] = 1;
    return archive;
  }),
  bytes("a second archive behind it", "trailing", (archive) => Buffer.concat([archive, archive])),
  bytes("padding that is not zero", "padding", (archive) => {
    archive[offsetOf(archive, "manifest.note") - 1] = 1;
    return archive;
  }),
  bytes("a wrong checksum", "header", header("notes.txt", 148, "000000\0 ", false)),
  bytes("another checksum's spelling", "header", (archive) => {
    const at = offsetOf(archive, "notes.txt") + 148;
    archive.write(`0${archive.toString("latin1", at, at + 6)}\0`, at, "latin1");
    return archive;
  }),
  bytes("a time", "header", header("notes.txt", 136, "00000000001\0")),
  bytes("an owner", "header", header("notes.txt", 108, "0001750\0")),
  bytes("a name of an owner", "header", header("notes.txt", 265, "mallory")),
  bytes("a file that may be run", "header", header("notes.txt", 100, "0000755\0")),
  bytes("a prefix before the name", "header", header("notes.txt", 345, "../..")),
  bytes("something behind the name", "header", header("notes.txt", 50, "x")),
  bytes("GNU tar's magic", "header", header("notes.txt", 257, "ustar  \0")),
  bytes("a size in base 256", "header", header("notes.txt", 124, "\x80\0\0\0\0\0\0\0\0\0\0\x10")),
  bytes("a negative size", "header", header("notes.txt", 124, "-0000000010\0")),
  bytes("a size of eight gigabytes", "truncated", header("notes.txt", 124, "77777777777\0")),
  ...(
    [
      ["a hard link", "1"],
      ["a symbolic link", "2"],
      ["a character device", "3"],
      ["a block device", "4"],
      ["a folder", "5"],
      ["a pipe", "6"],
      ["a contiguous file", "7"],
      ["an extended header", "x"],
      ["a long name of GNU tar", "L"],
      ["a sparse file", "S"],
      ["an old type", "\0"],
    ] as const
  ).map(([name, type]) => bytes(name, "not_a_file", header("notes.txt", 156, type))),
  bytes("a link with a target", "not_a_file", (archive) =>
    header("notes.txt", 156, "2")(header("notes.txt", 157, "verify.py")(archive)),
  ),
  bytes("a path out of the folder", "path", renamed("README.txt", "../README")),
  bytes("a path out in the middle", "path", renamed("log/key.txt", "log/../k.t")),
  bytes("an absolute path", "path", renamed("README.txt", "/etc/cron")),
  bytes("a path of Windows", "path", renamed("log/key.txt", "C:\\key.txt")),
  bytes("a path here", "path", renamed("README.txt", "./README")),
  bytes("an empty part of a path", "path", renamed("log/key.txt", "log//k.txt")),
  bytes("no name", "path", renamed("README.txt", "")),
  bytes("a name of a hundred bytes", "path", header("README.txt", 0, "a".repeat(100))),
  bytes("a name that is not ASCII", "path", renamed("README.txt", "R\xc3\xa9ADME")),
  bytes("a name with a control character", "path", renamed("README.txt", "R\x1b[2J")),
  bytes("a name twice", "duplicate_name", (archive) => {
    const all = readTar(archive);
    return pack(all.flatMap((file) => (file.path === "notes.txt" ? [file, file] : [file])));
  }),
  bytes("a name twice, far apart", "duplicate_name", (archive) => {
    const all = readTar(archive);
    return pack([...all, ...all.slice(0, 1)]);
  }),
  bytes("in another order", "order", (archive) => pack([...readTar(archive)].reverse())),
  bytes("with very many files", "too_large", () =>
    pack(
      Array.from({ length: 100 }, (_, i) => ({
        path: `f${String(i).padStart(4, "0")}`,
        bytes: new Uint8Array(),
      })),
    ),
  ),
  stranger("a file added", "unexpected_file", (all) => {
    all.set("zz.txt", "I was here.");
  }),
  stranger("an empty bundle", "missing_file", (all) => {
    all.clear();
  }),
  thief("a file removed", "missing_file", (all) => {
    all.delete("statements/gpu.json");
  }),
  bytes("a file renamed", "unexpected_file", renamed("notes.txt", "notes.tx")),

  // Without the log's key
  stranger("notes replaced", "changed_file", (all) => {
    all.set("notes.txt", "Something else.");
  }),
  stranger("notes emptied", "changed_file", (all) => {
    all.set("notes.txt", "");
  }),
  stranger("a record edited", "changed_file", (all) => {
    text(all, RECORDS, (lines) => lines.replace("vault.unlock", "vault.Unlock"));
  }),
  stranger("the page that verifies replaced", "changed_file", (all) => {
    all.set("verify.html", "<p>All is well.</p>");
  }),
  careful("notes replaced", "manifest_signature", (all) => {
    all.set("notes.txt", "Something else.");
  }),
  stranger("the manifest edited", "manifest_signature", (all) => {
    editJson(all, "manifest.json", (value) => {
      value["reason"] = "";
    });
  }),
  stranger("the signature stripped", "manifest_signature", (all) => {
    text(all, "manifest.note", (note) => note.slice(0, note.indexOf("\n\n") + 2));
  }),
  stranger("the signature emptied", "manifest_signature", (all) => {
    all.set("manifest.note", "");
  }),
  stranger("the signature edited", "manifest_signature", (all) => {
    text(
      all,
      "manifest.note",
      (note) => note.slice(0, -20) + (note.at(-20) === "A" ? "B" : "A") + note.slice(-19),
    );
  }),
  stranger("the signature twice", "manifest_signature", (all) => {
    text(all, "manifest.note", (note) => note + note.slice(note.indexOf("\n\n") + 2));
  }),
  ...["a\u0001b AAAAAAAA", "a\u007fb AAAAAAAA", "a\ufeffb AAAAAAAA", `a ${"A".repeat(6676)}`].map((line) =>
    stranger(`a line ${JSON.stringify(line.slice(0, 3))}`, "manifest_signature", (all) => {
      text(all, "manifest.note", (note) => `${note}— ${line}\n`);
    }),
  ),
  stranger("another log's manifest and signature", "manifest_signature", (all, { other }) => {
    const theirs = new Map(
      readTar(other.archive).map((file) => [file.path, Buffer.from(file.bytes).toString()]),
    );
    all.set("manifest.note", theirs.get("manifest.note") ?? "");
  }),
  stranger("a checkpoint's signature for the manifest's", "manifest_signature", (all) => {
    editLines(all, CHECKPOINTS, (lines) => {
      all.set("manifest.note", String(lines[0]?.["note"]));
    });
  }),
  stranger("another log's key", "manifest_signature", (all, { other }) => {
    const theirs = readTar(other.archive).find(({ path }) => path === "log/key.txt");
    all.set("log/key.txt", Buffer.from(theirs?.bytes ?? []).toString());
  }),
  stranger("no key", "key", (all) => {
    all.set("log/key.txt", "\n\n");
  }),
  thief("other words beside the key", "key", (all) => {
    text(all, "log/key.txt", (lines) => lines.replace(/\n.*\n$/, `\n${"abandon ".repeat(11)}about\n`));
  }),
  thief("another list of words", "key", (all) => {
    text(all, "log/wordlist.txt", (list) => list.replace("abandon\n", "abandoned\n"));
  }),
  {
    name: "another log's history under this log's manifest (its own thief)",
    problem: "foreign",
    make: ({ archive, keys, other }) =>
      forge(archive, "thief", keys, (all) => {
        for (const { path, bytes: content } of readTar(other.archive))
          if (path === RECORDS || path === CHECKPOINTS) all.set(path, Buffer.from(content).toString());
      }),
  },

  // With the log's key of today: records
  record("a salt edited", "edited", (lines) => {
    shown(lines).salt = flip(shown(lines).salt);
  }),
  record("a commitment edited", "edited", (lines) => {
    closed(lines).commitment = flip(closed(lines).commitment);
  }),
  record("a shown field replaced", "edited", (lines) => {
    shown(lines).text = '["at","2026-11-01T00:00:00.000Z"]';
  }),
  record("a shown field spelled otherwise", "edited", (lines) => {
    shown(lines).text = shown(lines).text?.replace(",", ", ") ?? "";
  }),
  record("a hidden field filled in", "hidden", (lines) => {
    const fields = fieldsOf(lines);
    fields[fields.indexOf(closed(lines))] = { salt: "0".repeat(32), text: '["actor","mallory"]' };
  }),
  record("a hidden field filled in under another name", "edited", (lines) => {
    const fields = fieldsOf(lines);
    fields[fields.indexOf(closed(lines))] = { salt: "0".repeat(32), text: '["actoq","mallory"]' };
  }),

  record("a hidden field dropped", "edited", (lines) => {
    fieldsOf(lines).splice(fieldsOf(lines).indexOf(closed(lines)), 1);
  }),
  thief("a hidden field dropped, and counted so", "edited", (all) => {
    editLines(all, RECORDS, (lines) => {
      fieldsOf(lines).splice(fieldsOf(lines).indexOf(closed(lines)), 1);
    });
    editJson(all, "manifest.json", countOneLess);
  }),
  record("one more field hidden than was said", "hidden", (lines) => {
    const fields = fieldsOf(lines, 16);
    const at = fields.findIndex(named("result"));
    fields[at] = { commitment: commitmentOf(fields[at] ?? {}) };
  }),

  record("the action hidden", "hidden", (lines) => {
    fieldsOf(lines)[0] = { commitment: "0".repeat(64) };
    fieldsOf(lines)[1] = { commitment: "0".repeat(64) };
  }),
  record("a field of the log's own record hidden", "hidden", (lines) => {
    const fields = fieldsOf(lines, 1);
    fields[fields.length - 1] = { commitment: "0".repeat(64) };
  }),
  record("fields reordered", "shape", (lines) => {
    fieldsOf(lines).reverse();
  }),
  record("a field twice", "shape", (lines) => {
    fieldsOf(lines).splice(0, 0, ...fieldsOf(lines).slice(0, 1));
  }),
  record("a field that is no pair", "shape", (lines) => {
    shown(lines).text = '["at"]';
  }),
  record("very many fields", "shape", (lines) => {
    fieldsOf(lines).push(...Array.from({ length: 100 }, () => ({ commitment: "0".repeat(64) })));
  }),
  record("a record removed", "deleted", (lines) => {
    lines.splice(indexOf(lines, 15), 1);
  }),
  record("the last records removed", "deleted", (lines) => {
    lines.splice(-2);
  }),
  record("record 0 removed", "deleted", (lines) => {
    lines.splice(0, 1);
  }),
  record("a record duplicated", "duplicated", (lines) => {
    lines.splice(indexOf(lines, 15), 0, lines[indexOf(lines, 15)] ?? {});
  }),
  record("records reordered", "reordered", (lines) => {
    const at = indexOf(lines, 15);
    lines.splice(at, 2, lines[at + 1] ?? {}, lines[at] ?? {});
  }),
  record("two records exchanged under their numbers", "edited", (lines) => {
    const [a, b] = [lines[indexOf(lines, 15)], lines[indexOf(lines, 17)]];
    if (a && b) [a["fields"], b["fields"]] = [b["fields"], a["fields"]];
  }),
  record("a record inserted over a subtree", "inserted", (lines) => {
    const gap = lines.findIndex((line) => "hash" in line && Number(line["level"]) > 0);
    lines.splice(gap + 1, 0, { digest: "0".repeat(64), seq: Number(lines[gap]?.["seq"]) + 1 });
  }),
  record("a record put at the end", "epoch", (lines) => {
    const last = Number(lines.at(-1)?.["seq"]);
    lines.push({ digest: "0".repeat(64), seq: last + 1 });
  }),
  record("a subtree edited", "edited", (lines) => {
    const gap = lines.find((line) => "hash" in line);
    if (gap) gap["hash"] = flip(String(gap["hash"]));
  }),
  record("a subtree at no place of its own", "shape", (lines) => {
    const gap = lines.find((line) => "hash" in line && Number(line["seq"]) % 2 === 1);
    if (gap) gap["level"] = 1;
    else lines.splice(1, 0, { hash: "0".repeat(64), level: 1, seq: 1 });
  }),
  record("a subtree as large as the world", "shape", (lines) => {
    lines[0] = { hash: "0".repeat(64), level: 50, seq: 0 };
  }),
  thief("a record shown as a subtree", "range", (all, { keys }) => {
    editLines(all, RECORDS, (lines) => {
      const digest = digestIn(fieldsOf(lines));
      const hash = leafAt(keys.log, 15, Buffer.from(digest, "hex")).toString("hex");
      lines[indexOf(lines, 15)] = { hash, level: 0, seq: 15 };
    });
  }),
  record("a record shown as forgotten", "range", (lines) => {
    lines[indexOf(lines, 15)] = { digest: digestIn(fieldsOf(lines)), seq: 15 };
  }),
  record("the text of a sealing record forgotten", "epoch", (lines) => {
    lines[1] = { digest: digestIn(fieldsOf(lines, 1)), seq: 1 };
  }),

  record("an unknown member", "shape", (lines) => {
    put(lines[0], "comment", "trust me");
  }),
  record("an unknown member of a field", "shape", (lines) => {
    (shown(lines) as Json)["comment"] = "trust me";
  }),
  record("a salt that is too short", "shape", (lines) => {
    shown(lines).salt = "00";
  }),
  record("a number that is a text", "shape", (lines) => {
    put(lines[2], "seq", "2");
  }),
  record("a number below zero", "shape", (lines) => {
    put(lines[2], "seq", -2);
  }),
  record("a number that is none of ours", "shape", (lines) => {
    put(lines[2], "seq", 9_007_199_254_740_991);
  }),
  thief("a record that is a list", "shape", (all) => {
    text(all, RECORDS, (lines) => `[]\n${lines}`);
  }),
  thief("a line that is empty", "json", (all) => {
    text(all, RECORDS, (lines) => `\n${lines}`);
  }),
  thief("the last line without its end", "shape", (all) => {
    text(all, RECORDS, (lines) => lines.slice(0, -1));
  }),
  thief("line ends of Windows", "json", (all) => {
    text(all, RECORDS, (lines) => lines.replaceAll("\n", "\r\n"));
  }),
  thief("a very long line", "too_large", (all) => {
    text(all, RECORDS, (lines) => `${" ".repeat(300_000)}\n${lines}`);
  }),
  thief("nesting without end", "json", (all) => {
    text(all, RECORDS, (lines) => `${"[".repeat(100_000)}\n${lines}`);
  }),
  thief("a name twice in one object", "json", (all) => {
    text(all, RECORDS, (lines) => lines.replace('"seq":0}', '"seq":0,"seq":0}'));
  }),
  thief("white space", "json", (all) => {
    text(all, RECORDS, (lines) => lines.replace('"seq":0}', '"seq": 0}'));
  }),
  thief("a number in another spelling", "json", (all) => {
    text(all, RECORDS, (lines) => lines.replace('"seq":0}', '"seq":0.0}'));
  }),
  thief("a needless escape", "json", (all) => {
    text(all, RECORDS, (lines) => lines.replace("casemate", "\\u0063asemate"));
  }),
  thief("half of a character", "json", (all) => {
    text(all, RECORDS, (lines) => lines.replace("casemate", "\\ud800"));
  }),
  thief("a mark of byte order", "json", (all) => {
    text(all, RECORDS, (lines) => `\ufeff${lines}`);
  }),

  // Checkpoints
  checkpoint("the log's signature stripped", "signature", ([line]) => {
    const { text: signed, lines } = signatures(line);
    if (line) line["note"] = signed + (lines[1] ?? "");
  }),
  checkpoint("the epoch's signature stripped", "signature", ([line]) => {
    const { text: signed, lines } = signatures(line);
    if (line) line["note"] = signed + (lines[0] ?? "");
  }),
  checkpoint("signatures of two checkpoints mixed", "signature", ([a, b]) => {
    if (a) a["note"] = signatures(a).text + (signatures(a).lines[0] ?? "") + (signatures(b).lines[1] ?? "");
  }),
  checkpoint("the epoch's signature under another epoch", "signature", ([line]) => {
    put(line, "note", String(line?.["note"]).replace("/epoch/0 ", "/epoch/1 "));
  }),
  checkpoint("a signature twice", "signature", ([line]) => {
    put(line, "note", String(line?.["note"]) + (signatures(line).lines[0] ?? ""));
  }),
  checkpoint("a foreign signature for ours", "signature", ([line], { other }) => {
    const theirs = String(readLine(other.archive)?.["note"]);
    const foreign = theirs.slice(theirs.indexOf("\n\n") + 2);
    if (line) line["note"] = signatures(line).text + foreign;
  }),
  checkpoint("another log's checkpoint", "foreign", (lines, { other }) => {
    lines[0] = readLine(other.archive) ?? {};
  }),
  checkpoint("another root", "signature", ([line]) => {
    put(line, "note", String(line?.["note"]).replace(/\n[A-Za-z0-9+/]{43}=\n/, `\n${"A".repeat(43)}=\n`));
  }),
  checkpoint("another size", "signature", ([line]) => {
    put(line, "note", String(line?.["note"]).replace("\n2\n", "\n3\n"));
  }),
  checkpoint("no note", "signature", ([line]) => {
    if (line) line["note"] = "";
  }),
  checkpoint("a lost epoch", "epoch", (lines) => {
    lines.splice(2, 1);
  }),
  checkpoint("a lost epoch, numbered anew", "signature", (lines) => {
    lines.splice(2, 1);
    lines.forEach((line, i) => {
      line["epoch"] = i;
    });
  }),
  checkpoint("epochs exchanged", "epoch", (lines) => {
    lines.reverse();
  }),
  checkpoint("the last epoch lost", "epoch", (lines) => {
    lines.pop();
  }),
  checkpoint("no epochs", "epoch", (lines) => {
    lines.splice(0);
  }),
  checkpoint("a checkpoint twice", "epoch", (lines) => {
    lines.splice(1, 0, lines[0] ?? {});
  }),
  checkpoint("an unknown member of a checkpoint", "shape", ([line]) => {
    if (line) line["root"] = "";
  }),
  record("the next key replaced", "edited", (lines) => {
    const field = fieldsOf(lines, 1).find(named("detail.nextKey"));
    put(field, "text", `["detail.nextKey","${"A".repeat(43)}="]`);
  }),
  record("the log's key in record 0 replaced", "signature", (lines) => {
    const field = fieldsOf(lines, 0).find(named("detail.publicKey"));
    put(field, "text", `["detail.publicKey","${"A".repeat(43)}="]`);
  }),
  record("record 0 without its keys", "epoch", (lines) => {
    const fields = fieldsOf(lines, 0);
    const at = fields.findIndex(named("detail.publicKey"));
    fields.splice(at, 1);
  }),
  record("the text of record 0 forgotten", "epoch", (lines) => {
    lines[0] = { digest: "0".repeat(64), seq: 0 };
  }),

  // The manifest, signed anew
  manifest("a larger range than there is", "range", (value) => {
    (value["log"] as Json)["to"] = 30;
  }),
  manifest("a smaller range than there is", "range", (value) => {
    (value["log"] as Json)["from"] = 8;
  }),
  manifest("an empty range", "range", (value) => {
    (value["log"] as Json)["from"] = 29;
  }),
  manifest("a range behind the log", "range", (value) => {
    (value["log"] as Json)["to"] = 1_000_000;
  }),
  manifest("a later checkpoint", "range", (value) => {
    ((value["log"] as Json)["checkpoint"] as Json)["epoch"] = 99;
  }),
  manifest("fewer records than there are", "range", (value) => {
    (value["records"] as Json)["shown"] = 1;
  }),
  manifest("fewer hidden fields than there are", "hidden", countOneLess),
  manifest("hiding that is not said", "hidden", (value) => {
    value["hidden"] = [];
  }),
  manifest("hiding of what may not be hidden", "shape", (value) => {
    value["hidden"] = [{ count: 0, name: "action" }];
  }),
  manifest("another version", "shape", (value) => {
    value["format"] = "casemate-forensic/v2";
  }),
  manifest("a member of its own", "shape", (value) => {
    value["comment"] = "trust me";
  }),
  manifest("a member missing", "shape", (value) => {
    delete value["reason"];
  }),
  manifest("a file left out of the list", "shape", (value) => {
    (value["files"] as Json[]).pop();
  }),
  manifest("a file listed twice", "shape", (value) => {
    const list = value["files"] as Json[];
    list[1] = list[0] ?? {};
  }),
  manifest("no time of ours", "shape", (value) => {
    value["created"] = "yesterday";
  }),
  manifest("another log's name", "manifest_signature", (value) => {
    (value["log"] as Json)["origin"] = `casemate/log/${"0".repeat(32)}`;
  }),
  manifest("as large as a book", "too_large", (value) => {
    value["reason"] = "x".repeat(70_000);
  }),
  manifest("a reason as long as a letter", "shape", (value) => {
    value["reason"] = "x".repeat(1001);
  }),
  stranger("a manifest that is a list", "shape", (all) => {
    all.set("manifest.json", "[]");
  }),
  stranger("a manifest that is no JSON", "json", (all) => {
    all.set("manifest.json", "{");
  }),
  stranger("a manifest with white space", "json", (all) => {
    text(all, "manifest.json", (value) => `${value}\n`);
  }),
  stranger("a manifest with a name twice", "json", (all) => {
    text(all, "manifest.json", (value) => value.replace('"reason":', '"reason":"","reason":'));
  }),
  bytes("a manifest that is not UTF-8", "encoding", (archive) => {
    archive[archive.indexOf("Names of people")] = 0xff;
    return archive;
  }),
  bytes("a key file that is not UTF-8", "encoding", (archive) => {
    archive[offsetOf(archive, "log/key.txt") + 512] = 0xff;
    return archive;
  }),
];

function countOneLess(value: Json): void {
  const [first] = value["hidden"] as { count: number }[];
  if (first) first.count--;
}

/** The first checkpoint of another bundle. */
function readLine(archive: Uint8Array): Json | undefined {
  const file = readTar(archive).find(({ path }) => path === CHECKPOINTS);
  const [line = ""] = Buffer.from(file?.bytes ?? [])
    .toString()
    .split("\n");
  return JSON.parse(line) as Json;
}
