import { MAX_CERTIFICATE_BYTES, nodeCrypto, verifyErasure, type ErasureVerdict } from "@casemate/audit";
import type { Command } from "commander";
import { resolve } from "node:path";
import { printAnswer, visible } from "../console/output.ts";
import { withSession } from "../console/session.ts";
import { UsageError } from "../usage-error.ts";
import { jsonOption, type Common } from "./common-options.ts";
import { readBundle } from "./forensic-file.ts";
import { addPanicTriggers, armedText } from "./panic-triggers.ts";
import { halfDoneText, outcomeText } from "./panic-words.ts";

/** `casemate panic status|verify|report`, and the triggers */
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
  addPanicTriggers(panic);
}

async function status({ json }: Common): Promise<void> {
  await withSession({ unlock: false }, async ({ state }) => {
    const { panic } = await state();
    const text = [
      panic.state === "half_done"
        ? halfDoneText(panic)
        : panic.last === null
          ? "There was no panic."
          : `The last panic, level ${String(panic.last.level)}, ended ${panic.last.endedAt}:\n${outcomeText(panic.last, false)}`,
      ...(panic.refused === null ? [] : [panic.refused.message]),
      panic.lastDrill === null
        ? "There was no drill yet. Rehearse with: casemate panic 3 --drill"
        : `The last drill, level ${String(panic.lastDrill.level)}, was ${panic.lastDrill.at}.`,
      armedText(panic.armed),
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

function verify(file: string, options: Common): void {
  verifyCertificate(readBundle(resolve(file), MAX_CERTIFICATE_BYTES + 1), options);
}

/** Prints what a certificate or a drill's report is worth. */
export function verifyCertificate(bytes: Uint8Array, { json }: Common): void {
  const verdict = verifyErasure(nodeCrypto, bytes);
  const ok = verdict.ok && leftUndone(verdict.certificate).length === 0;
  printAnswer({ ok, text: verdictText(verdict), json: verdictJson(verdict) }, json);
}

type Verified = Extract<ErasureVerdict, { ok: true }>["certificate"];

/** Names of the steps that were not seen to be done: an unchanged file that says so is no proof that a vault is gone. */
function leftUndone({ statement, after }: Verified): string[] {
  return [...statement.steps, ...after]
    .filter(({ state }) => state !== "done" && state !== "absent")
    .map(({ id }) => id);
}

function claimText(certificate: Verified): string {
  const { statement } = certificate;
  const vault = `the vault ${statement.vault ?? "(its header could not be read)"}`;
  const undone = leftUndone(certificate);
  const drill = statement.kind === "drill";
  if (undone.length > 0)
    return `${drill ? "This drill's report" : "This certificate"} is unchanged, and it says that NOT everything was done: ${undone.join(", ")}.${drill ? "" : ` Do not rely on ${vault} being gone.`}`;
  return drill
    ? `This drill's report is unchanged: a rehearsal of level ${String(statement.level)} on a decoy vault.`
    : `This certificate is unchanged: ${vault} was erased.`;
}

function verdictText(verdict: ErasureVerdict): string {
  if (!verdict.ok) return `Not verified (${verdict.problem}): ${visible(verdict.message)}`;
  const { statement, after } = verdict.certificate;
  const lines = statement.steps.map(
    ({ does, state, claim, detail }) => `  ${state} (${claim}): ${visible(does)} ${visible(detail)}`,
  );
  return [
    claimText(verdict.certificate),
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
  return {
    ok: true,
    complete: leftUndone(certificate).length === 0,
    origin,
    records,
    ...certificate.statement,
    after: certificate.after,
  };
}
