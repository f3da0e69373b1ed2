import { RpcError, type GpuCheck, type GpuDrift, type GpuHistory } from "@casemate/contract";
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
    const text = [
      baselineText(found),
      ...found.drift.map(driftText),
      found.drift.length === 0 && found.baseline.state === "ok" ? "Nothing changed." : "",
    ];
    const ok = found.baseline.state === "ok" && found.drift.length === 0;
    const json = { baseline: found.baseline, drift: found.drift, fingerprint: found.fingerprint };
    printAnswer({ ok, text: text.filter((line) => line !== "").join("\n"), json }, options.json);
  });
}

function driftText({ card, what, before, after, explained, because, evidence }: GpuDrift): string {
  const subject = card === null ? what : `${what} of ${card}`;
  const lines = evidence.map((line) => `\n             ${visible(line)}`).join("");
  return `${explained ? "explained  " : "UNEXPLAINED"}  ${visible(subject)}: ${visible(before ?? "nothing")} → ${visible(after ?? "nothing")}\n             ${visible(because)}${lines}`;
}

async function capture(session: Session, found: GpuCheck, options: BaselineOptions): Promise<void> {
  if (found.baseline.state === "absent") {
    const state = await session.client.call("gpu.baseline.capture", {});
    const text = `Captured ${cardsText(state.cards)}. From now on what changes is told.`;
    printAnswer({ ok: true, text, json: { done: true, baseline: state } }, options.json);
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
    { ok: true, text: "The baseline was replaced, and that is recorded.", json: { done: true } },
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
