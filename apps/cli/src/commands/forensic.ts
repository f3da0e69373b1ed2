import {
  ForensicRequest,
  RpcError,
  STATEMENT_CHOICES,
  type AppContract,
  type Arg,
  type StatementChoice,
} from "@casemate/contract";
import { InvalidArgumentError, type Command } from "commander";
import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { bytesText, printAnswer, visible } from "../console/output.ts";
import type { PassphraseOptions } from "../console/passphrase.ts";
import { withSession, type Session } from "../console/session.ts";
import { UsageError } from "../usage-error.ts";
import { approveHere } from "./approve-here.ts";
import { jsonOption, passphraseOption, type Common } from "./common-options.ts";
import { refuseExisting, writeBundle } from "./forensic-file.ts";
import { verifyFile } from "./forensic-verify.ts";

type Request = Arg<AppContract["forensic.export"]>;

interface ExportOptions extends Common, PassphraseOptions {
  readonly from: number;
  readonly to?: number;
  readonly since?: string;
  readonly last?: number;
  readonly without: readonly StatementChoice[];
  readonly hide: readonly string[];
  readonly note: string;
  readonly reason: string;
  readonly recipient: readonly string[];
  readonly force: boolean;
}

/** How often a command without a terminal looks whether its request was answered, in milliseconds. */
const LOOK_MS = 500;

/** `casemate forensic …`: hand the log over, and check one that was handed over. */
export function addForensicCommands(program: Command): void {
  const forensic = program
    .command("forensic")
    .description("hand the log over, sealed, and check such a file");
  passphraseOption(jsonOption(forensic.command("export <file>")))
    .description("write records of the log with their proofs into one file; needs approval")
    .option("--from <n>", "first record", recordNumber, 0)
    .option("--to <n>", "the number behind the last record (default: all there are)", recordNumber)
    .option("--since <time>", "no record before this time, for example 2026-11-01T08:00Z", pointInTime)
    .option("--last <n>", "only the newest n records", recordNumber)
    .option("--hide <name>", "actor, subject, detail, or detail.NAME; may be repeated", collect, [])
    .option("--note <text>", "what you want to say with it", "")
    .option("--reason <text>", "why fields are hidden", "")
    .option("--recipient <key>", "encrypt to this age key (age1…); may be repeated", collect, [])
    .option(
      "--without <name>",
      `leave out what this console says of ${STATEMENT_CHOICES.join(", ")}; may be repeated`,
      collectStatement,
      [],
    )
    .option("--force", "replace the file if there is one", false)
    .action((file: string, options: ExportOptions) => exportBundle(resolve(file), options));
  jsonOption(forensic.command("verify <file>"))
    .description(
      "check such a file, an erasure certificate or a drill's report; needs no console and no data directory",
    )
    .option("--words <words>", "the log's twelve words, as its owner has them")
    .action(verifyFile);
}

async function exportBundle(file: string, options: ExportOptions): Promise<void> {
  const asked = requestOf(options);
  refuseExisting(file, options.force);
  await withSession({ unlock: false }, async (session) => {
    const request = { ...asked, ...(await rangeOf(session, asked, options)) };
    const making = made(session, request, options);
    if (!(await session.cancellable(() => callOff(session, request.exportId), making))) {
      const text = "Nothing was written: the export was not approved.";
      printAnswer({ ok: false, text, json: { done: false, code: "approval_required" } }, options.json);
      return;
    }
    const { bytes, sha256, manifest } = await fetchBundle(session, request.exportId);
    writeBundle(file, bytes, options.force);
    const text = [
      `Written: ${visible(file)}, ${bytesText(bytes.length)}, SHA-256 ${sha256}`,
      `Check it with: casemate forensic verify ${visible(file)}`,
    ].join("\n");
    const json = { done: true, file, bytes: bytes.length, sha256, manifest };
    printAnswer({ ok: true, text, json }, options.json);
  });
}

/** Numbers for what was asked for by time or count: what is approved are numbers. */
async function rangeOf(
  { client, state }: Session,
  { from, to }: Request,
  { since, last }: ExportOptions,
): Promise<{ from: number; to: number | null }> {
  const begin = from ?? 0;
  if (last !== undefined) {
    const end = to ?? (await state()).ledger.size ?? 0;
    // Its end too: what is written while somebody answers would make them more.
    return { from: Math.max(begin, end - last), to: end };
  }
  const range = { from: begin, to: to ?? null };
  if (since === undefined) return range;
  return { ...range, from: (await client.call("forensic.preview", { ...range, since })).from };
}

