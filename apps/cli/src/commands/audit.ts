import { InvalidArgumentError, type Command } from "commander";
import { printAnswer, table, visible } from "../console/output.ts";
import { withSession } from "../console/session.ts";
import { jsonOption, type Common } from "./common-options.ts";

/** `casemate audit …`: reads and checks the log; works while the vault is locked. */
export function addAuditCommands(program: Command): void {
  const audit = program.command("audit").description("read and check the log");
  jsonOption(audit.command("tail"))
    .description("the newest records")
    .option("-n, --lines <n>", "how many", count, 20)
    .action(tail);
  jsonOption(audit.command("verify"))
    .description("check every record; names the first bad one")
    .action(verify);
}

async function tail(options: Common & { readonly lines: number }): Promise<void> {
  await withSession({ unlock: false }, async ({ client }) => {
    const { records, total } = await client.call("audit.tail", { limit: options.lines });
    const rows = [...records]
      .sort((a, b) => a.seq - b.seq)
      .map((record) => [
        String(record.seq),
        record.at,
        record.kind,
        record.action,
        record.result ?? "",
        visible(record.actor),
        record.subject ?? "",
      ]);
    printAnswer(
      {
        ok: true,
        text: table([["#", "TIME", "KIND", "WHAT", "RESULT", "WHO", "SUBJECT"], ...rows]),
        json: { records, total },
      },
      options.json,
    );
  });
}

async function verify(options: Common): Promise<void> {
  await withSession({ unlock: false }, async ({ client }) => {
    const verification = await client.call("audit.verify", {});
    printAnswer({ ok: verification.ok, text: verification.message, json: verification }, options.json);
  });
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 500)
    throw new InvalidArgumentError("Give a number from 1 to 500.");
  return value;
}
