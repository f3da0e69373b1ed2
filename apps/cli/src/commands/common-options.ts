import { InvalidArgumentError, type Command } from "commander";

export interface Common {
  readonly json: boolean;
}

export function jsonOption(command: Command): Command {
  return command.option("--json", "answer as JSON", false);
}

export function passphraseOption(command: Command): Command {
  return command.option(
    "--passphrase-fd <n>",
    "read the passphrase from this descriptor; otherwise from the file that CASEMATE_PASSPHRASE_FILE names, or it is asked for",
    (text) => {
      const fd = Number(text);
      if (!/^\d{1,4}$/.test(text) || fd < 3 || fd > 255)
        throw new InvalidArgumentError("Give a number from 3 to 255.");
      return fd;
    },
  );
}