function requestOf(options: ExportOptions): Request & { exportId: string } {
  const request = ForensicRequest.safeParse({
    exportId: randomBytes(16).toString("hex"),
    from: options.from,
    to: options.to ?? null,
    hide: options.hide,
    notes: options.note,
    reason: options.reason,
    recipients: options.recipient,
    include: STATEMENT_CHOICES.filter((name) => !options.without.includes(name)),
  });
  if (request.success) return request.data;
  const wrong = request.error.issues[0]?.path[0];
  const help: Record<string, string> = {
    hide: "--hide takes actor, subject, detail, or detail.NAME, at most 16 of them.",
    notes: "--note takes at most 3000 characters.",
    reason: "--reason takes at most 500 characters.",
    recipients: "--recipient takes an age key: age1 and 58 characters, at most 8 of them.",
  };
  throw new UsageError(
    help[String(wrong)] ?? "--from and --to take numbers of records, and --to is at least 1.",
  );
}

/** Whether the bundle was approved and made. Throws what kept it from being made. */
async function made(session: Session, request: Request, options: ExportOptions): Promise<boolean> {
  try {
    await session.client.call("forensic.export", request);
    return true;
  } catch (error) {
    if (!(error instanceof RpcError) || error.code !== "approval_required") throw error;
    if (process.stdin.isTTY) return approveHere(session, "forensic.export", request, options);
    if (session.hosted)
      throw new RpcError(
        "approval_required",
        "Nothing was written: this needs your approval, and there is no terminal to ask on. Run it in a terminal, or start a console first with: casemate serve",
      );
    process.stderr.write(`${error.message} Waiting for the answer.\n`);
    return answered(session, request.exportId);
  }
}

/** Ends the making of it; while it waits for an answer, the request is withdrawn. Throws when there is neither. */
async function callOff({ client, state }: Session, exportId: string): Promise<void> {
  const { jobs, approvals } = await state();
  const job = jobs.find(({ subject, state: stands }) => subject === exportId && stands === "running");
  if (job) await client.call("job.cancel", { jobId: job.id });
  else {
    const mine = approvals.find(
      ({ input, state: stands }) => stands === "pending" && input.includes(exportId),
    );
    await client.call("approvals.deny", { id: mine?.id ?? "" });
  }
}

/** Waits until somebody answers the request in the running console. */
async function answered({ state }: Session, exportId: string): Promise<boolean> {
  for (;;) {
    const mine = (await state()).approvals.find(({ input }) => input.includes(exportId));
    if (mine?.state === "failed") throw new RpcError("failed", mine.outcome ?? "The export failed.");
    if (mine?.state === "granted" && mine.outcome !== null) return true;
    if (mine === undefined || mine.state === "denied" || mine.state === "void") return false;
    await new Promise((wake) => setTimeout(wake, LOOK_MS));
  }
}

async function fetchBundle(
  { client }: Session,
  exportId: string,
): Promise<{ bytes: Buffer; sha256: string; manifest: string }> {
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const { bytes, total, sha256, manifest } = await client.call("forensic.read", { exportId, at });
    const part = Buffer.from(bytes, "base64");
    parts.push(part);
    at += part.length;
    if (at >= total || part.length === 0) return { bytes: Buffer.concat(parts), sha256, manifest };
  }
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

function collectStatement(value: string, before: readonly StatementChoice[]): StatementChoice[] {
  const name = STATEMENT_CHOICES.find((one) => one === value);
  if (name === undefined) throw new InvalidArgumentError(`Give one of ${STATEMENT_CHOICES.join(", ")}.`);
  return [...before, name];
}

function pointInTime(text: string): string {
  const at = Date.parse(text);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(at))
    throw new InvalidArgumentError("Give a date and, if you like, a time: 2026-11-01 or 2026-11-01T08:00Z.");
  return new Date(at).toISOString();
}

function recordNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("Give the number of a record.");
  return Number(text);
}
