import { type AppContract, type Arg } from "@casemate/contract";
import { InvalidArgumentError, type Command } from "commander";
import { printAnswer, visible } from "../console/output.ts";
import type { PassphraseOptions } from "../console/passphrase.ts";
import { showVerifying } from "../console/progress.ts";
import { unlockIfHosted, withSession, type Session } from "../console/session.ts";
import { jsonOption, passphraseOption, type Common } from "./common-options.ts";
import { withApproval } from "./with-approval.ts";

type Options = Common & PassphraseOptions;
type Change = "audit.recover" | "audit.rotate" | "audit.prune";

/** A log that follows another one says so in its second record. */
const LINK = 1;

/** `casemate audit recover|acknowledge|rotate|prune`: what changes which log is written, or what can be read in it. */
export function addAuditChanges(audit: Command): void {
  passphraseOption(jsonOption(audit.command("recover")))
    .description("set a log that does not verify aside and begin a new one that names it; needs approval")
    .requiredOption("--reason <text>", "what happened, for the new log", reasonText)
    .action(recover);
  passphraseOption(jsonOption(audit.command("acknowledge")))
    .description("say that you have seen that the log was begun anew")
    .action(acknowledge);
  passphraseOption(jsonOption(audit.command("rotate")))
    .description("close the log and begin the next one; needs approval")
    .action(rotate);
  passphraseOption(jsonOption(audit.command("prune")))
    .description("forget the texts of old records and say so in the log; needs approval")
    .requiredOption("--older-than <days>", "for example 365d", days)
    .action(prune);
}

/** What is wrong may be deep inside, where only a verification looks: so it is asked for first. */
async function recover(options: Options & { readonly reason: string }): Promise<void> {
  await withSession({ unlock: false }, async (session) => {
    await unlockIfHosted(session, options);
    if ((await session.state()).ledger.state === "ok") {
      const hide = showVerifying(session.client);
      const { ok, message } = await session.client.call("audit.verify", {}).finally(hide);
      if (ok) {
        const json = { done: false, code: "not_damaged" };
        printAnswer({ ok: false, text: `${message} There is nothing to recover.`, json }, options.json);
        return;
      }
    }
    await change(session, "audit.recover", { reason: options.reason }, options, async () => {
      const folder = await folderOf(session);
      return {
        text: `A new log was begun. The old files are in ${folder}: keep them. Then say that you have seen it, with: casemate audit acknowledge`,
        json: { folder },
      };
    });
  });
}

async function acknowledge(options: Options): Promise<void> {
  await withSession({ unlock: false }, async (session) => {
    await unlockIfHosted(session, options);
    await session.client.call("audit.acknowledge", {});
    printAnswer(
      { ok: true, text: "Taken note of, and recorded.", json: { acknowledged: true } },
      options.json,
    );
  });
}

async function rotate(options: Options): Promise<void> {
  await withSession({ unlock: false }, async (session) => {
    await unlockIfHosted(session, options);
    await change(session, "audit.rotate", {}, options, async () => {
      const folder = await folderOf(session);
      return {
        text: `The next log was begun. The old one is in ${folder}. Its words are new: casemate audit checkpoint`,
        json: { folder },
      };
    });
  });
}

async function prune(options: Options & { readonly olderThan: number }): Promise<void> {
  await withSession({ unlock: false }, async (session) => {
    await change(session, "audit.prune", { olderThanDays: options.olderThan }, options, async () => {
      const { records } = await session.client.call("audit.tail", { limit: 1, action: "ledger.pruned" });
      const below = Number(records[0]?.detail["below"] ?? 0);
      const text =
        below === 0
          ? "No record is that old. Nothing was forgotten."
          : `The texts of records below ${String(below)} are forgotten. Their places in the log stay.`;
      return { text, json: { below } };
    });
  });
}

/** Asks for approval where that is possible. What came of it is read in the log. */
async function change<K extends Change>(
  session: Session,
  call: K,
  input: Arg<AppContract[K]>,
  options: Options,
  told: () => Promise<{ text: string; json: object }>,
): Promise<void> {
  if (!(await withApproval(session, call, input, options))) return;
  const { text, json } = await told();
  printAnswer({ ok: true, text, json: { done: true, ...json } }, options.json);
}

/** Where the log before this one lies, below the data directory. */
async function folderOf({ client }: Session): Promise<string> {
  const { records } = await client.call("audit.tail", { before: LINK + 1, limit: 1 });
  return `ledger-archive/${visible(String(records[0]?.detail["folder"] ?? ""))}`;
}

function reasonText(text: string): string {
  if (text.trim() === "" || text.length > 300)
    throw new InvalidArgumentError("Say in 1 to 300 characters what happened.");
  return text;
}

function days(text: string): number {
  const [, digits] = /^([1-9]\d{0,4})d?$/.exec(text) ?? [];
  if (digits === undefined || Number(digits) > 36_500)
    throw new InvalidArgumentError("Give a number of days, for example 365d.");
  return Number(digits);
}
