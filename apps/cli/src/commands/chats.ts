import type { Command } from "commander";
import { printAnswer, visible } from "../console/output.ts";
import type { PassphraseOptions } from "../console/passphrase.ts";
import { withSession } from "../console/session.ts";
import { UsageError } from "../usage-error.ts";
import { jsonOption, passphraseOption, type Common } from "./common-options.ts";

type Options = Common & PassphraseOptions;

/** `casemate chats [TEXT]` */
export function addChatsCommand(program: Command): void {
  passphraseOption(
    jsonOption(
      program.command("chats [text]").description("list the conversations, or those that contain TEXT"),
    ),
  ).action(chats);
}

async function chats(query: string | undefined, options: Options): Promise<void> {
  if (query?.trim() === "") throw new UsageError("Give the text to look for.");
  await withSession({ ...options, unlock: true }, async ({ client }) => {
    if (query === undefined) {
      const answer = await client.call("chat.list", {});
      const lines = answer.chats.map(
        ({ updatedAt, modelName, title }) => `${updatedAt}  ${visible(modelName)}  ${visible(title)}`,
      );
      const older = answer.complete ? "" : "\nThere are older ones: look for something they contain.";
      printAnswer(
        { ok: true, text: (lines.join("\n") || "No conversations yet.") + older, json: answer },
        options.json,
      );
      return;
    }
    const answer = await client.call("chat.search", { query });
    const lines = answer.hits.map(
      ({ updatedAt, title, excerpt }) => `${updatedAt}  ${visible(title)}\n    ${visible(excerpt)}`,
    );
    const more = answer.complete ? "" : "\nThere are more: look for something longer.";
    printAnswer(
      {
        ok: lines.length > 0,
        text: lines.length === 0 ? "Nothing was found." : lines.join("\n") + more,
        json: answer,
      },
      options.json,
    );
  });
}
