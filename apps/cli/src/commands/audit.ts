import { InvalidArgumentError, type Command } from "commander";
import { writeFileSync } from "node:fs";
import { printAnswer, visible } from "../console/output.ts";
import { showVerifying } from "../console/progress.ts";
import { withSession } from "../console/session.ts";
import { UsageError } from "../usage-error.ts";
import { addAuditChanges } from "./audit-changes.ts";
import { exportTiles } from "./audit-export.ts";
import { addTailCommand } from "./audit-tail.ts";
import { jsonOption, type Common } from "./common-options.ts";

/** Words that stand for a log's first keys. */
const WORDS = 12;

interface VerifyOptions extends Common {
  readonly tree: boolean;
  readonly words?: string;
}

/** `casemate audit …`: reads, checks, proves and renews the log; works while the vault is locked. */
export function addAuditCommands(program: Command): void {
  const audit = program.command("audit").description("read, check, prove and renew the log");
  addTailCommand(audit);
  jsonOption(audit.command("verify"))
    .description("check every record; names the first bad one")
    .option("--tree", "take the records' digests as they are: faster", false)
    .option("--words <words>", "the twelve words you wrote down: is this still that log?", twelve)
    .action(verify);
  jsonOption(audit.command("prove <seq> [file]"))
    .description("a proof of one record that a stranger can check (C2SP tlog-proof)")
    .action((seq: string, file: string | undefined, options: Common) => prove(number(seq), file, options));
  jsonOption(audit.command("checkpoint"))
    .description("the newest signed checkpoint, the key to check it, and the twelve words")
    .option("--out <file>", "write the signed note there")
    .action(checkpoint);
  jsonOption(audit.command("export <dir>"))
    .description("the log as other people's tools read it (C2SP tlog-tiles); no texts")
    .action((dir: string, options: Common) => exportTo(dir, options));
  addAuditChanges(audit);
}

async function verify(options: VerifyOptions): Promise<void> {
  await withSession({ unlock: false }, async ({ client, cancellable }) => {
    const hide = showVerifying(client);
    const verifying = client.call("audit.verify", { depth: options.tree ? "tree" : "records" });
    const found = await cancellable(() => client.call("audit.stopVerify", {}), verifying).finally(hide);
    const words =
      options.words === undefined || !found.ok
        ? null
        : (await client.call("audit.checkpoint", {})).words === options.words;
    const ok = found.ok && words !== false;
    printAnswer(
      { ok, text: `${found.message}${wordsText(words)}`, json: { ...found, ok, words } },
      options.json,
    );
  });
}

function wordsText(words: boolean | null): string {
  if (words === null) return "";
  return words
    ? " It is the log whose words you wrote down."
    : " But it is not the log whose words you wrote down: somebody made it up anew, or it was rotated or recovered since, and then the old one is in ledger-archive.";
}

async function prove(seq: number, file: string | undefined, options: Common): Promise<void> {
  await withSession({ unlock: false }, async ({ client }) => {
    const { proof } = await client.call("audit.prove", { seq });
    if (file !== undefined) writeNew(file, proof);
    const text =
      file === undefined ? proof.trimEnd() : `The proof of record ${String(seq)} is in ${visible(file)}.`;
    printAnswer({ ok: true, text, json: { seq, proof, file: file ?? null } }, options.json);
  });
}

async function checkpoint(options: Common & { readonly out?: string }): Promise<void> {
  await withSession({ unlock: false }, async ({ client }) => {
    const answer = await client.call("audit.checkpoint", {});
    if (options.out !== undefined) writeNew(options.out, answer.note);
    const text = [
      options.out === undefined ? answer.note : `The signed note is in ${visible(options.out)}.`,
      `Key to check it with: ${answer.verifierKey}`,
      `Words: ${answer.words}`,
      "Write the words down: with them you recognise this log, and notice one that was made up anew.",
    ].join("\n");
    printAnswer({ ok: true, text, json: { ...answer, file: options.out ?? null } }, options.json);
  });
}

async function exportTo(dir: string, options: Common): Promise<void> {
  await withSession({ unlock: false }, async ({ client }) => {
    const { files, size, root, verifierKey } = await exportTiles(client, dir);
    const text = `${String(size)} records are in ${visible(dir)}, ${String(files)} files.\nKey to check them with: ${verifierKey}`;
    printAnswer({ ok: true, text, json: { dir, files, size, root, verifierKey } }, options.json);
  });
}

function writeNew(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: "wx", mode: 0o600 });
  } catch (error) {
    throw new UsageError(
      (error as NodeJS.ErrnoException).code === "EEXIST"
        ? `${file} exists already. Nothing was overwritten.`
        : `${file} cannot be written.`,
    );
  }
}

function number(text: string): number {
  if (!/^(0|[1-9]\d{0,14})$/.test(text))
    throw new UsageError(
      `${text.slice(0, 40)} is not the number of a record. Find it with: casemate audit tail`,
    );
  return Number(text);
}

function twelve(text: string): string {
  const words = text.trim().toLowerCase().split(/\s+/);
  if (words.length !== WORDS) throw new InvalidArgumentError(`Give all ${String(WORDS)} words, in quotes.`);
  return words.join(" ");
}
