import { RpcError, type PanicPlan } from "@casemate/contract";
import { checkHere, diskFs, machineClock } from "@casemate/vault";
import { readPassphrase, type PassphraseOptions } from "../console/passphrase.ts";

/**
 * The passphrase of a vault whose header can be read, checked in this process because no other starts. Answers what the certificate says; the phrase
 * alone only for a header that cannot be read. Throws `wrong_passphrase`, `wait`, `bad_home`: nothing was done then.
 */
export async function proveHere(
  root: string,
  plan: PanicPlan,
  options: PassphraseOptions,
): Promise<"passphrase" | "phrase"> {
  if (!plan.needsPassphrase) return "phrase";
  const typed = await readPassphrase(options, "Passphrase or recovery words: ");
  try {
    const checked = checkHere(diskFs, root, machineClock, typed);
    if (checked.result === "match") return "passphrase";
    if (checked.result === "damaged") return "phrase"; // since it was read for the plan
    if (checked.result === "wait")
      throw new RpcError(
        "wait",
        `Nothing was done. After wrong passphrases the next one is taken in ${String(Math.ceil(checked.waitMs / 1_000))} s.`,
      );
    if (checked.result === "linked")
      throw new RpcError(
        "bad_home",
        "Nothing was done: the folder vault in the data directory is a link, and what it leads to may be a backup. Put the folder itself there, or remove the link, then begin again.",
      );
    throw new RpcError(
      "wrong_passphrase",
      "That is not the passphrase. Nothing was done. If the vault needs this machine's key, type the recovery words.",
    );
  } finally {
    typed.fill(0);
  }
}

/** The time to think again, without a console that counts. Ctrl C ends this command, and nothing was done. */
export async function thinkAgain({ countdownMs }: PanicPlan): Promise<void> {
  process.stderr.write(`In ${String(Math.ceil(countdownMs / 1_000))} s. Ctrl C cancels.\n`);
  await new Promise((resolve) => setTimeout(resolve, countdownMs));
}
