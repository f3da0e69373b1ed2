import type { State } from "@casemate/contract";
import type { Command } from "commander";
import { printAnswer } from "../console/output.ts";
import type { PassphraseOptions } from "../console/passphrase.ts";
import { sendPassphrase, unlock, withSession } from "../console/session.ts";
import { UsageError } from "../usage-error.ts";
import { addVaultAccessCommands } from "./vault-access.ts";
import { jsonOption, passphraseOption, type Common } from "./common-options.ts";

type Options = Common & PassphraseOptions;

/** `casemate vault …` */
export function addVaultCommands(program: Command): void {
  const vault = program.command("vault").description("make, open and close the vault");
  passphraseOption(
    jsonOption(vault.command("init").description("make a vault; asks for a passphrase")),
  ).action(init);
  passphraseOption(
    jsonOption(vault.command("unlock").description("unlock the running console's vault")),
  ).action(unlockRunning);
  jsonOption(
    vault.command("lock").description("lock now: ends the runtime and the process that holds the keys"),
  ).action(lock);
  addVaultAccessCommands(vault);
  jsonOption(vault.command("status").description("how the vault stands")).action(status);
}

async function init(options: Options): Promise<void> {
  await withSession({ unlock: false }, async ({ client, state }) => {
    const { vault } = await state();
    if (vault.state !== "absent") throw new UsageError("There is a vault already. It was left as it is.");
    const secretId = await sendPassphrase(
      client,
      "create",
      options,
      "New passphrase (nobody can reset it): ",
    );
    await client.call("vault.create", { secretId });
    const { kdf } = (await state()).vault;
    printAnswer(
      {
        ok: true,
        text: `The vault is made. Trying one passphrase takes ${String(kdf?.memoryMiB ?? 0)} MiB of memory and about ${((kdf?.measuredMs ?? 0) / 1000).toFixed(1)} s on this machine. Nobody can reset the passphrase.`,
        json: { created: true, kdf },
      },
      options.json,
    );
  });
}

async function unlockRunning(options: Options): Promise<void> {
  await withSession({ unlock: false }, async ({ client, hosted }) => {
    if (hosted)
      throw new UsageError(
        "No console is running, so there is nothing to keep unlocked. Start one with: casemate serve",
      );
    const answer = await unlock(client, options);
    printAnswer({ ok: answer.result === "unlocked", text: answer.message, json: answer }, options.json);
  });
}

async function lock(options: Options): Promise<void> {
  await withSession({ unlock: false }, async ({ client, hosted }) => {
    if (hosted) {
      printAnswer(
        {
          ok: true,
          text: "Locked. No console is running, so no process holds a key.",
          json: { verified: true, ms: 0, endedPids: [] },
        },
        options.json,
      );
      return;
    }
    const answer = await client.call("vault.lock", {});
    const text = answer.verified
      ? `Locked. ${String(answer.endedPids.length)} processes that worked with it have ended.`
      : "Locked, but not verified: a process that worked with the vault may still be running. Restart Casemate.";
    printAnswer({ ok: answer.verified, text, json: answer }, options.json);
  });
}

async function status(options: Options): Promise<void> {
  await withSession({ unlock: false }, async ({ state }) => {
    const { vault } = await state();
    const sentences: Record<typeof vault.state, string> = {
      absent: "There is no vault yet. Make one with: casemate vault init",
      locked: `${vault.lockVerified ? "Locked. No process holds its keys." : "Locked, but that was not verified."}${waitText(vault)}`,
      unlocking: "Being unlocked.",
      unlocked: `Unlocked. It locks by itself at ${vault.locksAt ?? "an unknown time"}.`,
      locking: "Being locked.",
      error: vault.error?.message ?? "The vault has a problem.",
    };
    printAnswer({ ok: vault.state !== "error", text: sentences[vault.state], json: vault }, options.json);
  });
}

/** What wrong passphrases cost at this moment. */
function waitText({ failures, retryAt }: State["vault"]): string {
  return retryAt === null
    ? ""
    : ` ${String(failures)} wrong passphrases; the next try is taken from ${retryAt}.`;
}
