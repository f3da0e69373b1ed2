import { type AppContract, type Out, type State } from "@casemate/contract";
import { InvalidArgumentError, type Command } from "commander";
import { printAnswer } from "../console/output.ts";
import { withSession } from "../console/session.ts";
import { partLines } from "./attest-parts.ts";
import { verifyAttested } from "./attest-verify.ts";
import { jsonOption, type Common } from "./common-options.ts";

type Found = Out<AppContract["attestation.show"]>;

/** `casemate attest show|refresh|verify`: what Casemate found when it looked at itself. */
export function addAttestCommands(program: Command): void {
  const attest = program
    .command("attest")
    .description("what Casemate found when it looked at itself, signed");
  jsonOption(attest.command("show"))
    .description("the last look of the running console; without one, a fresh look")
    .action(show);
  jsonOption(attest.command("refresh"))
    .description("look at every part now; --json prints the signed file, for verify")
    .option(
      "--nonce <hex>",
      "16 to 64 bytes that the answer has to hold; random ones without it",
      nonceOption,
    )
    .action(refresh);
  jsonOption(attest.command("verify <file>"))
    .description("check an attestation; needs no console and no data directory")
    .option("--nonce <hex>", "the nonce that you asked with", nonceOption)
    .option("--key <key>", "the log's key that you know from before")
    .action(verifyAttested);
}

async function show({ json }: Common): Promise<void> {
  await withSession({ unlock: false }, async ({ client, state }) => {
    const last = await client.call("attestation.show", {});
    const { checkedAt } = last.attestation;
    const found = checkedAt === null ? await client.call("attestation.refresh", {}) : last;
    print(found, json ? found.attestation : null, isFrozen(await state()));
  });
}

async function refresh({ nonce, json }: Common & { readonly nonce?: string }): Promise<void> {
  await withSession({ unlock: false }, async ({ client, state }) => {
    const found = await client.call("attestation.refresh", { nonce: nonce ?? null });
    // The file has one spelling: it is printed as it is, and not as a value inside another.
    if (json && found.file !== null) {
      process.stdout.write(found.file);
      process.exitCode = goodEnough(found) ? 0 : 1;
    } else print(found, null, isFrozen(await state()));
  });
}

function print({ attestation, file }: Found, json: object | null, frozen: boolean): void {
  const { state, reason, checkedAt, nextAt, parts, made } = attestation;
  const text = [
    `${headOf(state, frozen)}${reason === null ? "" : ` ${reason}`}`.trim(),
    ...partLines(parts),
    `Last look ${checkedAt ?? "never"}${nextAt === null ? "; no console looks by itself" : `, next one ${nextAt}`}.`,
    made?.signed === true
      ? `Signed by the log's key, with the nonce ${made.nonce}.`
      : "Not signed: the log cannot be reached.",
    "Software assurance: Casemate looked at itself. Who controls this machine controls the answer.",
  ].join("\n");
  printAnswer({ ok: goodEnough({ attestation, file }), text, json }, json !== null);
}

/** Degraded starts what acts, and is no yes to somebody who asks whether all is well. */
function goodEnough({ attestation }: Found): boolean {
  return attestation.state === "attested";
}

const HEADS: Readonly<Record<Found["attestation"]["state"], string>> = {
  attested: "Attested: every part is as it should be.",
  degraded: "Degraded: models can run, and not everything is well.",
  failed: "Failed: nothing that acts is started.",
  pending: "Not known: nothing that acts is started until it is.",
};

const FROZEN =
  "an incident freezes whatever runs a model or lets something in. Look at it: casemate incident list.";

/** What was found may let models run while an incident freezes them. */
function headOf(state: Found["attestation"]["state"], frozen: boolean): string {
  if (!frozen || state === "failed" || state === "pending") return HEADS[state];
  return `${state === "attested" ? "Attested" : "Degraded"}, and ${FROZEN}`;
}

/** Until incidents were read once calls count as frozen: that is not said of an incident. */
function isFrozen({ incidents: { frozen, kept } }: State): boolean {
  return frozen && kept !== "starting";
}

/** Less could be guessed. */
function nonceOption(text: string): string {
  if (!/^(?:[0-9a-f]{2}){16,64}$/.test(text))
    throw new InvalidArgumentError("Give 16 to 64 bytes in lower-case hexadecimal.");
  return text;
}
