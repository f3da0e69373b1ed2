import type { VaultSlot } from "@casemate/contract";
import type { ConsoleClient } from "@casemate/supervisor";
import type { Command } from "commander";
import { printAnswer, visible } from "../console/output.ts";
import type { PassphraseOptions } from "../console/passphrase.ts";
import { sendBytes, sendNewPassphrase, sendPassphrase, withSession } from "../console/session.ts";
import { UsageError } from "../usage-error.ts";
import { makeWords, type WordsOptions } from "./recovery-words.ts";
import { addDeviceKeyCommands } from "./vault-device-key.ts";
import { jsonOption, passphraseOption, type Common } from "./common-options.ts";

type Options = Common & PassphraseOptions;
type AddOptions = Options & { readonly label: string; readonly duress?: string } & WordsOptions;

/** `casemate vault passwd|slots|add-slot|remove-slot|rekey|device-key`: who can open the vault. */
export function addVaultAccessCommands(vault: Command): void {
  const command = (name: string, text: string): Command =>
    passphraseOption(jsonOption(vault.command(name).description(text)));
  command(
    "passwd",
    "change the passphrase you unlock with; the new one is asked for, or read from the file that CASEMATE_NEW_PASSPHRASE_FILE names",
  ).action(passwd);
  command("slots", "list the ways into the vault").action(slots);
  command(
    "add-slot",
    "add another passphrase, recovery words, or a duress passphrase; a new passphrase is asked for, or read from the file that CASEMATE_NEW_PASSPHRASE_FILE names",
  )
    .option("--label <text>", "what it is for, for example the name of who has it", "")
    .option(
      "--recovery",
      "make 24 recovery words: they open the vault when the passphrase is forgotten",
      false,
    )
    .option("--words-file <path>", "write the words into this new file instead of showing them")
    .option(
      "--duress <level>",
      "a passphrase that looks wrong and acts: 1 locks, 2 removes every way in but the recovery words, 3 removes every way in",
    )
    .action(add);
  command(
    "remove-slot <number>",
    "take one away; a copy of the old header still opens with it until rekey",
  ).action(remove);
  addDeviceKeyCommands(vault);
  command(
    "rekey",
    "make a new master key: removes every other way in, for good, without encrypting the contents again",
  ).action(rekey);
}

const PRESENT = "Present passphrase: ";

async function passwd(options: Options): Promise<void> {
  await withSession({ ...options, unlock: "and-confirm" }, async ({ client, state }) => {
    const newSecretId = await sendNewPassphrase(client, "New passphrase (nobody can reset it): ");
    const secretId = await sendPassphrase(client, "approve", options, PRESENT);
    await client.call("vault.passwd", { secretId, newSecretId });
    const { kdf } = (await state()).vault;
    printAnswer(
      {
        ok: true,
        text: "The passphrase is changed. The old one does not open this vault any more; backups made earlier still open with it.",
        json: { changed: true, kdf },
      },
      options.json,
    );
  });
}

async function slots(options: Options): Promise<void> {
  await withSession({ ...options, unlock: true }, async ({ client }) => {
    const answer = await client.call("vault.slots", {});
    printAnswer({ ok: true, text: answer.slots.map(describe).join("\n"), json: answer }, options.json);
  });
}

async function add(options: AddOptions): Promise<void> {
  await withSession({ ...options, unlock: "and-confirm" }, async ({ client }) => {
    const { label, recovery } = options;
    const level = duressLevel(options);
    const words = recovery ? await makeWords(options) : null;
    const newSecretId = words
      ? await sendBytes(client, "new", words.secret)
      : await sendNewPassphrase(
          client,
          level === null ? "Passphrase to add: " : `Duress passphrase (${DURESS[level]}): `,
        );
    const secretId = await sendPassphrase(client, "approve", options, PRESENT);
    const kind = recovery ? "recovery" : level === null ? "passphrase" : "duress";
    const added = await client
      .call("vault.addSlot", { secretId, newSecretId, kind, level, label })
      .catch((error: unknown) => {
        words?.discard();
        throw error;
      });
    printAnswer({ ok: true, text: `Added. ${describe(added)}`, json: added }, options.json);
  });
}

async function remove(text: string, options: Options): Promise<void> {
  const index = /^[0-7]$/.test(text) ? Number(text) : null;
  if (index === null) throw new UsageError("Give the number that casemate vault slots shows, from 0 to 7.");
  await withSession({ ...options, unlock: "and-confirm" }, async ({ client }) => {
    const secretId = await presentPassphrase(client, options);
    await client.call("vault.removeSlot", { secretId, index });
    printAnswer(
      {
        ok: true,
        text: "Removed. Whoever has a copy of the vault's header from before can still use it. To end that too: casemate vault rekey",
        json: { removed: index },
      },
      options.json,
    );
  });
}

async function rekey(options: Options): Promise<void> {
  await withSession({ ...options, unlock: "and-confirm" }, async ({ client }) => {
    const secretId = await presentPassphrase(client, options);
    const answer = await client.call("vault.rekey", { secretId });
    const others =
      answer.removed === 1 ? "1 other way in was" : `${String(answer.removed)} other ways in were`;
    printAnswer(
      {
        ok: true,
        text: `The vault has a new master key. ${others} removed. Old copies of the header open nothing that is written from now on.`,
        json: answer,
      },
      options.json,
    );
  });
}

function presentPassphrase(client: ConsoleClient, options: Options): Promise<string> {
  return sendPassphrase(client, "approve", options, PRESENT);
}

const DURESS = {
  1: "locks the vault if it is open",
  2: "after it, only the recovery words open the vault",
  3: "after it, nobody, including you, can open the vault",
} as const;

function duressLevel({ duress, recovery }: AddOptions): 1 | 2 | 3 | null {
  if (duress === undefined) return null;
  if (recovery) throw new UsageError("Add recovery words and a duress passphrase one after the other.");
  const level = ([1, 2, 3] as const).find((one) => String(one) === duress);
  if (level === undefined) throw new UsageError("A duress passphrase has level 1, 2 or 3.");
  return level;
}

const KINDS = {
  passphrase: "passphrase",
  device: "passphrase, needs this machine's key",
  recovery: "recovery words",
  duress: "duress passphrase",
} as const;

function describe({ index, kind, label, addedAt, level, works }: VaultSlot): string {
  const what = level === null ? KINDS[kind] : `${KINDS[kind]}, level ${String(level)}: ${DURESS[level]}`;
  const when = addedAt === null ? "from when the vault was made" : `since ${addedAt}`;
  const gone = works ? "" : ". It does not work any more: it was removed from the header";
  return `${String(index)}  ${what}${label === "" ? "" : ` "${visible(label)}"`}, ${when}${gone}`;
}
