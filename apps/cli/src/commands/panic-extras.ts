import { MAX_CERTIFICATE_BYTES, nodeCrypto, verifyErasure, type ErasureVerdict } from "@casemate/audit";
import type { PanicTriggers } from "@casemate/contract";
import { InvalidArgumentError, type Command } from "commander";
import { resolve } from "node:path";
import { printAnswer, visible } from "../console/output.ts";
import type { PassphraseOptions } from "../console/passphrase.ts";
import { sendPassphrase, withSession } from "../console/session.ts";
import { UsageError } from "../usage-error.ts";
import { jsonOption, passphraseOption, type Common } from "./common-options.ts";
import { readBundle } from "./forensic-file.ts";
import { outcomeText } from "./panic-words.ts";

interface ArmOptions extends Common, PassphraseOptions {
  readonly failedUnlocks?: number;
  readonly level: 1 | 2 | 3;
  readonly off: boolean;
}

/** `casemate panic status|verify|report|arm` */
export function addPanicExtras(panic: Command): void {
  jsonOption(
    panic.command("status").description("how the last panic and the last drill ended, and what is armed"),
  ).action(status);
  jsonOption(
    panic
      .command("verify <file>")
      .description(
        "check an erasure certificate or a drill's report; needs no console and no data directory",
      ),
  ).action(verify);
  panic.command("report").description("print the signed report of the last drill").action(report);
  passphraseOption(jsonOption(panic.command("arm")))
    .description("let wrong passphrases set off a panic by themselves; nothing is armed until you do this")
    .option("--failed-unlocks <n>", "after so many in a row, from 5 to 100", count)
    .option("--level <n>", "1, 2 or 3; begin with 1", level, 1)
    .option("--off", "nothing sets off a panic by itself any more", false)
    .action(arm);
}

async function status({ json }: Common): Promise<void> {
  await withSession({ unlock: false }, async ({ state }) => {
    const { panic } = await state();
    const { failedUnlocks } = panic.armed;
    const text = [
      panic.state === "half_done"
        ? "A panic was cut off and could not be ended: nothing is unlocked before it is. Begin it again with: casemate panic 3"
        : panic.last === null
          ? "There was no panic."
          : `The last panic, level ${String(panic.last.level)}, ended ${panic.last.endedAt}:\n${outcomeText(panic.last, false)}`,
      panic.lastDrill === null
        ? "There was no drill yet. Rehearse with: casemate panic 3 --drill"
        : `The last drill, level ${String(panic.lastDrill.level)}, was ${panic.lastDrill.at}.`,
      failedUnlocks === null
        ? "Nothing sets off a panic by itself."
        : `${String(failedUnlocks.count)} wrong passphrases in a row set off level ${String(failedUnlocks.level)}.`,
    ].join("\n");
    printAnswer({ ok: panic.state !== "half_done", text, json: panic }, json);
  });
}

async function report(): Promise<void> {
  await withSession({ unlock: false }, async ({ client }) => {
    const file = await client.call("panic.drillReport", {});
    if (file === null)
      throw new UsageError("There was no drill yet. Rehearse with: casemate panic 3 --drill");
    process.stdout.write(file.text);
  });
}

async function arm(options: ArmOptions): Promise<void> {
  const { failedUnlocks, off } = options;
  if (off === (failedUnlocks !== undefined)) throw new UsageError("Say either --failed-unlocks N, or --off.");
  await withSession({ ...options, unlock: "and-confirm" }, async ({ client, state }) => {
    const { armed } = (await state()).panic;
    const wanted: PanicTriggers =
      failedUnlocks === undefined
        ? { failedUnlocks: null, incidents: null }
        : { ...armed, failedUnlocks: { count: failedUnlocks, level: options.level } };
    const secretId = await sendPassphrase(client, "approve", options, "Present passphrase: ");
    const now = await client.call("panic.arm", { secretId, armed: wanted });
    const text = off ? "Nothing sets off a panic by itself any more." : "Armed.";
    printAnswer({ ok: true, text, json: now }, options.json);
  });
}

function verify(file: string, options: Common): void {
  verifyCertificate(readBundle(resolve(file), MAX_CERTIFICATE_BYTES + 1), options);
}

/** Prints what a certificate or a drill's report is worth. */
export function verifyCertificate(bytes: Uint8Array, { json }: Common): void {
  const verdict = verifyErasure(nodeCrypto, bytes);
  printAnswer({ ok: verdict.ok, text: verdictText(verdict), json: verdictJson(verdict) }, json);
}

function verdictText(verdict: ErasureVerdict): string {
  if (!verdict.ok) return `Not verified (${verdict.problem}): ${visible(verdict.message)}`;
  const { statement, after } = verdict.certificate;
  const lines = statement.steps.map(
    ({ does, state, claim, detail }) => `  ${state} (${claim}): ${visible(does)} ${visible(detail)}`,
  );
  return [
    statement.kind === "drill"
      ? `This drill's report is unchanged: a rehearsal of level ${String(statement.level)} on a decoy vault.`
      : `This certificate is unchanged: the vault ${statement.vault ?? "(its header could not be read)"} was erased.`,
    `Signed by ${visible(verdict.origin)}${verdict.records === null ? "" : `, a log of ${String(verdict.records)} records`}, ${statement.made}.`,
    ...lines,
    ...(after.length === 0
      ? []
      : [
          "Said, and signed by nobody, because the key was gone:",
          ...after.map(({ does, state, detail }) => `  ${state}: ${visible(does)} ${visible(detail)}`),
        ]),
    visible(statement.method),
    ...statement.survives.map((one) => `Survives: ${visible(one)}`),
    "This does not tell whose log it was: compare its name with a checkpoint or bundle from before.",
  ].join("\n");
}

function verdictJson(verdict: ErasureVerdict): object {
  if (!verdict.ok) return verdict;
  const { certificate, origin, records } = verdict;
  return { ok: true, origin, records, ...certificate.statement, after: certificate.after };
}

function count(text: string): number {
  const value = Number(text);
  if (!/^\d{1,3}$/.test(text) || value < 5 || value > 100)
    throw new InvalidArgumentError("Give a number from 5 to 100.");
  return value;
}

function level(text: string): 1 | 2 | 3 {
  const found = ([1, 2, 3] as const).find((one) => String(one) === text);
  if (found === undefined) throw new InvalidArgumentError("Give 1, 2 or 3.");
  return found;
}
