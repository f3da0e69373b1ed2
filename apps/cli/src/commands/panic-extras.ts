import { MAX_CERTIFICATE_BYTES, nodeCrypto, verifyErasure, type ErasureVerdict } from "@casemate/audit";
import type { Command } from "commander";
import { resolve } from "node:path";
import { printAnswer, visible } from "../console/output.ts";
import { withSession } from "../console/session.ts";
import { UsageError } from "../usage-error.ts";
import { jsonOption, type Common } from "./common-options.ts";
import { readBundle } from "./forensic-file.ts";
import { addPanicTriggers, armedText } from "./panic-triggers.ts";
import { outcomeText } from "./panic-words.ts";

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
        ? `A panic was cut off and could not be ended: nothing is unlocked before it is. Begin it again with: casemate panic ${String(panic.level ?? 3)}`
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
