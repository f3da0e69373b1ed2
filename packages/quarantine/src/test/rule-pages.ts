import type { Finding } from "@casemate/contract";
import { CORPUS, repositoryRoot, type CorpusRow } from "@casemate/testkit";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Rule } from "../common/rules/define-rule.ts";
import { RULES } from "../common/rules/index.ts";
import { judgeFiles } from "./judge.ts";

const FOLDER = join(repositoryRoot, "docs", "rules");
const ASKS = { refuse: "refused", hold: "held for a person", told: "told; it decides nothing" };
/** Bytes of an excerpt shown on a page, how many of them before the place, and in each of its lines. */
const SHOWN_BYTES = 64;
const SHOWN_BEFORE = 32;
const LINE_BYTES = 16;

/** One page per rule and an index, by file name. Made from the rules and the corpus alone. */
export async function renderPages(): Promise<Record<string, string>> {
  const rows = Object.values(CORPUS).flat();
  const pages: Record<string, string> = {};
  for (const rule of RULES.values()) {
    const own = rows.filter((row) => row.rule === rule.id);
    pages[`${rule.id}.md`] = await page(rule, own);
  }
  pages["README.md"] = index();
  return Object.fromEntries(Object.entries(pages).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function pagesOnDisk(): Record<string, string> {
  const names = readdirSync(FOLDER).sort((a, b) => (a < b ? -1 : 1));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(FOLDER, name), "utf8")]));
}

export function writePages(pages: Record<string, string>): void {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, text] of Object.entries(pages)) writeFileSync(join(FOLDER, name), text);
}

function index(): string {
  const lines = [...RULES.values()]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(
      ({ id, severity, asks, why }) =>
        `| [${id}](${id}.md) | ${severity} | ${ASKS[asks ?? "told"]} | ${why} |`,
    );
  return `# Rules\n\nWhat the static stages look for. Written from the rules themselves; do not edit.\n\n| rule | severity | a file with it is | why |\n| --- | --- | --- | --- |\n${lines.join("\n")}\n`;
}

async function page(rule: Rule, rows: readonly CorpusRow[]): Promise<string> {
  const parts = [
    `# ${rule.id}`,
    `Severity **${rule.severity}**. A file with it is ${ASKS[rule.asks ?? "told"]}.`,
    `**Why it matters.** ${rule.why}`,
    `**What to do.** ${rule.remedy}`,
  ];
  if (rule.refs.length > 0) parts.push(`**Known as.** ${rule.refs.join(" · ")}`);
  parts.push(...(await example(rule, rows)));
  return `${parts.join("\n\n")}\n`;
}

async function example(rule: Rule, rows: readonly CorpusRow[]): Promise<string[]> {
  const [first] = rows;
  if (!first) return ["No example file: the condition is not a property of one file's bytes."];
  const report = await judgeFiles(first.hostile());
  const found = report.findings.find((finding) => finding.rule === rule.id);
  if (!found) throw new Error(`the corpus row "${first.what}" does not trip ${rule.id}`);
  const twin = await judgeFiles(first.twin());
  const others = rows.slice(1).map(({ what }) => `- ${what}`);
  return [
    "## Example",
    `A file built to have it: ${first.what}. Casemate says:`,
    `> ${found.message}`,
    ...excerpt(found),
    `The same content without it: ${twin.verdict === "admit" ? "admitted" : twin.verdict}.`,
    ...(others.length === 0 ? [] : [`Other shapes in the corpus:\n\n${others.join("\n")}`]),
  ];
}

function excerpt({ excerpt: bytes, offset, length }: Finding): string[] {
  if (!bytes || offset === null) return [];
  const skipped = Math.max(0, offset - bytes.at - SHOWN_BEFORE);
  const raw = Buffer.from(bytes.hex, "hex").subarray(skipped, skipped + SHOWN_BYTES);
  const lines: string[] = [];
  for (let at = 0; at < raw.length; at += LINE_BYTES) {
    const part = raw.subarray(at, at + LINE_BYTES);
    const hex = [...part].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const text = [...part]
      .map((byte) => (byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "."))
      .join("");
    lines.push(
      `${(bytes.at + skipped + at).toString(16).padStart(8, "0")}  ${hex.padEnd(LINE_BYTES * 3 - 1)}  ${text}`,
    );
  }
  const field = length === null ? "" : `, ${String(length)} bytes`;
  return [`At byte 0x${offset.toString(16)}${field}:`, `\`\`\`\n${lines.join("\n")}\n\`\`\``];
}
