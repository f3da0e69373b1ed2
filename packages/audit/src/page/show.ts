import { openFields } from "../common/bundle/leaves.ts";
import { readPiece } from "../common/bundle/piece.ts";
import { linesOf } from "../common/bundle/strict-text.ts";
import type { BundleFacts } from "../common/bundle/verify.ts";
import { list, make, plain, row, text } from "./elements.ts";

/** Rows of the table: what a person looks through. The bundle itself has all of them. */
const MOST_ROWS = 2000;
const STATEMENTS = [
  "notes.txt",
  "statements/posture.json",
  "statements/policy.json",
  "statements/models.json",
  "statements/approvals.json",
  "statements/incidents.json",
  "statements/gpu.json",
] as const;

export function showProblem(problem: string, message: string): Node[] {
  return [
    make("h2", "Not verified", "bad"),
    make("p", message),
    make("p", "Nothing in this file can be relied on. Ask for it again, and keep this one as it is."),
    make("p", `Name of the problem: ${problem}`, "quiet"),
  ];
}

export function showFacts(facts: BundleFacts, compared: boolean): Node[] {
  const { manifest, checkpoints, size, hiddenFields, words } = facts;
  const { from, to, origin } = manifest.log;
  return [
    make(
      "h2",
      compared ? "Everything fits" : "Everything fits, but whose log it is was not compared",
      compared ? "good" : "half",
    ),
    make("h3", "Verified"),
    list([
      `Records ${String(from)} to ${String(to - 1)} of ${origin} are complete, in order and unchanged.`,
      `${String(checkpoints)} signed checkpoints over ${String(size)} records fit, each under the key that the records before it name.`,
      "Every file of the bundle is the one that the log's key signed for.",
      ...(compared ? ["The twelve words are those of this log: it was not made up anew."] : []),
    ]),
    make("h3", "Hidden"),
    list([
      hiddenFields === 0
        ? "No field is hidden."
        : `${String(hiddenFields)} fields are hidden; that they exist, and where, is proven.`,
      ...manifest.hidden.map(
        ({ name, count }) => `${name}: ${String(count)} times, says who made the bundle.`,
      ),
      ...(manifest.reason === "" ? [] : [`The reason given: ${plain(manifest.reason)}`]),
      ...(manifest.records.forgotten === 0
        ? []
        : [
            `${String(manifest.records.forgotten)} records are without their texts. Their places are proven. Whoever made the bundle says that the log had forgotten them; it could also be that they left them out.`,
          ]),
    ]),
    make("h3", "What this cannot tell"),
    list([
      ...(compared
        ? []
        : [
            `Whether the whole log was made up anew. Compare its twelve words with those that the owner wrote down: ${words}`,
          ]),
      "Whether what was recorded is true, and whether something happened that was not recorded.",
      "Whether the log went on after the last checkpoint, and what it says there.",
      `When the bundle was made: by that machine's clock, ${manifest.created}.`,
      "Whether notes and statements below are true: they are signed, and nothing more.",
    ]),
    ...records(facts),
    ...STATEMENTS.flatMap((path) => statement(path, facts.files[path])),
  ];
}

function records({ files, manifest }: BundleFacts): Node[] {
  const table = make("table", "", "records");
  table.append(row("th", ["#", "Time", "Kind", "What", "Who", "About", "Result", "Facts"]));
  let shown = 0;
  let line = 0;
  for (const bytes of linesOf(files["log/records.jsonl"], "records")) {
    const piece = readPiece(bytes, ++line);
    if (!("fields" in piece) || piece.seq < manifest.log.from || piece.seq >= manifest.log.to) continue;
    if (++shown > MOST_ROWS) break;
    const fields = openFields(piece.fields, piece.seq, []);
    const closed = piece.fields.length - fields.size;
    const facts = [...fields]
      .filter(([name]) => name.startsWith("detail."))
      .map(([name, value]) => `${name.slice(7)}=${text(value)}`);
    const cells = ["at", "kind", "action", "actor", "subject", "result"].map((name) =>
      text(fields.get(name)),
    );
    const hidden = closed === 0 ? [] : [`${String(closed)} hidden`];
    table.append(row("td", [String(piece.seq), ...cells, [...facts, ...hidden].join(", ")]));
  }
  const more =
    shown > MOST_ROWS
      ? [make("p", `Only the first ${String(MOST_ROWS)} records are shown here.`, "quiet")]
      : [];
  const box = make("div", "", "wide");
  box.append(table);
  return [make("h3", "Records"), box, ...more];
}

function statement(path: string, bytes: Uint8Array): Node[] {
  const content = new TextDecoder().decode(bytes);
  const box = document.createElement("details");
  box.append(
    make("summary", path),
    make("pre", content === "" ? "Nothing." : plain(content, content.length)),
  );
  return [box];
}
