import { ACCEPT_LOSS } from "@casemate/contract";
import type { ConsoleClient } from "@casemate/supervisor";
import type { Command } from "commander";
import { printAnswer } from "../console/output.ts";
import { readWords, type PassphraseOptions } from "../console/passphrase.ts";
import { sendBytes, sendPassphrase, withSession } from "../console/session.ts";
import { UsageError } from "../usage-error.ts";
import { jsonOption, passphraseOption, type Common } from "./common-options.ts";

type Options = Common & PassphraseOptions;
type OnOptions = Options & { readonly wordsFile?: string; readonly acceptLoss?: string };

const STORES = {
  "secret-service": "the keychain of your session (Secret Service)",
  keychain: "the macOS keychain",
  "credential-manager": "the Windows Credential Manager",
} as const;

/** `casemate vault device-key on|off`: whether a passphrase needs this machine's key too. */
export function addDeviceKeyCommands(vault: Command): void {
  const group = vault
    .command("device-key")
    .description("let the vault open only with the passphrase and a key that this machine's keychain holds");
  passphraseOption(
    jsonOption(
      group.command("on").description("from now on a copied disk is no use to who learns the passphrase"),
    ),
  )
    .option("--words-file <path>", "the recovery words, in a file; otherwise they are asked for")
    .option("--accept-loss <sentence>", `without recovery words; the sentence is: ${ACCEPT_LOSS}`)
    .action(on);
  passphraseOption(
    jsonOption(group.command("off").description("the passphrase alone opens the vault again")),
  ).action(off);
}

const PRESENT = "Present passphrase: ";

async function on(options: OnOptions): Promise<void> {
  const acceptLoss = accepted(options);
  await withSession({ ...options, unlock: "and-confirm" }, async ({ client }) => {
    const wordsSecretId = acceptLoss === null ? await sendWords(client, options) : null;
    const secretId = await sendPassphrase(client, "approve", options, PRESENT);
    const answer = await client.call("vault.enableDeviceKey", { secretId, wordsSecretId, acceptLoss });
    const text = `This vault now needs the passphrase and this machine's key, which lies in ${STORES[answer.store]}. On another machine only recovery words open it.`;
    printAnswer({ ok: true, text, json: answer }, options.json);
  });
}

async function off(options: Options): Promise<void> {
  await withSession({ ...options, unlock: "and-confirm" }, async ({ client }) => {
    const secretId = await sendPassphrase(client, "approve", options, PRESENT);
    await client.call("vault.disableDeviceKey", { secretId });
    const text =
      "The passphrase alone opens this vault again. A copy of the disk is now as safe as the passphrase is hard to guess.";
    printAnswer({ ok: true, text, json: { needsDeviceKey: false } }, options.json);
  });
}

async function sendWords(client: ConsoleClient, { wordsFile }: OnOptions): Promise<string> {
  return sendBytes(client, "new", await readWords(wordsFile, "Recovery words (not shown): "));
}

function accepted({ acceptLoss, wordsFile }: OnOptions): typeof ACCEPT_LOSS | null {
  if (acceptLoss === undefined) return null;
  if (wordsFile !== undefined) throw new UsageError("Give the recovery words or accept the loss, not both.");
  if (acceptLoss !== ACCEPT_LOSS) throw new UsageError(`The sentence is: ${ACCEPT_LOSS}`);
  return ACCEPT_LOSS;
}
