import type { AuditRecord } from "@casemate/contract";
import { InvalidArgumentError, Option, type Command } from "commander";
import { printAnswer, table, visible } from "../console/output.ts";
import { withSession } from "../console/session.ts";
import { jsonOption, type Common } from "./common-options.ts";

interface TailOptions extends Common {
  readonly lines: number;
  readonly grep: string;
  readonly kind?: AuditRecord["kind"];
  readonly result?: NonNullable<AuditRecord["result"]>;
  readonly action: string;
  readonly own: boolean;
}

/** `casemate audit tail`. */
export function addTailCommand(audit: Command): void {
  jsonOption(audit.command("tail"))
    .description("the newest records")
    .option("-n, --lines <n>", "how many", count, 20)
    .option("--grep <words>", "only records in which all these words stand", "")
    .addOption(new Option("--kind <kind>", "only these").choices(["intent", "outcome", "note"]))
    .addOption(new Option("--result <result>", "only these").choices(["ok", "denied", "failed", "unknown"]))
    .option("--action <beginning>", 'only actions that begin so, for example "vault."', "")
    .option("--no-own", "leave out the log's records about itself")
    .action(tail);
}

/** A search reads the log part by part until enough was found. */
async function tail(options: TailOptions): Promise<void> {
  await withSession({ unlock: false }, async ({ client }) => {
    const filter = {
      text: options.grep,
      kind: options.kind ?? null,
      result: options.result ?? null,
      action: options.action,
      own: options.own,
    };
    const records: AuditRecord[] = [];
    let before: number | null = null;
    let total: number;
    do {
      const limit = options.lines - records.length;
      const found: { records: AuditRecord[]; total: number; next: number | null } = await client.call(
        "audit.tail",
        { ...filter, before, limit },
      );
      records.push(...found.records);
      before = found.next;
      total = found.total;
    } while (before !== null && records.length < options.lines);
    const rows = records.toReversed().map(cells);
    const text =
      rows.length === 0
        ? "No record is like that."
        : table([["#", "TIME", "KIND", "WHAT", "RESULT", "WHO", "SUBJECT"], ...rows]);
    printAnswer({ ok: true, text, json: { records, total } }, options.json);
  });
}

function cells({ seq, at, kind, action, result, actor, subject }: AuditRecord): string[] {
  return [String(seq), at, kind, visible(action), result ?? "", visible(actor), visible(subject ?? "")];
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 500)
    throw new InvalidArgumentError("Give a number from 1 to 500.");
  return value;
}
