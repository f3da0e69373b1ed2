import { InvalidArgumentError, type Command } from "commander";
import { verifyAttested } from "./attest-verify.ts";
import { jsonOption } from "./common-options.ts";

/** `casemate attest verify`: what Casemate found when it looked at itself. */
export function addAttestCommands(program: Command): void {
  const attest = program
    .command("attest")
    .description("what Casemate found when it looked at itself, signed");
  jsonOption(attest.command("verify <file>"))
    .description("check an attestation; needs no console and no data directory")
    .option("--nonce <hex>", "the nonce that you asked with", nonceOption)
    .option("--key <key>", "the log's key that you know from before")
    .action(verifyAttested);
}

/** 16 to 64 bytes: less could be guessed. */
function nonceOption(text: string): string {
  if (!/^(?:[0-9a-f]{2}){16,64}$/.test(text))
    throw new InvalidArgumentError("Give 16 to 64 bytes in lower-case hexadecimal.");
  return text;
}
