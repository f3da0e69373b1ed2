import type { Command } from "commander";
import { printAnswer, table, visible } from "../console/output.ts";
import type { PassphraseOptions } from "../console/passphrase.ts";
import { withSession } from "../console/session.ts";
import { approvalText, grant } from "./approve-here.ts";
import { jsonOption, passphraseOption, type Common } from "./common-options.ts";

type Options = Common & PassphraseOptions;
type GrantOptions = Options & { readonly type?: string };

/** `casemate approvals …`: what waits for a person in the running console. */
export function addApprovalCommands(program: Command): void {
  const approvals = program.command("approvals").description("dangerous actions that wait for you");
  jsonOption(approvals.command("list")).description("all requests of this run").action(list);
  jsonOption(approvals.command("show <id>")).description("one request with its full arguments").action(show);
  passphraseOption(jsonOption(approvals.command("grant <id>")))
    .description("allow it once; asks for the passphrase")
    .option("--type <phrase>", "the phrase that an export needs while the vault is not open")
    .action(grantOne);
  jsonOption(approvals.command("deny <id>")).description("deny it").action(deny);
}

async function list(options: Options): Promise<void> {
  await withSession({ unlock: false }, async ({ state }) => {
    const { approvals } = await state();
    const rows = approvals.map((one) => [one.state, one.id, visible(one.sentence)]);
    printAnswer(
      {
        ok: true,
        text: rows.length === 0 ? "Nothing waits for you." : table([["STATE", "REQUEST", "WHAT"], ...rows]),
        json: approvals,
      },
      options.json,
    );
  });
}

async function show(id: string, options: Options): Promise<void> {
  await withSession({ unlock: false }, async ({ client }) => {
    const approval = await client.call("approvals.show", { id });
    printAnswer({ ok: true, text: approvalText(approval), json: approval }, options.json);
  });
}

async function grantOne(id: string, options: GrantOptions): Promise<void> {
  await withSession({ unlock: false }, async (session) => {
    const outcome = await grant(session, id, options, options.type ?? null);
    printAnswer({ ok: true, text: outcome, json: { outcome } }, options.json);
  });
}

async function deny(id: string, options: Options): Promise<void> {
  await withSession({ unlock: false }, async ({ client }) => {
    await client.call("approvals.deny", { id });
    printAnswer({ ok: true, text: "Denied.", json: { denied: true } }, options.json);
  });
}
