import type { AuditRecord } from "@casemate/contract";
import {
  checkTrace,
  homePaths,
  readCallPolicyFile,
  readPolicyFile,
  readWhole,
  reason,
  resolveHome,
  traceOfLines,
  traceOfRecords,
} from "@casemate/supervisor";
import type { Command } from "commander";
import { resolve } from "node:path";
import { printAnswer, table, visible, type Answer } from "../console/output.ts";
import { withSession } from "../console/session.ts";
import { UsageError } from "../usage-error.ts";
import { jsonOption, type Common } from "./common-options.ts";

interface CheckOptions extends Common {
  readonly log?: boolean;
  readonly trace?: string;
}

/** More than a million recorded calls; a larger trace is checked in parts. */
const MAX_TRACE_BYTES = 256 * 1024 * 1024;
/** Records in one answer of the console. */
const PAGE = 500;
/** Differences that a terminal shows; `--json` has all. */
const SHOWN = 50;

type Checked = ReturnType<typeof checkTrace>;

/** `casemate policy check`. */
export function addPolicyCheck(policy: Command): void {
  jsonOption(policy.command("check [file]"))
    .description(
      "read a policy file strictly, without using it; with --log or --trace: what it, or the one in force, decides about recorded calls",
    )
    .option("--log", "check the calls in the log")
    .option("--trace <file>", "check the calls in this file, one JSON object a line")
    .action(check);
}

async function check(file: string | undefined, options: CheckOptions): Promise<void> {
  if (options.log === true && options.trace !== undefined)
    throw new UsageError("Give --log or --trace, not both.");
  const path = file === undefined ? undefined : resolve(file);
  if (options.log !== true && options.trace === undefined) {
    if (path === undefined) throw new UsageError("Name a policy file, or give --log or --trace FILE.");
    printAnswer(readStrictly(path), options.json);
    return;
  }
  const calls = readCallPolicyFile(
    path ?? homePaths(resolveHome(process.env)).callPolicy,
    path !== undefined,
  );
  if (calls.problem !== null) {
    const json = { ok: false, policy: calls.digest, problem: calls.problem };
    printAnswer({ ok: false, text: visible(calls.problem), json }, options.json);
    return;
  }
  const trace = options.trace === undefined ? await traceOfLog() : traceOfFile(resolve(options.trace));
  printAnswer(answerOf(checkTrace(trace, calls), calls.digest), options.json);
}

/** Which kind of policy a file is stands in it. */
function readStrictly(path: string): Answer {
  const isAboutCalls = aboutCalls(path);
  const { digest, problem } = isAboutCalls ? readCallPolicyFile(path, true) : readPolicyFile(path, true);
  const canonical = isAboutCalls ? null : (readPolicyFile(path, true).value?.canonical ?? null);
  return {
    ok: problem === null,
    text: problem === null ? `The policy is good. SHA-256 ${digest}` : visible(problem),
    json: { ok: problem === null, policy: digest, problem, canonical },
  };
}

function aboutCalls(path: string): boolean {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(readWhole(path, MAX_TRACE_BYTES)));
    return typeof value === "object" && value !== null && "about" in value;
  } catch {
    return false; // said by whoever reads it strictly
  }
}

function traceOfFile(path: string): ReturnType<typeof traceOfLines> {
  try {
    return traceOfLines(new TextDecoder("utf-8", { fatal: true }).decode(readWhole(path, MAX_TRACE_BYTES)));
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`${path}: ${visible(error.message)}`);
    if (error instanceof TypeError) throw new UsageError(`${path} is not UTF-8 text.`);
    throw new UsageError(`${path} cannot be read: ${reason(error)}.`);
  }
}

/** The whole log, oldest first. */
async function traceOfLog(): Promise<ReturnType<typeof traceOfRecords>> {
  const records: AuditRecord[] = [];
  await withSession({ unlock: false }, async ({ client }) => {
    for (let before: number | null = null; ;) {
      const page: { records: AuditRecord[]; next: number | null } = await client.call("audit.tail", {
        before,
        limit: PAGE,
        own: false,
      });
      records.push(...page.records);
      before = page.next;
      if (before === null) break;
    }
  });
  return traceOfRecords(records.toReversed());
}

function answerOf(checked: Checked, digest: string): Answer {
  const good = checked.filter(({ outcome }) => outcome === "same" || outcome === "new");
  const rest = checked.filter((one) => !good.includes(one));
  const counts = `${String(checked.length)} recorded calls: ${String(good.length)} as before, ${String(rest.length)} to look at.`;
  const rows = rest
    .slice(0, SHOWN)
    .map(({ where, call, recorded, now, outcome, rule }) => [
      where,
      visible(call),
      recorded ?? "not recorded",
      now,
      outcome,
      rule,
    ]);
  const head = ["WHERE", "CALL", "THEN", "NOW", "", "RULE"];
  const more = rest.length > SHOWN ? [`${String(rest.length - SHOWN)} more; --json has all.`] : [];
  const none = checked.length === 0 ? "No call is recorded there." : counts;
  return {
    ok: rest.length === 0,
    text: rows.length === 0 ? none : [counts, table([head, ...rows]), ...more].join("\n"),
    json: { ok: rest.length === 0, policy: digest, total: checked.length, calls: checked },
  };
}
