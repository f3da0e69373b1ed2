import { RpcError, type GpuCheck, type GpuDrift, type GpuHistory, type GpuTaken } from "@casemate/contract";
import type { Command } from "commander";
import { printAnswer, table, visible } from "../console/output.ts";
import type { PassphraseOptions } from "../console/passphrase.ts";
import { withSession, type Session } from "../console/session.ts";
import { addCheckCommand, baselineText, cardsText } from "./gpu-check.ts";
import { jsonOption, passphraseOption, type Common } from "./common-options.ts";
import { withApproval } from "./with-approval.ts";

/** Rounds of the history that are shown. */
const SHOWN = 20;

interface BaselineOptions extends Common, PassphraseOptions {
  readonly capture: boolean;
}

/** `casemate gpu …`: works while the vault is locked. */
export function addGpuCommands(program: Command): void {
  const gpu = program
    .command("gpu")
    .description("watch what computes: accelerators, their drivers, the processor");
  addCheckCommand(gpu);
  passphraseOption(jsonOption(gpu.command("baseline")))
    .description("what changed since the baseline")
    .option("--capture", "write down what is seen now as what should be; replacing one needs approval", false)
    .action(baseline);
  jsonOption(gpu.command("history")).description("verdicts of earlier rounds, and the trend").action(history);
}

async function baseline(options: BaselineOptions): Promise<void> {
  await withSession({ unlock: false }, async (session) => {
    const found = await session.client.call("gpu.check", {});
    if (options.capture) {
      await capture(session, found, options);
      return;
    }
    const { baseline: stands, drift, taken, granted, fingerprint } = found;
    const text = [
      baselineText(found),
      ...drift.map(driftText),
      ...taken.map(takenText),
      stands.state === "ok" && drift.length + taken.length === 0 ? "Nothing changed." : "",
      ...grantedTexts(found),
    ];
    const ok = stands.state === "ok" && drift.length === 0;
    const json = { baseline: stands, drift, taken, granted, fingerprint };
    printAnswer({ ok, text: text.filter((line) => line !== "").join("\n"), json }, options.json);
  });
}

function driftText({ card, what, before, after, explained, because, evidence }: GpuDrift): string {
  const subject = card === null ? what : `${what} of ${card}`;
  const lines = evidence.map((line) => `\n             ${visible(line)}`).join("");
  return `${explained ? "explained  " : "UNEXPLAINED"}  ${visible(subject)}: ${visible(before ?? "nothing")} → ${visible(after ?? "nothing")}\n             ${visible(because)}${lines}`;
}

/** Not told as a change by any probe; a new baseline takes it over all the same. */
function takenText({ card, what, before, after }: GpuTaken): string {
  const subject = card === null ? what : `${what} of ${card}`;
  return `taken over   ${visible(subject)}: ${visible(before ?? "nothing")} → ${visible(after ?? "not known")}`;
}

/** What a capture would silence. */
function grantedTexts({ granted }: GpuCheck): string[] {
  return granted.map(
    ({ status, sentence }) => `A capture takes for granted what is ${status} now: ${visible(sentence)}`,
  );
}

async function capture(session: Session, found: GpuCheck, options: BaselineOptions): Promise<void> {
  const grave = found.granted.some(({ status }) => status === "critical");
  if (found.baseline.state === "absent" && !grave) {
    const state = await session.client.call("gpu.baseline.capture", {});
    const text = [
      `Captured ${cardsText(state.cards)}. From now on what changes is told.`,
      ...found.granted.map(
        ({ sentence }) => `Taken for granted, and no longer warned of: ${visible(sentence)}`,
      ),
    ].join("\n");
    printAnswer(
      { ok: true, text, json: { done: true, baseline: state, granted: found.granted } },
      options.json,
    );
    return;
  }
  if (found.fingerprint === null)
    throw new RpcError(
      "unknown",
      "Nothing was captured: the accelerators of this machine could not be looked at.",
    );
  const input = { fingerprint: found.fingerprint };
  if (!(await withApproval(session, "gpu.baseline.replace", input, options))) return;
  printAnswer(
    { ok: true, text: "The new baseline was captured, and that is recorded.", json: { done: true } },
    options.json,
  );
}

async function history(options: Common): Promise<void> {
  await withSession({ unlock: false }, async ({ client }) => {
    const found = await client.call("gpu.history", {});
    const last = found.entries.at(-1);
    printAnswer({ ok: last?.verdict === "healthy", text: historyText(found), json: found }, options.json);
  });
}

function historyText({ entries, trend }: GpuHistory): string {
  if (entries.length === 0) return "No round yet. Look now with: casemate gpu check";
  const rows = entries
    .slice(-SHOWN)
    .map(({ at, verdict, score, raised }) => [
      at,
      verdict,
      score === null ? "–" : score.toFixed(2),
      raised.join(", "),
    ]);
  const direction =
    trend === null || trend === 0 ? "It stays as it is." : trend > 0 ? "It gets worse." : "It gets better.";
  return `${table(rows)}\n${direction}`;
}
